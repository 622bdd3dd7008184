"""Items come back as they went in; lists go by key and by who asks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError
from tests.unit.catalogue.samples import (
    CLEARED,
    READER,
    SECRET,
    STRANGER,
    accession,
    begin,
    digest,
    event,
    item,
    receive,
)

from kartoteka.catalogue import Catalogue
from kartoteka.errors import MissingError
from kartoteka.records.item import Item, ItemState, Reason, item_id
from kartoteka.records.reader import Reader

HELD = Reason("password-needed", "The document asks for a password.", "Ask the source for it.")


def test_round_trip(catalogue: Catalogue) -> None:
    """Every field comes back: raw bytes, nanoseconds, no digest, no times, a parent, a reason."""
    file = item(1, "контейнер")
    part = replace(item(2, "вложение"), part_path=b"a/\xff", parent_id=file.id, times=None)
    gone = item(3, None, state=ItemState.HELD, reason=HELD)
    with catalogue.write() as unit:
        begin(unit)
        receive(unit, file, part, gone)
    with catalogue.read() as view:
        assert view.items.of_accession(accession().id, READER) == [file, part, gone]
        assert view.items.get(1, 2, READER) == part
        assert view.items.by_id(gone.id, READER) == gone
        assert view.items.by_id_unrestricted(gone.id) == gone
        assert view.items.get(1, 4, READER) is None
        assert view.items.get(2, 1, READER) is None


def test_what_a_reader_may_not_know_of_is_not_there(catalogue: Catalogue) -> None:
    """Every question with a reader leaves out other compartments, in SQL."""
    shown, hidden = item(1, "a"), item(2, "a", compartment=SECRET)
    with catalogue.write() as unit:
        begin(unit)
        receive(unit, shown, hidden)
    with catalogue.read() as view:
        items = view.items
        assert items.get(1, 2, READER) is None
        assert items.by_id(hidden.id, READER) is None
        assert items.by_ids([hidden.id, shown.id], READER) == [shown]
        assert items.of_accession(accession().id, READER) == [shown]
        assert items.of_document(digest("a"), READER) == [shown]
        assert items.of_document(digest("a"), STRANGER) == []
        assert items.sources_of([digest("a"), digest("z")], READER) == {digest("a"): 1}
        assert items.sources_of([digest("a")], STRANGER) == {}
        assert items.by_ids([hidden.id, shown.id], CLEARED) == [hidden, shown]
        assert items.of_document_unrestricted(digest("a")) == [shown, hidden]
        assert items.count_unrestricted() == 2
        assert items.compartments_unrestricted() == {"general", SECRET}


def test_lists_go_by_key(catalogue: Catalogue) -> None:
    """A page of a list begins after the last number of the one before, and may ask for states."""
    items = [
        item(number, number, state=ItemState.HELD if number % 3 == 0 else ItemState.WAITING)
        for number in range(1, 11)
    ]
    with catalogue.write() as unit:
        begin(unit)
        receive(unit, *items)
        assert unit.items.next_number(accession().id) == 11
    with catalogue.read() as view:

        def numbers(**narrowed: object) -> list[int]:
            return [one.number for one in view.items.of_accession(accession().id, READER, **narrowed)]  # type: ignore[arg-type] # a shorthand

        assert numbers() == list(range(1, 11))
        assert numbers(limit=3) == [1, 2, 3]
        assert numbers(after_number=3, limit=3) == [4, 5, 6]
        assert numbers(states=[ItemState.HELD]) == [3, 6, 9]
        assert numbers(states=[ItemState.HELD], after_number=3, limit=1) == [6]
        assert numbers(states=[]) == []
        unrestricted = view.items.of_accession_unrestricted(accession().id, after_number=8)
        assert [one.number for one in unrestricted] == [9, 10]


def test_items_of_paths(catalogue: Catalogue) -> None:
    """What is offered again is recognised by its raw path, each occurrence in order."""
    first = _at(1, b"a.pdf")
    again = _at(2, b"a.pdf", occurrence=2)
    other = _at(3, b"b.pdf")
    with catalogue.write() as unit:
        begin(unit)
        receive(unit, first, again, other)
    with catalogue.read() as view:
        wanted = [b"a.pdf", b"b.pdf", b"c.pdf"]
        assert view.items.of_paths(accession().id, wanted) == {b"a.pdf": [first, again], b"b.pdf": [other]}
        assert view.items.of_paths(accession().id, []) == {}


def _at(number: int, path: bytes, occurrence: int = 1) -> Item:
    made = item(number, f"content {number}")
    return replace(made, id=item_id(made.accession_id, path, occurrence=occurrence), raw_path=path)


def test_receipts_of_a_document(catalogue: Catalogue) -> None:
    """The first receipt carries the reading; those that wait for it are found."""
    first = item(1, "a", of=accession(1), state=ItemState.CATALOGUED)
    second = item(2, "a", of=accession(1))
    third = item(1, "a", of=accession(2))
    with catalogue.write() as unit:
        begin(unit, accession(1), accession(2))
        receive(unit, third, second, first)
    with catalogue.read() as view:
        assert view.items.first_of_document(digest("a")) == first
        assert view.items.first_of_document(digest("b")) is None
        assert view.items.waiting_of_document(digest("a")) == [second, third]


def test_settling(catalogue: Catalogue) -> None:
    """An item moves to a state with a reason and back; a repeat changes nothing and needs no entry."""
    with catalogue.write() as unit:
        begin(unit)
        receive(unit, item(1))
    with catalogue.write() as unit:
        assert unit.items.settle(item(1).id, ItemState.HELD, HELD)
        unit.record(event("item", item(1).id))
    with catalogue.write() as unit:
        assert not unit.items.settle(item(1).id, ItemState.HELD, HELD)
    with catalogue.read() as view:
        assert view.items.by_id(item(1).id, READER) == item(1, state=ItemState.HELD, reason=HELD)
    with catalogue.write() as unit:
        assert unit.items.settle(item(1).id, ItemState.WAITING, None)
        unit.record(event("item", item(1).id))
        with pytest.raises(MissingError, match="no such item"):
            unit.items.settle(accession().id, ItemState.HELD, HELD)
    with catalogue.read() as view:
        assert view.items.by_id(item(1).id, READER) == item(1)


def test_a_number_is_given_once(catalogue: Catalogue) -> None:
    """Two items of one accession cannot have the same number."""
    twin = replace(item(1, "b"), id=item(2).id)
    with catalogue.write() as unit:
        begin(unit)
        receive(unit, item(1))
    with pytest.raises(IntegrityError), catalogue.write() as unit:
        unit.items.add(twin)


def test_many_ids_at_once(catalogue: Catalogue) -> None:
    """More ids than an engine takes parameters come back in the order asked for."""
    items = [item(number, None) for number in range(1, 1203)]
    with catalogue.write() as unit:
        begin(unit)
        receive(unit, *items)
    with catalogue.read() as view:
        backwards = [one.id for one in reversed(items)]
        assert view.items.by_ids(backwards, READER) == items[::-1]
        assert list(view.items.stream_unrestricted()) == items


def test_the_stream_crosses_accessions(catalogue: Catalogue) -> None:
    """The audit sees every item once, by accession and number, whoever may know of it."""
    items: list[Item] = [
        item(number, f"{of} {number}", of=accession(of), compartment=SECRET)
        for of in (1, 2)
        for number in (1, 2)
    ]
    with catalogue.write() as unit:
        begin(unit, accession(1), accession(2))
        receive(unit, *reversed(items))
    with catalogue.read() as view:
        assert list(view.items.stream_unrestricted()) == items
        assert view.items.of_accession(accession(1).id, Reader("", frozenset())) == []


def test_many_are_settled_at_once(catalogue: Catalogue) -> None:
    """What waits for several documents is found, and comes to a state each in one statement."""
    with catalogue.write() as unit:
        begin(unit)
        receive(unit, item(1, "a"), item(2, "b"), item(3, "c"), item(4, "a"))
        unit.items.settle_many([])
    with catalogue.write() as unit:
        found = unit.items.waiting_of_documents([digest("a"), digest("b")])
        assert [one.number for one in found] == [1, 2, 4]
        unit.items.settle_many(
            [(found[0].id, ItemState.CATALOGUED, None), (found[1].id, ItemState.HELD, HELD)]
        )
        for one in found[:2]:
            unit.record(event("item", one.id))
    with catalogue.read() as view:
        states = {one.number: (one.state, one.reason) for one in view.items.stream_unrestricted()}
        waits = (ItemState.WAITING, None)
        assert states == {1: (ItemState.CATALOGUED, None), 2: (ItemState.HELD, HELD), 3: waits, 4: waits}
        assert view.items.waiting_of_documents([]) == []
