"""Parents with models: one a set of languages, and no more of them than are of use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.ocr.test_language_data import folder_with

from kartoteka.errors import UnavailableError
from kartoteka.settings import DEFAULTS
from kartoteka.workflow import children
from kartoteka.workflow.children import ChildrenPool

SETS = ("rus", "eng", "deu", "fra", "rus+eng")


@pytest.fixture
def pool(tmp_path: Path) -> ChildrenPool:
    """A pool that starts nothing: parents start with their first request."""
    here = folder_with(tmp_path, "rus", "eng", "deu", "fra")
    return ChildrenPool(replace(DEFAULTS, tessdata=str(here)))


def test_one_parent_a_set(pool: ChildrenPool) -> None:
    """The same languages, the same parent."""
    assert pool.recognising("rus") is pool.recognising("rus")
    assert pool.recognising("rus") is not pool.recognising("eng")
    with pytest.raises(UnavailableError, match="kaz"):
        pool.recognising("kaz")


def test_what_was_asked_for_lately_is_kept(pool: ChildrenPool) -> None:
    """Whoever was just given a parent may use it, however many there are."""
    made = [pool.recognising(languages) for languages in SETS]
    assert [pool.recognising(languages) for languages in SETS] == made


def test_idle_parents_make_room(pool: ChildrenPool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond three sets, the one that nobody has asked for longest is ended."""
    monkeypatch.setattr(children, "_IDLE_SECONDS", -1.0)
    first, second, third = (pool.recognising(languages) for languages in SETS[:3])
    assert pool.recognising("rus") is first
    pool.recognising("fra")
    assert pool.recognising("rus") is first
    assert pool.recognising("deu") is third
    assert pool.recognising("eng") is not second
    with pytest.raises(UnavailableError, match="closed"):
        second.run({}, 0, lambda _frame: None, 1)
