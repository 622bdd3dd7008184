"""Every test of the journey runs on SQLite and on PostgreSQL; ``one_engine`` marks what needs none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.cluster import Cluster

ENGINES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test once an engine."""
    if "engine" in metafunc.fixturenames:
        alone = metafunc.definition.get_closest_marker("one_engine")
        metafunc.parametrize("engine", ENGINES[:1] if alone else ENGINES, indirect=True)


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Which engine the archive that a test makes has; on PostgreSQL it is a database of its own."""
    monkeypatch.delenv("KARTOTEKA_DATABASE", raising=False)
    name: str = request.param
    if name == "sqlite" and "cluster" not in request.fixturenames:
        yield name
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    with cluster.tidied():
        if name == "postgresql":
            monkeypatch.setenv("KARTOTEKA_DATABASE", cluster.catalogue())
        yield name
