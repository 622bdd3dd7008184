"""A whole catalogue copied into another database, and the two compared.

What must hold, so that an interruption at any point leaves the old catalogue good:

1. Nobody writes into the old one from the first row read to the moment the new one is in use.
2. The copy is one transaction: tables, rows, counters. Until it is checked and finished, its version
   says that it is no catalogue yet, and nothing opens it.
3. A database that holds anything but an unfinished copy is not written to.
4. Each table has as many rows as the old one's, and the same content, read back from the new one.

Ids, salts, payloads and packed words go over as they are; counters go on where they were.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import Column, Connection, Engine, Table, bindparam, func, insert, select, text, update

from kartoteka.catalogue import engine as engines
from kartoteka.catalogue import schema
from kartoteka.catalogue.tables import ARCHIVE, METADATA
from kartoteka.errors import ConflictError

_BATCH = 500

OnProgress = Callable[[str, int, int], None]
"""Told (table, rows done, rows in all) now and then."""


Source: TypeAlias = Connection
"""A catalogue that is held still (``still``)."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds, so that two can be compared."""

    table: str
    """Its name."""
    rows: int
    """How many."""
    digest: str
    """SHA-256 over all values of all rows in the order of their keys."""
    counter: int
    """The last number it gave out, also to rows that are gone; 0 where it gives out none."""


@contextmanager
def still(address: str) -> Iterator[Source]:
    """Hold a catalogue still: nobody writes into it for the ``with`` block.

    Raises:
        ConflictError: Somebody writes and does not end (``archive-busy``).
    """
    engine = engines.open_engine(address)
    try:
        with engines.writing(engine) as connection:
            yield connection.execution_options(kartoteka_migration=True)
    finally:
        engine.dispose()


def retire(source: Source) -> None:
    """Mark a catalogue that is no longer in use, so that nothing opens it by mistake."""
    _stamp(source, schema.RETIRED)


@contextmanager
def new_home(address: str) -> Iterator[Engine]:
    """Open a database that a copy may be written to; a SQLite file is made."""
    engine = engines.open_engine(address, create=True)
    try:
        yield engine
    finally:
        engine.dispose()


def is_copy_already(source: Source, target: Engine, on_progress: OnProgress) -> bool:
    """Say whether a database holds a finished copy of this very state; nothing is changed.

    Raises:
        ConflictError: It holds something else, which is left alone.
    """
    with engines.reading(target) as connection:
        found = schema.revision(connection)
        if found in (None, schema.UNFINISHED):
            return False
        registered = connection.execute(select(ARCHIVE.c.id)).scalar() if found == schema.HEAD else None
        if registered is not None and registered == source.execute(select(ARCHIVE.c.id)).scalar():
            theirs = contents(connection, on_progress)
            if theirs == contents(source, on_progress):
                return True
    raise ConflictError(
        "the database to move to holds a catalogue already, and not a copy of this one as it is now",
        code="database-not-empty",
        advice="Name an empty database; if that one is an old copy, remove it first with `dropdb`.",
    )


def copy(source: Source, target: Engine, on_progress: OnProgress) -> tuple[Content, ...]:
    """Copy everything in one transaction and return what was copied; ``finish`` makes it a catalogue.

    Args:
        source: From ``still``.
        target: An empty database, or one with an unfinished copy, which is thrown away.
        on_progress: Told how far each table is.
    """
    with engines.writing(target) as unmarked:
        connection = unmarked.execution_options(kartoteka_migration=True)
        if schema.revision(connection) == schema.UNFINISHED:
            METADATA.drop_all(connection)
            connection.exec_driver_sql("DROP TABLE alembic_version")
        schema.migrate(connection)
        _stamp(connection, schema.UNFINISHED)
        for table in reversed(METADATA.sorted_tables):
            connection.execute(table.delete())  # what a revision itself may have put there
        return tuple(_copy_table(source, connection, table, on_progress) for table in METADATA.sorted_tables)


def finish(target: Engine) -> None:
    """Make a copy that was checked a catalogue."""
    with engines.writing(target) as connection:
        _stamp(connection.execution_options(kartoteka_migration=True), schema.HEAD)


def settle(path: Path) -> None:
    """Bring all that a SQLite catalogue's log holds into the file itself, so that it may be renamed."""
    engine = engines.open_engine(engines.sqlite_url(path))
    try:
        with engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        engine.dispose()


