"""Wishes to read again: their tasks delay no import, come first where somebody waits, and are counted."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.catalogue.samples import NOON, accession, begin, digest, item, receive

from kartoteka.catalogue import Catalogue, UnitOfWork
from kartoteka.catalogue.rereadings import SomePages, pages_from_text, pages_to_text
from kartoteka.records.rereading import Mode, PageAgain, Profile, Rereading, RereadingState


@pytest.fixture
def filled(catalogue: Catalogue) -> Catalogue:
    """Two accessions of one document each."""
    with catalogue.write() as unit:
        begin(unit, accession(1), accession(2))
        receive(unit, item(1, "a"), item(1, "b", of=accession(2)))
    return catalogue


def wish(number: int, *, urgent: bool = False) -> Rereading:
    """A wish of its own id."""
    return Rereading(UUID(int=number), "ann", NOON, Mode.REDO, Profile.BEST, "", "A0001", urgent)


def some(name: str, *pages: int, of: int = 1) -> SomePages:
    """Pages of a document."""
    return SomePages(digest(name), 1000, accession(of).id, "deu", pages)


def take(unit: UnitOfWork, limit: int = 9, **which: UUID) -> list[tuple[str, tuple[int, ...]]]:
    """Take tasks, as (languages, pages to read again)."""
    tasks = unit.tasks.take(limit, "me", 60, NOON, **which)
    return [(task.languages, task.again.pages if task.again else ()) for task in tasks]


@given(st.sets(st.integers(1, 200)))
def test_pages_as_text(numbers: set[int]) -> None:
    """Whatever pages are asked for are those that are read."""
    assert pages_from_text(pages_to_text(sorted(numbers))) == tuple(sorted(numbers))


def test_a_wish_and_its_tasks(filled: Catalogue) -> None:
    """What was asked comes back with each task, whole."""
    asked = wish(1)
    with filled.write() as unit:
        assert unit.rereadings.add(asked, [some("a", 1, 2, 5), some("b", 7, of=2)]) == 4
        first, second = unit.tasks.take(9, "me", 60, NOON, rereading_id=asked.id)
    assert first.again is not None
    assert first.again.rereading == asked
    assert (first.again.pages, first.first, first.last) == ((1, 2, 5), 1, 5)
    assert second.again is not None
    assert (second.digest, second.again.pages) == (digest("b"), (7,))


def test_no_import_is_delayed(filled: Catalogue) -> None:
    """A document is finished, and a delivery read, whatever of it is to be read again."""
    with filled.write() as unit:
        unit.rereadings.add(wish(1), [some("a", *range(1, 17))])
        assert not unit.tasks.unfinished(digest("a"))
        assert unit.tasks.pages_open(accession(1).id) == (0, 0)
        assert unit.tasks.pages_open() == (16, 0)
        assert unit.tasks.counts().waiting.pages == 0
        assert take(unit, accession_id=accession(1).id) == []
        assert unit.tasks.add(digest("a"), 1, 16, "deu", accession(1).id, 1000)
        assert take(unit, accession_id=accession(1).id) == [("deu", ())]


def test_who_waits_before_a_screen_is_served_first(filled: Catalogue) -> None:
    """A person's page goes before an import's, also in the import that runs."""
    with filled.write() as unit:
        for first in (1, 17, 33):
            unit.tasks.add(digest("a"), first, first + 15, "rus", accession(1).id, 1000)
        unit.rereadings.add(wish(1), [some("b", 4, of=2)])
        assert not unit.tasks.urgent_waits()
        unit.rereadings.add(wish(2, urgent=True), [some("b", 9, of=2)])
        assert unit.tasks.urgent_waits()
        assert take(unit, 2, accession_id=accession(1).id) == [("deu", (9,)), ("rus", ())]
        assert not unit.tasks.urgent_waits()
        assert take(unit) == [("rus", ()), ("rus", ()), ("deu", (4,))]
        unit.rereadings.add(wish(3, urgent=True), [some("a", 2), some("a", 3)])
        (first,) = unit.tasks.take_urgent(1, "me", 60, NOON)
        assert first.again is not None
        assert first.again.pages == (2,)


def test_counting_to_the_end(filled: Catalogue) -> None:
    """A wish ends with its last task."""
    asked = wish(1)
    with filled.write() as unit:
        unit.rereadings.add(asked, [some("a", 1, 2), some("a", 3)])
        one, two = unit.tasks.take(9, "me", 60, NOON)
        unit.tasks.done(one.id)
        unit.rereadings.count(asked.id, NOON, read=2, shown=1)
        assert unit.rereadings.state(asked.id) == RereadingState(asked, 3, 2, 1, 0, ended=False)
        assert [state.left for state in unit.rereadings.unfinished()] == [1]
        unit.tasks.failed(two.id, "child-died")
        unit.rereadings.count(asked.id, NOON, failed=1)
        assert unit.rereadings.state(asked.id) == RereadingState(asked, 3, 2, 1, 1, ended=True)
        assert unit.rereadings.unfinished() == []
        assert unit.rereadings.state(UUID(int=9)) is None


def test_how_a_page_stands(filled: Catalogue) -> None:
    """The latest wish about a page is told, and of a page nobody asked about nothing is."""
    with filled.write() as unit:
        assert unit.rereadings.of_page(digest("a"), 2) is None
        unit.rereadings.add(wish(1), [some("a", 2, 4)])
        assert unit.rereadings.of_page(digest("a"), 2) == PageAgain(waiting=True, problem="")
        assert unit.rereadings.of_page(digest("a"), 3) is None
        (task,) = unit.tasks.take(9, "me", 60, NOON)
        unit.tasks.failed(task.id, "child-died")
        assert unit.rereadings.of_page(digest("a"), 4) == PageAgain(waiting=False, problem="child-died")
        unit.rereadings.add(wish(2), [some("a", 4)])
        assert unit.rereadings.of_page(digest("a"), 4) == PageAgain(waiting=True, problem="")
