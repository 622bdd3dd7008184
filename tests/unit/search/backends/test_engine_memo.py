"""What is kept of a state of the index is bounded, exact, and told only to those it was counted for."""

from __future__ import annotations

import numpy as np
import pytest

from kartoteka.search.backends import engine_memo
from kartoteka.search.backends.engine_memo import Memo, Spread

FAR = 1 << 61
"""A number key no float can hold exactly with its neighbour."""


def _spread(*counts: tuple[int, int]) -> Spread:
    return Spread.of([{"key": number, "doc_count": pages} for number, pages in counts])


def test_pages_of_some_items_are_added_up() -> None:
    """In any order of the engine's, and for number keys of any size."""
    spread = _spread((FAR + 1, 5), (3, 2), (FAR, 7))
    assert spread.over(np.array([FAR + 1, 3], dtype=np.int64)) == 7
    assert spread.over(np.array([], dtype=np.int64)) == 0


def test_a_spread_is_made_when_it_was_wanted_several_times() -> None:
    """Once is no reason: making one costs more than answering without."""
    memo = Memo()
    wanted = [memo.wished("word") for _ in range(engine_memo._OFTEN)]
    assert wanted == [False] * (engine_memo._OFTEN - 1) + [True]
    assert not memo.wished("another word")


def test_what_is_longest_unused_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound counts items, not spreads."""
    monkeypatch.setattr(engine_memo, "_MOST_NUMBERS", 4)
    memo = Memo()
    memo.keep("a", _spread((1, 1), (2, 1)))
    memo.keep("b", _spread((1, 1), (2, 1)))
    assert memo.spread("a") is not None
    memo.keep("c", _spread((1, 1)))
    assert memo.spread("b") is None
    assert memo.spread("a") is not None
    assert memo.spread("c") is not None


def test_counts_are_found_out_once_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first to come is the first to go."""
    monkeypatch.setattr(engine_memo, "_MOST_KEYS", 1)
    memo = Memo()
    assert memo.counted("a", lambda: 1) == 1
    assert memo.counted("a", lambda: 2) == 1
    assert memo.counted("b", lambda: 3) == 3
    assert memo.counted("a", lambda: 4) == 4
