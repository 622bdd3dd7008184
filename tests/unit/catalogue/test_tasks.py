"""Tasks are durable, taken once, given up or given back, and counted in pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.unit.catalogue.samples import NOON, accession, begin, digest, item, receive

from kartoteka.catalogue import Catalogue, UnitOfWork
from kartoteka.records.task import Amount, ReadTask, TaskCounts


@pytest.fixture
def filled(catalogue: Catalogue) -> Catalogue:
    """Two accessions of one document each, without tasks."""
    with catalogue.write() as unit:
        begin(unit, accession(1), accession(2))
        receive(unit, item(1, "a"), item(1, "b", of=accession(2)))
    return catalogue


def ask(unit: UnitOfWork, name: str, first: int, last: int, of: int = 1) -> int:
    """Ask for pages of a document."""
    return unit.tasks.add(digest(name), first, last, "rus+eng", accession(of).id, 1000)


def test_taking(filled: Catalogue) -> None:
    """Tasks come in the order of asking, each to one owner; taking counts an attempt."""
    with filled.write() as unit:
        ids = [ask(unit, "a", first, first + 15) for first in (1, 17, 33)]
    with filled.write() as unit:
        assert [task.id for task in unit.tasks.take(2, "one", 60, NOON)] == ids[:2]
        taken = unit.tasks.take(2, "two", 60, NOON)
        assert taken == [ReadTask(ids[2], accession(1).id, digest("a"), 1000, 33, 48, "rus+eng", 1)]
        assert unit.tasks.take(2, "three", 60, NOON) == []


def test_a_lease_that_ran_out_is_taken_first(filled: Catalogue) -> None:
    """What a dead reader had in hand is taken again, and counts a second attempt."""
    with filled.write() as unit:
        late, later = ask(unit, "a", 1, 16), ask(unit, "a", 17, 32)
        unit.tasks.take(1, "dead", 60, NOON)
    with filled.write() as unit:
        again = unit.tasks.take(2, "alive", 60, NOON + timedelta(seconds=60))
        assert [(task.id, task.attempts) for task in again] == [(late, 2), (later, 1)]


def test_taking_what_one_delivery_asked_for(filled: Catalogue) -> None:
    """A reader may serve one accession alone."""
    with filled.write() as unit:
        ask(unit, "a", 1, 16)
        other = ask(unit, "b", 1, 16, of=2)
        assert [task.id for task in unit.tasks.take(9, "me", 60, NOON, accession(2).id)] == [other]


def test_first_pages_of_new_contents_are_asked_for_together(filled: Catalogue) -> None:
    """One statement asks for all; each is a task like any other."""
    with filled.write() as unit:
        unit.tasks.add_first_pages({digest("a"): 5, digest("b"): 6}, 16, "rus", accession(1).id)
        unit.tasks.add_first_pages({}, 16, "rus", accession(1).id)
        taken = unit.tasks.take(9, "me", 60, NOON)
        assert [(task.digest, task.size, task.first, task.last) for task in taken] == [
            (digest("a"), 5, 1, 16),
            (digest("b"), 6, 1, 16),
        ]


def test_the_same_open_task_is_not_made_twice(filled: Catalogue) -> None:
    """Asking again is nothing while the task waits or is in hand; afterwards it is another reading."""
    with filled.write() as unit:
        first = ask(unit, "a", 1, 16)
        assert ask(unit, "a", 1, 16) == first
        unit.tasks.take(1, "me", 60, NOON)
        assert ask(unit, "a", 1, 16) == first
        unit.tasks.done(first)
        assert ask(unit, "a", 1, 16) != first


def test_counts_in_tasks_and_pages(filled: Catalogue) -> None:
    """Counts follow each task through its states; a task done counts the pages there really were."""
    with filled.write() as unit:
        ids = [ask(unit, "a", first, first + 15) for first in (1, 17, 33, 49)]
        ask(unit, "b", 1, 16, of=2)
        unit.tasks.take(3, "me", 60, NOON)
        unit.tasks.done(ids[0], last=2)
        unit.tasks.failed(ids[1], "child-died")
    with filled.read() as view:
        one, sixteen = Amount(1, 2), Amount(1, 16)
        assert view.tasks.counts(accession(1).id) == TaskCounts(sixteen, sixteen, one, sixteen)
        assert view.tasks.counts() == TaskCounts(Amount(2, 32), sixteen, one, sixteen)
        assert view.tasks.counts(accession(2).id).waiting == sixteen
        assert view.tasks.pages_open() == (16 + 1, 16)
        assert view.tasks.pages_open(accession(2).id) == (1, 0)
        assert view.tasks.failures(digest("a")) == [(17, 32, "child-died")]


def test_unfinished(filled: Catalogue) -> None:
    """A document is finished when none of its tasks waits or is in hand."""
    with filled.write() as unit:
        assert not unit.tasks.unfinished(digest("a"))
        task = ask(unit, "a", 1, 16)
        assert unit.tasks.unfinished(digest("a"))
        unit.tasks.take(1, "me", 60, NOON)
        assert unit.tasks.unfinished(digest("a"))
        unit.tasks.failed(task, "child-died")
        assert not unit.tasks.unfinished(digest("a"))


def test_giving_back_and_trying_again(filled: Catalogue) -> None:
    """A task given back was not attempted; one whose reader broke down was."""
    with filled.write() as unit:
        task = ask(unit, "a", 1, 16)
        unit.tasks.take(1, "me", 60, NOON)
        unit.tasks.give_back(task)
        unit.tasks.give_back(task)
        assert unit.tasks.take(1, "me", 60, NOON)[0].attempts == 1
        unit.tasks.retry(task)
        assert unit.tasks.take(1, "me", 60, NOON)[0].attempts == 2


def test_what_a_dead_process_had_in_hand_waits_again(filled: Catalogue) -> None:
    """The lock's holder returns all tasks in hand at its start."""
    with filled.write() as unit:
        ask(unit, "a", 1, 16)
        ask(unit, "a", 17, 32)
        unit.tasks.take(1, "dead", 3600, NOON)
    with filled.write() as unit:
        assert unit.tasks.reset_running() == 1
        assert len(unit.tasks.take(9, "alive", 60, NOON)) == 2


def test_dropping_what_waits(filled: Catalogue) -> None:
    """A document that came to its end has no waiting task; what is in hand stays."""
    with filled.write() as unit:
        ask(unit, "a", 1, 16)
        unit.tasks.take(1, "me", 60, NOON)
        ask(unit, "a", 17, 32)
        unit.tasks.drop_waiting(digest("a"))
        counts = unit.tasks.counts()
        assert (counts.running.tasks, counts.waiting.tasks, counts.failed.tasks) == (1, 0, 1)


def test_ended_and_begun_together(filled: Catalogue) -> None:
    """Tasks end in one statement, what follows is asked for in another, and what is open is seen."""
    with filled.write() as unit:
        ids = [ask(unit, "a", 1, 16), ask(unit, "b", 1, 16, of=2)]
        first, _ = unit.tasks.take(2, "me", 60, NOON)
        unit.tasks.add_further_pages(first, [(17, 32), (33, 40)])
        unit.tasks.add_further_pages(first, [])
        unit.tasks.done_many([(ids[0], 16), (ids[1], 3)])
        unit.tasks.done_many([])
    with filled.read() as view:
        assert view.tasks.unfinished_of([digest("a"), digest("b")]) == {digest("a")}
        counts = view.tasks.counts()
        assert (counts.done, counts.waiting) == (Amount(2, 19), Amount(2, 24))
