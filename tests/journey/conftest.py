"""Every journey is made on SQLite and on PostgreSQL; ``one_engine`` marks what needs no second time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from tests.cluster import Cluster
from tests.journey import archives

ENGINES = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a journey once an engine."""
    if "engine" in metafunc.fixturenames:
        alone = metafunc.definition.get_closest_marker("one_engine")
        metafunc.parametrize("engine", ENGINES[:1] if alone else ENGINES, indirect=True, scope="module")


@pytest.fixture(scope="module", autouse=True)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Which engine the archives of a module have; ``archives`` makes and copies them there."""
    name: str = request.param
    cluster: Cluster | None = request.getfixturevalue("cluster") if name == "postgresql" else None
    archives.SERVERS.append(cluster)
    with nullcontext() if cluster is None else cluster.tidied():
        yield name
    archives.SERVERS.pop()
