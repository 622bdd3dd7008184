"""A unit of work seals what happened behind the ledger's head, once, in order, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from tests.unit.catalogue.samples import NAMES, accession, begin, event, link, source

from kartoteka.catalogue import Catalogue
from kartoteka.records.custody_event import CustodyEvent
from kartoteka.records.ledger import LedgerEntry, LedgerHead, Payload

Sealed = Sequence[tuple[LedgerEntry, Payload]]


def happened(number: int) -> CustodyEvent:
    """The same event for the same number."""
    return event("source", source().id, str(number))


def ids(catalogue: Catalogue) -> list[object]:
    """The events in the ledger, in order."""
    with catalogue.read() as view:
        return [entry.event_id for entry, _ in view.ledger.entries()]


def test_events_become_entries_in_order(catalogue: Catalogue) -> None:
    """Entries follow one another within a unit and from unit to unit."""
    for numbers in ((1, 2, 3), (4,), ()):
        with catalogue.write() as unit:
            for number in numbers:
                unit.record(happened(number))
    assert ids(catalogue) == [happened(number).id for number in (1, 2, 3, 4)]
    with catalogue.read() as view:
        entries = [entry for entry, _ in view.ledger.entries()]
        assert [entry.previous for entry in entries[1:]] == [entry.leaf_hash for entry in entries[:-1]]


def test_a_repeated_event_is_one_entry(catalogue: Catalogue) -> None:
    """An event told again, in the same unit or in a later one, is passed over."""
    with catalogue.write() as unit:
        for number in (1, 2, 1):
            unit.record(happened(number))
    with catalogue.write() as unit:
        for number in (2, 3, 1):
            unit.record(happened(number))
    assert ids(catalogue) == [happened(number).id for number in (1, 2, 3)]


def test_a_unit_that_fails_leaves_nothing(catalogue: Catalogue) -> None:
    """An exception takes rows and entries back together."""

    def fail() -> None:
        with catalogue.write() as unit:
            begin(unit)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with catalogue.read() as view:
        assert view.accessions.get(1) is None
        assert view.ledger.count() == 0
    with catalogue.write() as unit:
        begin(unit)
    with catalogue.read() as view:
        assert view.accessions.get(1) == accession()


def test_a_unit_sees_what_it_wrote(catalogue: Catalogue) -> None:
    """Questions inside a unit are answered with its own changes."""
    with catalogue.write() as unit:
        begin(unit)
        assert unit.accessions.get(1) == accession()
        with catalogue.read() as view:
            assert view.accessions.get(1) is None


WRONG: dict[str, Callable[[LedgerHead, Sequence[CustodyEvent]], Sealed]] = {
    "no entry": lambda head, events: [],
    "one too many": lambda head, events: link(head, [*events, happened(99)]),
    "another event": lambda head, events: link(head, [happened(99)] * len(events)),
    "from the beginning": lambda head, events: link(LedgerHead(0, bytes(32)), events),
    "a broken link": lambda head, events: [
        (replace(entry, previous=bytes(32)), payload) for entry, payload in link(head, events)
    ],
    "another's payload": lambda head, events: [
        (entry, replace(payload, sequence=payload.sequence + 1)) for entry, payload in link(head, events)
    ],
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_sequencer_that_breaks_the_chain_is_refused(
    address: str, wrong: Callable[[LedgerHead, Sequence[CustodyEvent]], Sealed]
) -> None:
    """Entries that do not follow the head are not written, and what they were for neither."""
    with Catalogue.open(address, link) as catalogue, catalogue.write() as unit:
        unit.record(happened(1))

    def tell(catalogue: Catalogue) -> None:
        with catalogue.write() as unit:
            unit.archive.add(NAMES, happened(1).at)
            unit.record(event("archive", NAMES))

    with Catalogue.open(address, wrong) as catalogue:
        with pytest.raises(ValueError, match=r"does not follow|zip"):
            tell(catalogue)
        assert ids(catalogue) == [happened(1).id]
        with catalogue.read() as view:
            assert view.archive.get() is None
