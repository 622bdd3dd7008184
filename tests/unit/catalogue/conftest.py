"""Every test of the catalogue that asks for ``address`` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from kartoteka.catalogue import Catalogue
from kartoteka.catalogue.engine import sqlite_url
from tests.unit.catalogue.cluster import private_cluster
from tests.unit.catalogue.samples import link

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a private PostgreSQL server that holds an empty catalogue as ``pattern``."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (pip install kartoteka[postgresql])")
    with private_cluster() as address:
        _sql(address, "CREATE DATABASE pattern")
        Catalogue.open(address.format("pattern"), link, create=True).close()
        yield address


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty catalogue in a file, to be copied."""
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.sqlite"
    Catalogue.open(sqlite_url(path), link, create=True).close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty catalogue."""
    if request.param == "sqlite":
        path = tmp_path / "catalogue.sqlite"
        shutil.copy(request.getfixturevalue("empty_file"), path)
        yield sqlite_url(path)
    else:
        server: str = request.getfixturevalue("server")
        name = f"test{next(_NUMBERS)}"
        _sql(server, f"CREATE DATABASE {name} TEMPLATE pattern")
        yield server.format(name)
        _sql(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def catalogue(address: str) -> Iterator[Catalogue]:
    """An empty catalogue, opened."""
    with Catalogue.open(address, link) as opened:
        yield opened


def _sql(server: str, statement: str) -> None:
    engine = create_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
