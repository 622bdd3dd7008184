"""What it means that a PostgreSQL server let nobody in: is it down, is the database missing, or we unwelcome?

A refused connection carries words in the server's language and no code. So the cause is found by
asking: does the server answer at all, and is there such a database?
"""

from __future__ import annotations

from sqlalchemy import URL
from sqlalchemy.engine import Dialect

from kartoteka.catalogue.postgresql import place
from kartoteka.errors import ForbiddenError, InvalidError, KartotekaError, MissingError, UnavailableError

_MAINTENANCE = "postgres"  # the database that every server has


def explained(url: URL, dialect: Dialect, error: BaseException) -> KartotekaError:
    """Return what to tell a person of a connection that was not made."""
    from psycopg import pq
    from psycopg.conninfo import make_conninfo

    where, said = place(url), _last_words(error)
    keywords = {k: v for k, v in dialect.create_connect_args(url)[1].items() if k != "context"}
    status = pq.PGconn.ping(make_conninfo(**keywords).encode())
    if status == pq.Ping.NO_ATTEMPT:
        return InvalidError(
            f"the address of {where} cannot be used: {said}",
            code="catalogue-address",
            advice="Check its parts, and the service file where it names a service.",
        )
    if status != pq.Ping.OK:
        return UnavailableError(
            f"the server of {where} does not answer: {said}",
            code="catalogue-unreachable",
            advice="Check that PostgreSQL runs there, and that host and port are right; nothing was changed.",
        )
    if url.database and _is_missing(url.database, keywords):
        return MissingError(
            f"there is no database {url.database} on the server",
            code="database-not-found",
            advice=f"Make it with `createdb --template=template0 --encoding=UTF8 {url.database}`.",
        )
    return ForbiddenError(
        f"{where} refuses the connection: {said}",
        code="database-refused",
        advice="Check user and password. Kartoteka keeps none: set PGPASSFILE, PGPASSWORD or a service file.",
    )


def _is_missing(database: str, keywords: dict[str, object]) -> bool:
    import psycopg

    others: dict[str, object] = {"connect_timeout": 10, **keywords, "dbname": _MAINTENANCE}
    try:
        with psycopg.connect(**others) as connection:  # type: ignore[arg-type] # SQLAlchemy's own arguments
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            return found.fetchone() is None
    except psycopg.Error:
        return False


def _last_words(error: BaseException) -> str:
    """Return the server's sentence without libpq's story of how it got there."""
    said = " ".join(str(error).split())
    for story in ("connection failed: ", "connection is bad: "):
        said = said.removeprefix(story)
    return said[:400]
