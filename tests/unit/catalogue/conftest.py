"""Every test of the catalogue that asks for ``address`` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from tests.unit.catalogue.cluster import private_cluster
from tests.unit.catalogue.samples import link

from kartoteka.catalogue import Catalogue
from kartoteka.catalogue.engine import sqlite_url
from kartoteka.catalogue.tables import METADATA

ENGINES = ("sqlite", "postgresql")
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a private PostgreSQL server, with ``{}`` for a database's name."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (pip install kartoteka[postgresql])")
    with private_cluster() as address:
        yield address


@pytest.fixture(scope="session")
def database(server: str) -> str:
    """The address of a PostgreSQL database with a catalogue's tables."""
    _sql(server.format("postgres"), "CREATE DATABASE catalogue")
    address = server.format("catalogue")
    Catalogue.open(address, link, create=True).close()
    return address


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty catalogue in a file, to be copied."""
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.sqlite"
    Catalogue.open(sqlite_url(path), link, create=True).close()
    return path


@pytest.fixture(params=ENGINES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty catalogue."""
    if request.param == "sqlite":
        path = tmp_path / "catalogue.sqlite"
        shutil.copy(request.getfixturevalue("empty_file"), path)
        return sqlite_url(path)
    database: str = request.getfixturevalue("database")
    # Much quicker than TRUNCATE, which makes new files, and than a database for each test.
    _sql(database, "; ".join(f"DELETE FROM {table.name}" for table in reversed(METADATA.sorted_tables)))
    return database


@pytest.fixture(params=ENGINES)
def blank(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database, or of a file that is not there yet, without a table in it."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "catalogue.sqlite")
    server: str = request.getfixturevalue("server")
    name = f"blank{next(_NUMBERS)}"
    _sql(server.format("postgres"), f"CREATE DATABASE {name}")
    return server.format(name)


@pytest.fixture
def catalogue(address: str) -> Iterator[Catalogue]:
    """An empty catalogue, opened."""
    with Catalogue.open(address, link) as opened:
        yield opened


def _sql(address: str, statement: str) -> None:
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
