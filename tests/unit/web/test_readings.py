"""Readings: another one is looked at without hits, and what is not there is passed over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.web.invented import MEMO, a_page, an_opened_page

from kartoteka.records.consulted import HitMark
from kartoteka.web.readings import looked_at


@pytest.mark.parametrize(("asked", "seen", "marks"), [(0, 1, 1), (1, 1, 1), (2, 2, 0), (9, 1, 1)])
def test_another_reading_is_looked_at(asked: int, seen: int, marks: int) -> None:
    """The searched one unless another is asked for that is there."""
    page = a_page(1, MEMO)
    (layer,) = page.layers
    page = replace(page, layers=(layer, replace(layer, number=2, text=layer.text.upper())))
    opened = replace(an_opened_page(page), marks=(HitMark(0, 1, ()),))
    shown, readings = looked_at(opened, asked)
    assert shown.page is not None
    assert (shown.page.shown, readings.seen, readings.searched) == (seen, seen, 1)
    assert readings.other is (seen != 1)
    assert len(shown.marks) == marks


def test_a_page_that_waits_has_none() -> None:
    """Nothing to choose from."""
    shown, readings = looked_at(replace(an_opened_page(a_page(1, MEMO)), page=None), 2)
    assert shown.page is None
    assert readings.layers == ()
