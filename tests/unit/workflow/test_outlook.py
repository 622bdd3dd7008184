"""The total of pages is an estimate until every document was opened, and then exact."""

from __future__ import annotations

from kartoteka.records.stage import Progress, Stage
from kartoteka.workflow.extract import Pace
from kartoteka.workflow.outlook import Outlook


def test_documents_not_opened_count_as_others_did() -> None:
    """One page each at first; then as many as those that were opened have in the mean."""
    ahead = Outlook(pages=0, unopened=10)
    assert ahead.at(Pace()) == Progress(Stage.READ, 0, 10, estimated=True)
    half = Pace(pages_done=20, documents_opened=5, pages_opened=30)
    assert ahead.at(half) == Progress(Stage.READ, 20, 30 + 30, estimated=True)
    whole = Pace(pages_done=41, documents_opened=10, pages_opened=47)
    assert ahead.at(whole) == Progress(Stage.READ, 41, 47)


def test_a_resumed_import_knows_what_was_opened() -> None:
    """Pages of documents that an earlier run opened are counted as they are."""
    ahead = Outlook(pages=100, unopened=0)
    assert ahead.at(Pace(pages_done=3)) == Progress(Stage.READ, 3, 100)


def test_the_total_is_never_less_than_what_is_done() -> None:
    """A document that turns out to be held has no pages; the bar never runs over its end."""
    ahead = Outlook(pages=0, unopened=2)
    assert ahead.at(Pace(pages_done=5, documents_opened=2, pages_opened=4)).total == 5
