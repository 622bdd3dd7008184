"""The catalogue keeps pace: lists by index, and pages faster than any reader makes them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import event as sqlalchemy_event
from tests.unit.catalogue.samples import (
    NOON,
    READER,
    accession,
    begin,
    digest,
    event,
    item,
    layer,
    link,
    page,
    read,
    receive,
)

from kartoteka.catalogue import Catalogue, ReadView
from kartoteka.catalogue.engine import sqlite_url
from kartoteka.records.item import ItemState
from kartoteka.records.page import Page

A = digest("a")
QUESTIONS: dict[str, Callable[[ReadView], Any]] = {
    "a list by number": lambda v: v.items.of_accession(accession().id, READER, after_number=9, limit=50),
    "a list of one state": lambda v: v.items.of_accession(accession().id, READER, [ItemState.HELD], 9, 50),
    "an item by its number": lambda v: v.items.get(1, 7, READER),
    "an item by its id": lambda v: v.items.by_id(item(1).id, READER),
    "receipts of a document": lambda v: v.items.waiting_of_document(A),
    "the next number": lambda v: v.items.next_number(accession().id),
    "counts of an accession": lambda v: v.accessions.counts(accession().id, READER),
    "texts of a document": lambda v: v.pages.texts(A),
    "a page": lambda v: v.pages.get(A, 1),
    "summaries of pages": lambda v: v.documents.page_summaries([A]),
    "documents of a screenful": lambda v: v.documents.many([A]),
    "sources of a screenful": lambda v: v.items.sources_of([A], READER),
    "texts of some pages": lambda v: v.pages.text(A, [1]),
    "how long a history is": lambda v: v.ledger.count_of([("item", str(item(1).id)), ("document", A)]),
    "a history": lambda v: v.ledger.of_object("item", str(item(1).id)),
    "the head": lambda v: v.ledger.head(),
    "whether it is read": lambda v: v.tasks.unfinished(A),
    "what to index": lambda v: v.outbox.batch(50),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_no_question_walks_a_whole_table(tmp_path: Any, question: Callable[[ReadView], Any]) -> None:
    """Every question of a screen or of the journey goes by an index, and sorts no more than it returns."""
    with Catalogue.open(sqlite_url(tmp_path / "catalogue.sqlite"), link, create=True) as catalogue:
        with catalogue.write() as unit:
            begin(unit)
            receive(unit, item(1, "a"))
            read(unit, "a", page(1, layer()))
        asked: list[tuple[str, Any]] = []

        @sqlalchemy_event.listens_for(catalogue._engine, "before_cursor_execute")
        def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            if statement.startswith("SELECT"):
                asked.append((statement, parameters))

        with catalogue.read() as view:
            question(view)
            sqlalchemy_event.remove(catalogue._engine, "before_cursor_execute", note)
            run = view.ledger._connection.exec_driver_sql
            steps = [row[3] for one, given in asked for row in run(f"EXPLAIN QUERY PLAN {one}", given)]
    walks = [
        step for step in steps if step.startswith("SCAN") and step not in ("SCAN outbox", "SCAN ledger_entry")
    ]
    assert steps
    assert not walks, steps
    assert not any("ix_item_compartment" in step for step in steps), "one compartment holds most items"


def timed(action: Callable[[], Any], times: int = 5) -> float:
    """The quickest of some runs, in seconds."""
    quickest = float("inf")
    for _ in range(times):
        begun = time.perf_counter()
        action()
        quickest = min(quickest, time.perf_counter() - begun)
    return quickest


@pytest.mark.full
def test_a_hundred_thousand_items(catalogue: Catalogue) -> None:
    """The last page of a long list comes as quickly as the first, and in milliseconds."""
    with catalogue.write() as unit:
        begin(unit)
    for first in range(1, 100_001, 1000):
        with catalogue.write() as unit:
            receive(
                unit, *(item(number, None, state=ItemState.HELD) for number in range(first, first + 1000))
            )

    def listed(after: int) -> Callable[[], Sequence[Any]]:
        def ask() -> Sequence[Any]:
            with catalogue.read() as view:
                return view.items.of_accession(accession().id, READER, after_number=after, limit=100)

        return ask

    first, last = timed(listed(0)), timed(listed(99_900))
    assert len(listed(99_900)()) == 100
    assert last < 0.05
    assert last < 5 * first


@pytest.mark.full
def test_three_hundred_pages_a_second(catalogue: Catalogue) -> None:
    """Pages of 300 words, their tasks, entries and outbox go in faster than they are read."""
    words = layer(1, "\n".join(" ".join(f"слово{number}" for number in range(10)) for _ in range(30)))
    pages: list[Page] = [page(number, words) for number in range(1, 17)]
    with catalogue.write() as unit:
        begin(unit)
        for number in range(1, 41):
            receive(unit, item(number, number))
            unit.tasks.add(digest(number), 1, 16, "rus", accession().id, 1000)
    begun = time.process_time()
    for _ in range(40):
        with catalogue.write() as unit:
            (task,) = unit.tasks.take(1, "me", 60, NOON)
        with catalogue.write() as unit:
            for one in pages:
                unit.pages.save(task.digest, one)
            unit.record(event("document", task.digest))
            unit.tasks.done(task.id)
            unit.outbox.put(task.digest)
    assert 40 * 16 / (time.process_time() - begun) > 300
