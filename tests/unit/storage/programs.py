"""Trials that would harm the test run, in programs of their own: kills, limits, mounts; other users."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def program(text: str, *arguments: object, prefix: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    """Start a Python program; it prints what it has to tell."""
    command = [*prefix, sys.executable, "-c", text, *map(str, arguments)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def output(process: subprocess.Popen[str]) -> list[str]:
    """Wait for a program that should end well, and return the lines it printed."""
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out.splitlines()


def with_mount(command: str) -> tuple[str, ...]:
    """Return a prefix that runs a program with a mount of its own, or skip where the kernel refuses."""
    prefix = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", f'{command} && exec "$@"', "sh")
    try:
        probe = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("unshare (Debian's util-linux) is not installed")
    if probe.returncode:
        pytest.skip("this kernel gives ordinary programs no mounts of their own")
    return prefix


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Be one to whom a folder's mode means something: root may write anywhere, so root becomes nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


_KILLED_AT_EACH_CALL = """
import os, signal, sys
from pathlib import Path
{imports}

NAMES = (
    "open", "write", "pwrite", "ftruncate", "fchmod", "fsync", "close", "lseek",
    "mkdir", "link", "unlink", "rename", "replace", "utime",
)
write, kill = os.write, os.kill

def trial(root, say):
{trial}

def counting(real, left):
    def counted(*arguments, **options):
        left[0] -= 1
        if left[0] == 0:
            kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **options)
    return counted

for call in range(1, 1000):
    child = os.fork()
    if child == 0:
        left = [call]
        for name in NAMES:
            setattr(os, name, counting(getattr(os, name), left))
        trial(Path(sys.argv[1]) / str(call), lambda text: write(1, f"{{call}} {{text}}\\n".encode()))
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(call, "ended", status, flush=True)
    if status != -signal.SIGKILL:
        break
"""


def killed_at_each_call(folder: Path, imports: str, trial: str) -> dict[int, list[str]]:
    """Run a trial again and again, killed before its first call to the system, its second, and so on.

    Args:
        folder: The trial that is killed at call 7 works in the folder ``7`` below.
        imports: What the trial needs.
        trial: Python that works in ``root`` and calls ``say(text)`` when something is acknowledged.

    Returns:
        What each trial said before it was killed, by the call at which that was; the last one was not
        killed.
    """
    text = _KILLED_AT_EACH_CALL.format(
        imports=textwrap.dedent(imports), trial=textwrap.indent(textwrap.dedent(trial), "    ")
    )
    said: dict[int, list[str]] = {}
    for line in output(program(text, folder)):
        call, word, *rest = line.split()
        words = said.setdefault(int(call), [])
        if word != "ended":
            words.append(word)
        elif rest != ["-9"]:
            assert rest == ["0"], line
    return said
