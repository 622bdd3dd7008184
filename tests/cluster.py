"""A private PostgreSQL server made of Debian's binaries, for as long as the tests run.

It listens on a socket in a folder of its own and keeps nothing. ``initdb`` refuses root, so root
hands the folder to the user ``postgres``; where there is no such user the tests say so and skip. A
small process waits for the test run to end, however it ends, then stops the server and removes all.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from kartoteka.catalogue import Catalogue, schema
from kartoteka.catalogue.tables import METADATA

_QUICK = (
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off -c wal_level=minimal"
    " -c max_wal_senders=0 -c shared_buffers=32MB -c max_connections=60"
)
_PLAIN = ("-U", "kartoteka", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
_LAST_DUTY = 'cat >/dev/null; "$1/pg_ctl" -D "$2/data" -w -m immediate stop; rm -rf "$2"'


@dataclass
class Cluster:
    """A running server."""

    folder: Path
    """Where its socket lies."""
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _made: list[str] = field(default_factory=list)
    _clean: list[str] = field(default_factory=list)

    def address(self, database: str, user: str = "kartoteka") -> str:
        """The address of a database."""
        return f"postgresql+psycopg://{user}@/{database}?host={quote(str(self.folder), safe='')}"

    def sql(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run a statement as the server's master, and return its rows."""
        engine = create_engine(self.address(database), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                done = connection.exec_driver_sql(statement)
                return [tuple(row) for row in done] if done.returns_rows else []
        finally:
            engine.dispose()

    def database(self, options: str = "") -> str:
        """Make an empty database and return its address."""
        name = f"d{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name} {options}")
        self._made.append(name)
        return self.address(name)

    def catalogue(self) -> str:
        """Return the address of a database with the tables of a catalogue, empty; made where none is free."""
        if self._clean:
            self._made.append(self._clean.pop())
            return self.address(self._made[-1])
        if not self.sql("SELECT 1 FROM pg_database WHERE datname = 'model'"):
            self.sql("CREATE DATABASE model")
            Catalogue.open(self.address("model"), lambda _head, _events: [], create=True).close()
        return self.database("TEMPLATE model")

    @contextmanager
    def tidied(self) -> Iterator[None]:
        """Clean what is made within the ``with`` block for the next, or throw it away: each takes 8 MB."""
        before = len(self._made)
        yield
        for name in self._made[before:]:
            if self._emptied(name):
                self._clean.append(name)
            else:
                self.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        del self._made[before:]

    def _emptied(self, name: str) -> bool:
        """Say whether a database is a catalogue in use, and nobody looks at it any more; it is empty then."""
        try:
            fit = self.sql("SELECT version_num FROM alembic_version", name) == [(schema.HEAD,)]
            if fit:
                self.empty(name)
        except DBAPIError:
            return False
        return fit

    def empty(self, name: str) -> None:
        """Make a catalogue as if new: quicker than TRUNCATE, which makes new files, or a new database."""
        tables = list(reversed(METADATA.sorted_tables))
        counted = [(table.name, table.autoincrement_column) for table in tables]
        steps = ["SET lock_timeout = '1s'", *(f"DELETE FROM {table.name}" for table in tables)]
        steps += [
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column.name}'), 1, false)"
            for table, column in counted
            if column is not None
        ]
        self.sql("; ".join(steps), name)


@contextmanager
def private_cluster(settings: str = _QUICK) -> Iterator[Cluster]:
    """Give a running server, or skip with the reason why there is none.

    Args:
        settings: Options of the server; by default it is quick and forgets all in a power cut.
    """
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="kartoteka-pg-"))
    as_user = _as_ordinary_user(folder)
    guardian = subprocess.Popen(
        [*as_user, "sh", "-c", _LAST_DUTY, "sh", str(binaries), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        start_new_session=True,  # an interrupt from the keyboard is for the tests
    )
    data = str(folder / "data")

    def run(*command: str) -> None:
        done = subprocess.run([*as_user, *command], capture_output=True, text=True, check=False, cwd=folder)
        if done.returncode:
            pytest.skip(f"PostgreSQL does not start here: {(done.stderr or done.stdout).strip()[-300:]}")

    try:
        run(f"{binaries}/initdb", "-D", data, *_PLAIN)
        options = f"-k {folder} -c listen_addresses='' {settings}"
        run(f"{binaries}/pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        yield Cluster(folder)
    finally:
        assert guardian.stdin is not None
        guardian.stdin.close()
        guardian.wait(60)
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