def contents(connection: Connection, on_progress: OnProgress) -> tuple[Content, ...]:
    """Read every table and say what it holds."""
    found = []
    for table in METADATA.sorted_tables:
        total, done, hasher = _count(connection, table), 0, hashlib.sha256()
        for batch in _batches(connection, table):
            _fold(hasher, batch)
            done += len(batch)
            on_progress(f"comparing {table.name}", done, total)
        found.append(Content(table.name, done, hasher.hexdigest(), _counter(connection, table)))
    return tuple(found)


def written(target: Engine, on_progress: OnProgress) -> tuple[Content, ...]:
    """Read a copy back."""
    with engines.reading(target) as connection:
        return contents(connection, on_progress)


def _copy_table(source: Source, target: Connection, table: Table, on_progress: OnProgress) -> Content:
    total, done, hasher = _count(source, table), 0, hashlib.sha256()
    names = [column.name for column in table.columns]
    # A row may point to one of its own table that comes later: such pointers are set when all are there.
    later = [
        column for column in table.columns if any(fk.column.table is table for fk in column.foreign_keys)
    ]
    empty = dict.fromkeys((column.name for column in later), None)
    statement = insert(table)
    for batch in _batches(source, table):
        _fold(hasher, batch)
        target.execute(statement, [dict(zip(names, row, strict=True)) | empty for row in batch])
        done += len(batch)
        on_progress(f"copying {table.name}", done, total)
    for column in later:
        _point(source, target, table, column)
    last = _counter(source, table)
    _set_counter(target, table, last)
    return Content(table.name, done, hasher.hexdigest(), last)


def _point(source: Source, target: Connection, table: Table, column: Column[object]) -> None:
    keys = list(table.primary_key.columns)
    setting = update(table).values({column.name: bindparam("to")})
    for key in keys:
        setting = setting.where(key == bindparam(f"key_{key.name}"))
    names = [*(f"key_{key.name}" for key in keys), "to"]
    question = select(*keys, column).where(column.is_not(None))
    with source.execute(question, execution_options={"yield_per": _BATCH}) as rows:
        for batch in rows.partitions():
            target.execute(setting, [dict(zip(names, row, strict=True)) for row in batch])


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[Sequence[object]]]:
    question = select(table).order_by(*table.primary_key.columns)
    with connection.execute(question, execution_options={"yield_per": _BATCH}) as rows:
        yield from rows.partitions()


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _fold(hasher: hashlib._Hash, rows: Sequence[Sequence[object]]) -> None:
    parts: list[bytes] = []
    for row in rows:
        for value in row:
            kind, raw = _plain(value)
            parts += (kind, len(raw).to_bytes(8, "big"), raw)
    hasher.update(b"".join(parts))


def _plain(value: object) -> tuple[bytes, bytes]:
    match value:
        case None:
            return b"n", b""
        case bytes() | memoryview():
            return b"b", bytes(value)
        case str():
            return b"s", value.encode("utf-8", "surrogatepass")
        case int():
            return b"i", str(value).encode()
        case float():
            return b"f", struct.pack(">d", value)
        case UUID():
            return b"u", value.bytes
        case datetime() | date():
            return b"d", value.isoformat().encode()
    raise TypeError(f"a column holds a {type(value).__name__}, which cannot be compared")


def _counter(connection: Connection, table: Table) -> int:
    column = table.autoincrement_column
    if column is None:
        return 0
    highest = int(connection.execute(select(func.coalesce(func.max(column), 0))).scalar_one())
    given: int | None
    if connection.dialect.name == "postgresql":
        name = _sequence(connection, table, column)
        given = connection.exec_driver_sql(
            f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {name}"  # noqa: S608 (the server's own name)
        ).scalar()
    else:
        question = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        given = connection.execute(question, {"name": table.name}).scalar()
    return max(highest, given or 0)


def _set_counter(connection: Connection, table: Table, last: int) -> None:
    column = table.autoincrement_column
    if column is None or last == 0:
        return
    if connection.dialect.name == "postgresql":
        name = _sequence(connection, table, column)
        connection.execute(text("SELECT setval(:name, :last)"), {"name": name, "last": last})
        return
    of_table = {"name": table.name, "last": last}
    connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), of_table)
    connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), of_table)


def _sequence(connection: Connection, table: Table, column: Column[int]) -> str:
    question = text("SELECT pg_get_serial_sequence(:table, :column)")
    named = {"table": f'"{table.name}"', "column": column.name}
    return str(connection.execute(question, named).scalar_one())


def _stamp(connection: Connection, version: str) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": version})
