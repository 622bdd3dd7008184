"""The ledger's rows come back in order, with payloads as long as they are not erased."""

from __future__ import annotations

from sqlalchemy import delete
from tests.unit.catalogue.samples import accession, begin, digest, event, item, link, receive, source

from kartoteka.catalogue import Catalogue
from kartoteka.catalogue.tables import PAYLOAD
from kartoteka.records.ledger import EMPTY_HEAD, LedgerHead


def test_entries_come_in_order(catalogue: Catalogue) -> None:
    """What the sequencer sealed comes back byte for byte, in pages, and the head is its last."""
    events = [event("source", source().id, str(number)) for number in range(5)]
    with catalogue.read() as view:
        assert view.ledger.head() == EMPTY_HEAD
    for some in (events[:2], events[2:]):
        with catalogue.write() as unit:
            for one in some:
                unit.record(one)
    sealed = link(EMPTY_HEAD, events)
    with catalogue.read() as view:
        assert view.ledger.entries() == sealed
        assert view.ledger.entries(after=1, limit=2) == sealed[1:3]
        assert view.ledger.entries(after=5) == []
        assert view.ledger.count() == 5
        assert view.ledger.head() == LedgerHead(5, sealed[-1][0].leaf_hash)


def test_what_happened_to_an_object(catalogue: Catalogue) -> None:
    """An object's history is found without reading anybody else's."""
    with catalogue.write() as unit:
        begin(unit)
        receive(unit, item(1, "a"), item(2, "b"))
        unit.record(event("document", digest("a")))
        unit.record(event("item", item(1).id))
    with catalogue.read() as view:
        of_item = view.ledger.of_object("item", str(item(1).id))
        assert [entry.sequence for entry, _ in of_item] == [3, 6]
        assert [payload.body.decode().split()[-1] for _, payload in of_item] == [str(item(1).id)] * 2
        assert len(view.ledger.of_object("document", digest("a"))) == 1
        assert view.ledger.of_object("document", str(item(1).id)) == []
        assert view.ledger.of_object("accession", str(accession(2).id)) == []
        both = [("item", str(item(1).id)), ("document", digest("a"))]
        assert view.ledger.count_of(both) == len(of_item) + 1


def test_known_events(catalogue: Catalogue) -> None:
    """A step can ask whether it happened already."""
    events = [event("source", source().id, str(number)) for number in range(1001)]
    with catalogue.write() as unit:
        for one in events[:-1]:
            unit.record(one)
    with catalogue.read() as view:
        assert view.ledger.has(events[0].id)
        assert not view.ledger.has(events[-1].id)
        assert view.ledger.known([one.id for one in events]) == {one.id for one in events[:-1]}
        assert view.ledger.known([]) == set()


def test_an_erased_payload_leaves_its_entry(catalogue: Catalogue) -> None:
    """The chain stays whole; the entry has no payload and the object no history."""
    with catalogue.write() as unit:
        begin(unit)
    with catalogue.write() as unit:
        unit._watch.sealing = True  # the verb that erases comes later; this is its right
        unit._connection.execute(delete(PAYLOAD).where(PAYLOAD.c.sequence == 1))
    with catalogue.read() as view:
        (first, gone), (second, kept) = view.ledger.entries()
        assert gone is None
        assert kept is not None
        assert second.previous == first.leaf_hash
        assert view.ledger.of_object("source", str(source().id)) == []
