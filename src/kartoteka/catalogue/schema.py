"""The tables' version: which one a catalogue has, and how it is brought to the code's.

Alembic's revisions lie in ``migrations/versions`` and travel in the wheel. Alembic itself is
imported only when there is something to migrate, because every command opens a catalogue.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from kartoteka.catalogue.engine import reading, writing
from kartoteka.errors import ConflictError, DamagedError

HEAD = "0004"
"""The revision that ``tables`` describes; a test compares it with the newest migration."""

KNOWN = ("0001", "0002", "0003", "0004")
"""Every revision this code can read or bring up to date."""

UNFINISHED = "copying"
"""Stands where a revision's number does while a catalogue is copied and not yet checked (``moving``)."""

RETIRED = "moved"
"""Stands there once a catalogue was moved elsewhere."""


def revision(connection: Connection) -> str | None:
    """Return the revision of a catalogue; None: the database is empty.

    Raises:
        ConflictError: The server's database holds another program's tables, or an unfinished move.
        DamagedError: There are tables, but no catalogue's.
    """
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if found is not None:
            return str(found)
    if tables and connection.dialect.name == "postgresql":
        raise ConflictError(
            "the database holds tables of another program",
            code="database-not-empty",
            advice="Make a database for the archive alone: `createdb --encoding=UTF8 NAME`.",
        )
    if tables:
        raise DamagedError(
            "the database has tables, but they are no catalogue's",
            code="catalogue-damaged",
            advice="Point --archive at an archive made by `kartoteka init`.",
        )
    return None


def bring_up_to_date(engine: Engine, *, create: bool = False, read_only: bool = False) -> None:
    """See to it that the tables are the ones this code knows.

    Raises:
        ConflictError: A newer version made it, or an older one and it is opened for reading only.
        DamagedError: It is no catalogue.
    """
    with reading(engine) as connection:
        found = revision(connection)
    if found == HEAD:
        return
    if found == UNFINISHED:
        raise ConflictError(
            "the database holds a copy of a catalogue that was interrupted and is not in use",
            code="catalogue-unfinished",
            advice="Run `kartoteka archive migrate` again with the same --to; it begins the copy anew.",
        )
    if found == RETIRED:
        raise ConflictError(
            "the database was an archive's catalogue until that was moved elsewhere",
            code="archive-moved",
            advice="Open the archive by its folder, without KARTOTEKA_DATABASE; "
            "`dropdb` removes the old one.",
        )
    if found is not None and found not in KNOWN:
        raise ConflictError(
            f"the archive was written by a newer version of Kartoteka (catalogue {found}, here {HEAD})",
            code="archive-newer",
            advice="Install the newer version; nothing was changed.",
        )
    if found is None and (read_only or not create):
        raise DamagedError(
            "the catalogue has no tables",
            code="catalogue-damaged",
            advice="Restore it from a copy, or make a new archive with `kartoteka init`.",
        )
    if read_only:
        raise ConflictError(
            f"the archive was written by an older version of Kartoteka (catalogue {found})",
            code="archive-older",
            advice="Open it once with a command that may write, such as `kartoteka import`.",
        )
    upgrade(engine)


def upgrade(engine: Engine) -> None:
    """Run the migrations that are missing, in one transaction."""
    with writing(engine) as connection:
        migrate(connection)


def migrate(connection: Connection) -> None:
    """Run the migrations that are missing inside a writing transaction that somebody else ends."""
    # Here and not above: Alembic costs a quarter of a second, and is needed once in an archive's life.
    from alembic import command
    from alembic.config import Config

    config = Config()
    folder = Path(__file__).with_name("migrations")
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection.execution_options(kartoteka_migration=True)
    command.upgrade(config, "head")
    if connection.dialect.name == "postgresql":
        _order_by_bytes(connection)


def _order_by_bytes(connection: Connection) -> None:
    """Give every text column the order of SQLite, whatever the database's own collation is.

    Here and not in each revision, so that no revision can forget it.
    """
    columns = connection.execute(
        text(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND data_type = 'text'"
            " AND collation_name IS DISTINCT FROM 'C' ORDER BY 1, 2"
        )
    ).all()
    for table, column in columns:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE text COLLATE "C"')
