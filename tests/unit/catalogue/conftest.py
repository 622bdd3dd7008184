"""Every test of the catalogue that asks for ``address`` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url
from tests.cluster import Cluster
from tests.unit.catalogue.samples import link

from kartoteka.catalogue import Catalogue
from kartoteka.catalogue.engine import sqlite_url

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def database(cluster: Cluster) -> str:
    """The address of a PostgreSQL database with a catalogue's tables."""
    return cluster.catalogue()


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
    cluster: Cluster = request.getfixturevalue("cluster")
    database: str = request.getfixturevalue("database")
    name = make_url(database).database
    assert name is not None
    cluster.empty(name)
    return database


@pytest.fixture(params=ENGINES)
def blank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database, or of a file that is not there yet, without a table in it."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "catalogue.sqlite")
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    with cluster.tidied():
        yield cluster.database()


@pytest.fixture
def catalogue(address: str) -> Iterator[Catalogue]:
    """An empty catalogue, opened."""
    with Catalogue.open(address, link) as opened:
        yield opened
