"""PostgreSQL: its addresses, what every session begins with, and who writes.

An address never keeps a password (libpq finds it: ``PGPASSWORD``, ``PGPASSFILE``, a service file).
A session waits, syncs and counts time as the catalogue needs it, whatever the server's defaults are.
The one writer holds a lock of the server's, so that it is one on all machines; whoever holds it
writes on the connection that holds it, so that a lost lock and a lost connection are one thing.
"""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from kartoteka.errors import ConflictError, InvalidError, KartotekaError, UnavailableError

if TYPE_CHECKING:
    from psycopg import Connection as ServerConnection  # an extra: imported where a server is meant

OLDEST = 14
"""The oldest server that is tried."""

_SECRETS = ("password", "sslpassword")
_CONNECT_SECONDS = 10
_LOOK_EVERY_SECONDS = 0.2
_UNIT = 0x4B41_5254  # "KART": held for one transaction by whoever writes
_HOLDER = "1262572116, 1"  # the same number and a second one: held for as long as an import runs

_WHO = text(
    "SELECT a.application_name, a.backend_start FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
    " JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()"
    " WHERE l.locktype = 'advisory' AND l.classid = :unit AND l.objid = 1 AND l.granted LIMIT 1"
)

_SESSION = {
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "idle_session_timeout": "0",  # the holder of the lock is idle between units of work
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "extra_float_digits": "1",  # numbers come back as they went in
    "tcp_keepalives_idle": "30",  # a machine that died must not hold the lock for hours
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}


def parsed(address: str) -> URL:
    """Understand an address.

    Raises:
        InvalidError: It is no address of a PostgreSQL database.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise _not_an_address() from error
    if url.get_backend_name() != "postgresql":
        raise _not_an_address()
    if not url.database and "service" not in url.query and "dbname" not in url.query:
        raise InvalidError(
            "the catalogue's address names no database",
            code="catalogue-address",
            advice="Write postgresql+psycopg://USER@HOST/DATABASE, or ?service=NAME for a service file.",
        )
    return url.set(drivername="postgresql+psycopg")


def without_password(address: str) -> tuple[str, bool]:
    """Return an address that may be kept and shown, and whether a password was taken out of it."""
    url = parsed(address)
    kept = url.difference_update_query(_SECRETS)._replace(password=None)
    return kept.render_as_string(hide_password=False), kept != url


def place(url: URL) -> str:
    """Say which database an address means, in words for people."""
    if not url.database and "service" in url.query:
        return f"the database of service {url.query['service']}"
    host = url.host or url.query.get("host") or "this machine"
    port = f":{url.port}" if url.port else ""
    return f"the database {url.database or url.query.get('dbname')} on {host}{port}"


def open_server(address: str, *, read_only: bool, wait_seconds: float) -> Engine:
    """Open a database of a server; nothing is asked of it yet.

    Raises:
        InvalidError: The address is none.
        UnavailableError: The driver is not installed.
    """
    url = parsed(address)
    limits = {"connect_timeout": _CONNECT_SECONDS} if "connect_timeout" not in url.query else {}
    try:
        engine = create_engine(
            url,
            pool_size=8,
            max_overflow=-1,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"client_encoding": "utf8", **limits},
            execution_options={"kartoteka_read_only": read_only},
        )
    except ImportError as error:
        raise UnavailableError(
            f"PostgreSQL's driver is not installed ({error})",
            code="postgresql-driver-missing",
            advice="Run `pip install 'kartoteka[postgresql]'` in the environment that Kartoteka runs in.",
        ) from error
    session = {"lock_timeout": str(max(1, round(wait_seconds * 1000))), **_SESSION}

    @event.listens_for(engine, "connect")
    def _begin_session(raw: ServerConnection, _record: object) -> None:
        try:
            _refuse_unfit(raw, url)
        except KartotekaError:
            raw.close()
            raise
        calls = ", ".join("set_config(%s, %s, false)" for _ in session)
        raw.execute("SELECT " + calls, [part for pair in session.items() for part in pair])
        # What is acknowledged is on the disk; stronger promises (remote_apply) stay what they are.
        raw.execute(
            "SELECT set_config('synchronous_commit', 'on', false)"
            " WHERE current_setting('synchronous_commit') IN ('off', 'local')"
        )
        raw.commit()

    return engine


def lock_unit(connection: Connection) -> None:
    """Wait until nobody else is in a writing transaction; ends with this one."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UNIT})")


