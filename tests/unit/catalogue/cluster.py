"""A private PostgreSQL server made of Debian's binaries, for as long as the tests run.

It listens on a socket in a folder of its own and keeps nothing. ``initdb`` refuses root, so root
hands the folder to the user ``postgres``; where there is no such user the tests say so and skip.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

_QUICK = (
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off"
    " -c shared_buffers=32MB -c max_connections=60"
)
_PLAIN = ("-U", "kartoteka", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")


@contextmanager
def private_cluster() -> Iterator[str]:
    """Give the address of a running server, without a database's name at its end."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="kartoteka-pg-"))
    as_user = _as_ordinary_user(folder)
    data = folder / "data"

    def run(*command: str) -> None:
        done = subprocess.run([*as_user, *command], capture_output=True, text=True, check=False, cwd=folder)
        if done.returncode:
            pytest.skip(f"PostgreSQL does not start here: {(done.stderr or done.stdout).strip()[-300:]}")

    try:
        run(
            f"{binaries}/initdb",
            "-D",
            str(data),
            "-U",
            "kartoteka",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        )
        options = f"-k {folder} -c listen_addresses='' {_QUICK}"
        run(f"{binaries}/pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://kartoteka@/{{}}?host={quote(str(folder), safe='')}"
        finally:
            run(f"{binaries}/pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not found:
        pytest.skip("PostgreSQL's binaries are not installed (apt-get install postgresql)")
    return found[-1].parent


def _as_ordinary_user(folder: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        pytest.skip("PostgreSQL refuses root, and there is no user `postgres` to run it as")
    if shutil.which("runuser") is None:
        pytest.skip("PostgreSQL refuses root, and there is no `runuser` to change to `postgres`")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["runuser", "-u", "postgres", "--"]
