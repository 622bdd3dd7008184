"""Readings: another one is looked at without hits, and what is not there is passed over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.web.invented import Invented

from kartoteka.web.readings import looked_at


@pytest.mark.parametrize(("asked", "seen", "marks"), [(0, 1, 2), (1, 1, 2), (2, 2, 0), (9, 1, 2)])
def test_another_reading_is_looked_at(invented: Invented, asked: int, seen: int, marks: int) -> None:
    """The searched one unless another is asked for that is there."""
    opened = invented.open_page(None, None, "A0001-000001", 1, "договор")
    assert opened.page is not None
    (layer,) = opened.page.layers
    page = replace(opened.page, layers=(layer, replace(layer, number=2)))
    shown, readings = looked_at(replace(opened, page=page), asked)
    assert shown.page is not None
    assert (shown.page.shown, readings.seen, readings.searched) == (seen, seen, 1)
    assert readings.other is (seen != 1)
    assert len(shown.marks) == marks


def test_a_page_that_waits_has_none(invented: Invented) -> None:
    """Nothing to choose from."""
    opened = replace(invented.open_page(None, None, "A0001-000001", 1, "договор"), page=None)
    shown, readings = looked_at(opened, 2)
    assert shown.page is None
    assert readings.layers == ()