@contextmanager
def held(engine: Engine, purpose: str, wait_seconds: float) -> Iterator[Connection]:
    """Be the one writer of all machines, and give the connection that says so.

    Args:
        engine: The database.
        purpose: What for, in words that another person may read.
        wait_seconds: How long to wait for another holder; 0: not at all.

    Raises:
        ConflictError: Somebody else is; code ``archive-busy``.
    """
    deadline = time.monotonic() + wait_seconds
    with engine.connect().execution_options(isolation_level="READ COMMITTED") as connection:
        with connection.begin():
            name = text("SELECT set_config('application_name', :name, false)")
            connection.execute(name, {"name": _name(purpose)})
        while not _taken(connection):
            if time.monotonic() >= deadline:
                with connection.begin():
                    raise _busy(connection)
            time.sleep(min(_LOOK_EVERY_SECONDS, max(0.0, deadline - time.monotonic())))
        try:
            yield connection
        finally:
            _let_go(connection)


def refuse_lost(connection: Connection) -> None:
    """Raise where the connection that holds the lock was lost, and the lock with it."""
    if connection.invalidated:
        raise UnavailableError(
            "the connection to the database was lost, and with it the right to write",
            code="writer-lost",
            advice="Run the same command again; it resumes, and nothing that was acknowledged is lost.",
        )


def doubts(connection: Connection) -> list[tuple[str, str]]:
    """Return (what, remedy) of what the server's settings take away from the catalogue's promises."""
    found = []
    if connection.exec_driver_sql("SELECT current_setting('fsync')").scalar() != "on":
        found.append(
            ("the server does not flush to its disk (fsync = off)", "Set fsync = on and restart it.")
        )
    encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    far = "SELECT inet_client_addr() IS DISTINCT FROM inet_server_addr()"
    if connection.exec_driver_sql(far).scalar() and not connection.exec_driver_sql(encrypted).scalar():
        found.append(
            ("the connection to the server is not encrypted", "Add ?sslmode=verify-full to its address.")
        )
    return found


def _taken(connection: Connection) -> bool:
    with connection.begin():
        return bool(connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_HOLDER})").scalar_one())


def _let_go(connection: Connection) -> None:
    if connection.invalidated:
        return
    try:
        if connection.in_transaction():
            connection.rollback()
        with connection.begin():
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({_HOLDER})")
            connection.exec_driver_sql("SELECT set_config('application_name', '', false)")
    except KartotekaError:
        connection.invalidate()  # the server lets go of what a closed connection held


def _name(purpose: str) -> str:
    """Who holds the lock, for ``pg_stat_activity``: printable ASCII, 63 characters are kept."""
    said = f"{os.getpid()} on {socket.gethostname()[:24]}, {purpose}"
    return re.sub(r"[^ -~]", "?", said)[:63]


def _busy(connection: Connection) -> ConflictError:
    row = connection.execute(_WHO, {"unit": _UNIT}).first()
    who = "another process"
    if row is not None and row[0]:
        since = f", connected since {row[1]:%Y-%m-%d %H:%M} UTC" if row[1] else ""
        who = f"process {row[0]}{since}"
    return ConflictError(
        f"the archive's database is being written to by {who}",
        code="archive-busy",
        advice="Wait until it is done, or stop it (Ctrl-C finishes what is in hand), and try again.",
    )


def _refuse_unfit(raw: ServerConnection, url: URL) -> None:
    """Refuse a server that is too old, and a database that cannot keep every letter."""
    if raw.info.server_version < OLDEST * 10_000:
        raise UnavailableError(
            f"the server of {place(url)} is older than PostgreSQL {OLDEST}",
            code="database-unfit",
            advice=f"Use PostgreSQL {OLDEST} or newer.",
        )
    encoding = raw.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise ConflictError(
            f"{place(url)} keeps text as {encoding}, which not every letter goes into",
            code="database-unfit",
            advice="Make one with `createdb --template=template0 --encoding=UTF8 NAME`.",
        )


def _not_an_address() -> InvalidError:
    return InvalidError(
        "the catalogue's address is neither sqlite:///PATH nor postgresql://…",
        code="catalogue-address",
        advice="Write sqlite:///PATH or postgresql+psycopg://USER@HOST/DATABASE.",
    )
