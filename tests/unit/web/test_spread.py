"""The current hit and the steps around it."""

from __future__ import annotations

from tests.unit.web.invented import Invented

from kartoteka.web.asked import Place
from kartoteka.web.spread import Step, spread


def opened(invented: Invented, page: int, text: str = "договор"):
    return invented.open_page(None, None, "A0001-000001", page, text)


def test_steps_within_and_between_pages(invented: Invented) -> None:
    """From the first hit on a page one steps to the second, from the last to the next page's first."""
    first = spread(opened(invented, 1), Place("договор"), 70)
    assert (first.now, first.previous, first.next) == (1, None, Step(1, "2"))
    last = spread(opened(invented, 1), Place("договор", hit=0), 70)
    assert (last.now, last.previous, last.next) == (2, Step(1, "1"), Step(2, "1"))
    second = spread(opened(invented, 2), Place("договор"), 70)
    assert (second.now, second.previous, second.next) == (1, Step(1, "last"), Step(3, "1"))


def test_a_hit_that_is_not_there_is_the_last(invented: Invented) -> None:
    """An old link with a hit beyond the end stands on the last one."""
    assert spread(opened(invented, 1), Place("договор", hit=99), 70).now == 2


def test_a_page_without_hits_still_leads_on(invented: Invented) -> None:
    """Nothing is current, and the next page with a hit is one step away."""
    made = spread(
        invented.open_page(None, None, "A0003-000026", 3, "задолженность"), Place("задолженность"), 70
    )
    assert (made.now, made.previous, made.next) == (0, None, Step(7, "1"))


def test_a_page_that_was_not_read_has_nothing_to_show(invented: Invented) -> None:
    """No layer: no overlay, no transcript."""
    made = spread(invented.open_page(None, None, "A0001-000004", 2), Place(), 70)
    assert (made.boxes, made.segments, made.paragraphs) == ((), (), ())
