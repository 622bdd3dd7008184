"""What all tests share: where material lies, and how the long trials are sampled.

``--slice N`` keeps every N-th of the selected tests, chosen by their name and the commit, so that
a machine that tests each commit walks through all of them in time and can repeat any choice.
``--budget SECONDS`` starts no further test once that time is over; what is left out is said.
"""

from __future__ import annotations

import functools
import hashlib
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cluster import Cluster, private_cluster

ROOT = Path(__file__).resolve().parent.parent
_STARTED = time.monotonic()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the two options of the sampled run."""
    parser.addoption("--slice", type=int, default=1, help="keep every N-th test, others at each commit")
    parser.addoption("--budget", type=float, default=0.0, help="start no test after SECONDS; 0: no bound")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep every N-th test of a sampled run; where that would leave none, keep the first."""
    step: int = config.getoption("--slice")
    if step <= 1 or not items:
        return
    # The long trials are marked; what the marker leaves out is left out before counting.
    candidates = sorted(items, key=lambda item: _draw(item.nodeid))
    if config.option.markexpr == "full":
        candidates = [item for item in candidates if item.get_closest_marker("full")]
    kept = set(candidates[: -(-len(candidates) // step)])
    dropped = [item for item in items if item not in kept]
    config.hook.pytest_deselected(items=dropped)
    items[:] = [item for item in items if item in kept]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what would start after the budget is spent."""
    budget: float = item.config.getoption("--budget")
    if budget and time.monotonic() - _STARTED > budget:
        pytest.skip(f"the time of this run ({budget:.0f} s) is spent; `pytest -m full` runs everything")


def _draw(name: str) -> bytes:
    return hashlib.sha256(f"{_commit()} {name}".encode()).digest()


@functools.cache
def _commit() -> str:
    command = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real and hostile files that lies beside a developer's checkout."""
    folder = ROOT.parent / "shared" / "corpus"
    if not (folder / "INVENTORY.tsv").is_file():
        pytest.skip("the corpus is not on this machine (../shared/corpus)")
    return folder


@pytest.fixture(scope="session")
def leak() -> Path:
    """The invented leak of ``fixtures/``: three deliveries and their truth."""
    folder = ROOT / "fixtures" / "leak"
    if not (folder / "deliveries.toml").is_file():
        pytest.skip("the invented leak is not built (fixtures/leak)")
    return folder


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A private PostgreSQL server, one a worker; skips with the reason where there can be none."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (pip install kartoteka[postgresql])")
    with private_cluster() as running:
        yield running
