"""The connection to SQLite or PostgreSQL: the one place that knows how the two differ.

SQLite: write-ahead log, so that readers never wait; FULL synchronisation, so that what was
acknowledged survives a power cut; foreign keys; transactions begun by us (``BEGIN IMMEDIATE`` to
write, so that a writer waits at its start and never fails in the middle); temporary tables in
memory, so that no evidence lies in ``/tmp``; deleted bytes overwritten. PostgreSQL (``postgresql``):
one writer at a time by an advisory lock, whose next statement sees what the last holder committed;
repeatable reads. Driver errors become the house's errors here, once.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.engine import ExceptionContext

from kartoteka.catalogue import postgresql
from kartoteka.catalogue.engine_errors import meaning, no_answer
from kartoteka.catalogue.engine_errors import read_only as read_only_error
from kartoteka.errors import MissingError

WAIT_SECONDS = 30.0
"""How long a writer waits for another process by default."""

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cache_size = -16000",
    "PRAGMA journal_size_limit = 67108864",
)


def sqlite_url(path: Path) -> str:
    """Return the address of a catalogue in a file, for ``Catalogue.open``."""
    return f"sqlite:///{path}"


def open_engine(
    url: str, *, create: bool = False, read_only: bool = False, wait_seconds: float = WAIT_SECONDS
) -> Engine:
    """Open the database.

    Args:
        url: ``sqlite:///PATH`` or ``postgresql+psycopg://…``.
        create: Whether a SQLite file that is not there is made, readable by its owner only.
        read_only: Whether nothing may be written, not even a lock.
        wait_seconds: How long a writer waits for another process before it gives up.

    Raises:
        InvalidError: The address is neither of the two.
        MissingError: There is no such file.
        UnavailableError: PostgreSQL's driver is not installed.
    """
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        engine = _sqlite(path, create=create, read_only=read_only, wait_seconds=wait_seconds)
    else:
        engine = postgresql.open_server(url, read_only=read_only, wait_seconds=wait_seconds)
    event.listen(engine, "handle_error", _translate)
    return engine


@contextmanager
def writing(engine: Engine, on: Connection | None = None) -> Iterator[Connection]:
    """Give a connection in the one writing transaction; commit at the end, roll back on exception.

    Args:
        engine: The database.
        on: The connection that holds the right to write (``postgresql.held``); None: any.
    """
    if engine.get_execution_options().get("kartoteka_read_only", False):
        raise read_only_error()
    if on is not None:
        postgresql.refuse_lost(on)
        with on.begin():
            postgresql.lock_unit(on)
            yield on
        return
    options: dict[str, Any] = {"kartoteka_write": True}
    if engine.dialect.name == "postgresql":
        # Whatever the server's default: under a repeatable read the transaction would begin to see
        # before it waits for the lock, and read a head that is no longer one.
        options["isolation_level"] = "READ COMMITTED"
    with engine.connect().execution_options(**options) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            postgresql.lock_unit(connection)
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the catalogue throughout."""
    options: dict[str, Any] = {}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection:
        transaction = connection.begin()
        try:
            yield connection
        finally:
            transaction.rollback()


def _sqlite(path: Path, *, create: bool, read_only: bool, wait_seconds: float) -> Engine:
    if not path.is_file():
        if not create or read_only:
            raise MissingError(
                f"there is no catalogue at {path}",
                code="archive-not-found",
                advice="`kartoteka init FOLDER` makes an archive; --archive names another.",
            )
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))

    read_only = read_only or not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))

    def connect() -> sqlite3.Connection:
        target, uri = (_read_only_address(path), True) if read_only else (os.fspath(path), False)
        connection = sqlite3.connect(
            target, uri=uri, timeout=wait_seconds, isolation_level=None, check_same_thread=False
        )
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
        return connection

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=-1,
        hide_parameters=True,  # an error's text is no place for evidence
        execution_options={"kartoteka_read_only": read_only},
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        to_write = connection.get_execution_options().get("kartoteka_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if to_write else "BEGIN")

    return engine


def _read_only_address(path: Path) -> str:
    address = f"file:{quote(os.fsencode(path))}?mode=ro"
    wal = path.with_name(path.name + "-wal")
    # A read-only disk cannot hold the shared memory of a log. Without one, nothing is being written.
    if not os.access(path.parent, os.W_OK) and (not wal.exists() or wal.stat().st_size == 0):
        address += "&immutable=1"
    return address


def _translate(context: ExceptionContext) -> None:
    original = context.original_exception
    if context.connection is None and context.engine is not None and no_answer(original):
        from kartoteka.catalogue.refused import explained  # asks the server; needed when all is lost

        raise explained(context.engine.url, context.engine.dialect, original) from original
    error = meaning(original)
    if error is original:
        raise error
    if error is not None:
        raise error from original
