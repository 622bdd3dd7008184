"""Each engine's error that a person can meet has a code and a remedy; others stay what they are."""

from __future__ import annotations

import sqlite3

import pytest

from kartoteka.catalogue.engine_errors import meaning
from kartoteka.errors import InvalidError


class ServerError(Exception):
    """A driver's error with the state that PostgreSQL sent."""

    def __init__(self, state: str) -> None:
        super().__init__(f"state {state}")
        self.sqlstate = state


def of_sqlite(code: int) -> sqlite3.Error:
    """An error as Python's driver raises it."""
    error = sqlite3.OperationalError("what SQLite says")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (of_sqlite(sqlite3.SQLITE_FULL), "disk-full"),
        (of_sqlite(sqlite3.SQLITE_READONLY), "archive-read-only"),
        (of_sqlite(sqlite3.SQLITE_READONLY_DIRECTORY), "archive-read-only"),  # an extended code
        (of_sqlite(sqlite3.SQLITE_BUSY), "archive-busy"),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), "archive-busy"),
        (of_sqlite(sqlite3.SQLITE_LOCKED), "archive-busy"),
        (of_sqlite(sqlite3.SQLITE_CORRUPT), "catalogue-damaged"),
        (of_sqlite(sqlite3.SQLITE_NOTADB), "catalogue-damaged"),
        (of_sqlite(sqlite3.SQLITE_CANTOPEN), "catalogue-unreachable"),
        (of_sqlite(sqlite3.SQLITE_IOERR_READ), "catalogue-unreachable"),
        (ServerError("53100"), "disk-full"),
        (ServerError("25006"), "archive-read-only"),
        (ServerError("55P03"), "archive-busy"),  # lock_timeout
        (ServerError("XX001"), "catalogue-damaged"),
        (ServerError("28P01"), "catalogue-unreachable"),  # a wrong password
        (ServerError("3D000"), "catalogue-unreachable"),  # no such database
        (ServerError("57P01"), "catalogue-unreachable"),  # the server goes down
        (ServerError("42501"), "database-forbidden"),  # a right is missing
        (InvalidError("kept as it is", code="text-unstorable"), "text-unstorable"),
    ],
)
def test_what_a_person_can_meet(error: Exception, code: str) -> None:
    """The house's error has the documented code and says what to do."""
    told = meaning(error)
    assert told is not None
    assert told.code == code
    assert told.advice or told is error


@pytest.mark.parametrize(
    "error",
    [
        of_sqlite(sqlite3.SQLITE_CONSTRAINT),
        of_sqlite(sqlite3.SQLITE_ERROR),
        ServerError("23505"),
        ValueError("x"),
    ],
)
def test_programming_errors_stay(error: Exception) -> None:
    """A broken constraint or a wrong statement is ours to mend, not a person's to read about."""
    assert meaning(error) is None
