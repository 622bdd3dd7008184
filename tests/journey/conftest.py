"""Every journey is made on SQLite and on PostgreSQL; ``one_engine`` marks what needs no second time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
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
    archives.SERVERS.append(request.getfixturevalue("cluster") if name == "postgresql" else None)
    yield name
    archives.SERVERS.pop()
