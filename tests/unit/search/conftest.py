"""Both backends, so that one suite asks them alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kartoteka.search.backends.contract import Backend
from kartoteka.search.backends.memory import MemoryBackend
from kartoteka.search.backends.tantivy import TantivyBackend


@pytest.fixture(params=["memory", "tantivy"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backend]:
    """One backend after the other, empty."""
    made: Backend = (
        MemoryBackend() if request.param == "memory" else TantivyBackend.open(tmp_path / "index", create=True)
    )
    yield made
    made.close()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[TantivyBackend]:
    """An empty index on disk."""
    made = TantivyBackend.open(tmp_path / "index", create=True)
    yield made
    made.close()
