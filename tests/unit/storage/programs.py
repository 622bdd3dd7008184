"""Trials that would harm the test run, in programs of their own: kills, limits, mounts; other users."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


def program(text: str, *arguments: object, prefix: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    """Start a Python program; it prints what it has to tell."""
    command = [*prefix, sys.executable, "-c", textwrap.dedent(text), *map(str, arguments)]
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
