"""What an engine's errors mean to a person: one table from their codes to our error tree."""

from __future__ import annotations

import sqlite3

from kartoteka.errors import ConflictError, DamagedError, ForbiddenError, KartotekaError, UnavailableError

_SQLITE_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_SQLITE_READ_ONLY = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)
_SQLITE_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_SQLITE_UNREACHABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PROTOCOL)


def meaning(error: BaseException) -> KartotekaError | None:
    """Return what to tell a person of a driver's error; None: a programming error, let it be seen."""
    if isinstance(error, KartotekaError):  # raised by a column's type while a statement was made
        return error
    if isinstance(error, sqlite3.Error):
        # Python gives extended codes (code | detail << 8); the low byte is the kind.
        return _of_sqlite(getattr(error, "sqlite_errorcode", 0) & 0xFF, error)
    state = "08000" if no_answer(error) else getattr(error, "sqlstate", None)
    return _of_postgresql(state, error) if isinstance(state, str) else None


def no_answer(error: BaseException) -> bool:
    """Say whether PostgreSQL's driver got no answer with a code: no connection, or a lost one."""
    kind = type(error)
    return (
        kind.__module__.startswith("psycopg")
        and kind.__name__ in ("OperationalError", "ConnectionTimeout")
        and getattr(error, "sqlstate", None) is None
    )


def _of_sqlite(code: int, error: BaseException) -> KartotekaError | None:
    if code == sqlite3.SQLITE_FULL:
        return _disk_full()
    if code in _SQLITE_READ_ONLY:
        return read_only()
    if code in _SQLITE_BUSY:
        return _busy()
    if code in _SQLITE_DAMAGED:
        return _damaged(error)
    if code in _SQLITE_UNREACHABLE:
        return _unreachable(error)
    return None


def _of_postgresql(state: str, error: BaseException) -> KartotekaError | None:
    if state == "53100":
        return _disk_full()
    if state == "25006":
        return read_only()
    if state in ("55P03", "40001", "40P01"):
        return _busy()
    if state.startswith("XX"):
        return _damaged(error)
    if state == "42501":
        return _forbidden(error)
    if state[:2] in ("08", "28", "3D", "53", "57"):
        return _unreachable(error)
    return None


def read_only() -> UnavailableError:
    """Return the error for a change to an archive that cannot be written to."""
    return UnavailableError(
        "the archive is open for reading only, or its disk cannot be written to",
        code="archive-read-only",
        advice="Make the archive's folder writable, or copy it to a disk that is.",
    )


def _disk_full() -> UnavailableError:
    return UnavailableError(
        "the disk that holds the catalogue is full; nothing half-written was kept",
        code="disk-full",
        advice="Free space and run the same command again; it resumes.",
    )


def _busy() -> ConflictError:
    return ConflictError(
        "another process is writing to the catalogue and did not finish in time",
        code="archive-busy",
        advice="Wait for it to end, then run the same command again.",
    )


def _damaged(error: BaseException) -> DamagedError:
    return DamagedError(
        f"the catalogue is damaged: {error}",
        code="catalogue-damaged",
        advice="Make a copy of the archive as it is now, then run `kartoteka verify`.",
    )


def _forbidden(error: BaseException) -> ForbiddenError:
    return ForbiddenError(
        f"the database does not let its user do this: {str(error).strip().splitlines()[0]}",
        code="database-forbidden",
        advice="Make the user the database's owner: ALTER DATABASE name OWNER TO user; nothing was changed.",
    )


def _unreachable(error: BaseException) -> UnavailableError:
    return UnavailableError(
        f"the catalogue cannot be reached: {str(error).strip()}",
        code="catalogue-unreachable",
        advice="Check that the archive's disk or database server is there, and that you may read it.",
    )
