"""Accessions come back as they went in, with the state of their items and pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.unit.catalogue.samples import (
    CLEARED,
    NOON,
    READER,
    SECRET,
    STRANGER,
    accession,
    begin,
    event,
    item,
    layer,
    page,
    read,
    receive,
    source,
)

from kartoteka.catalogue import Catalogue
from kartoteka.errors import MissingError
from kartoteka.records.dates import UNKNOWN_DATE
from kartoteka.records.item import ItemState


def test_round_trip(catalogue: Catalogue) -> None:
    """Every field comes back, an unknown date and a root that is not UTF-8 included."""
    with catalogue.write() as unit:
        assert unit.accessions.next_number() == 1
        begin(unit, accession(1), accession(12345, source("цапля")))
        assert unit.accessions.next_number() == 12346
    with catalogue.read() as view:
        assert view.accessions.get(1) == accession(1)
        assert view.accessions.by_id(accession(12345).id) == accession(12345, source("цапля"))
        assert view.accessions.get(2) is None
        assert view.accessions.by_id(source().id) is None
    assert UNKNOWN_DATE.earliest is None


def test_the_same_delivery_is_found_again(catalogue: Catalogue) -> None:
    """Source, root and channel name a delivery; several accessions of it come oldest first."""
    with catalogue.write() as unit:
        begin(unit, accession(1), accession(2), accession(3, source("цапля")))
    with catalogue.read() as view:
        found = view.accessions.find_delivery(source().id, accession().root, "courier")
        assert [one.number for one in found] == [1, 2]
        assert view.accessions.find_delivery(source().id, b"/elsewhere", "courier") == []
        assert view.accessions.find_delivery(source().id, accession().root, "mail") == []


def test_marking_it_stored_keeps_the_first_moment(catalogue: Catalogue) -> None:
    """A repeated step changes nothing and needs no further entry."""
    with catalogue.write() as unit:
        begin(unit)
    with catalogue.write() as unit:
        unit.accessions.mark_stored(accession().id, NOON)
        unit.record(event("accession", accession().id))
    with catalogue.write() as unit:
        unit.accessions.mark_stored(accession().id, NOON + timedelta(days=1))
        with pytest.raises(MissingError, match="no such accession"):
            unit.accessions.mark_stored(source().id, NOON)
    with catalogue.read() as view:
        found = view.accessions.get(1)
        assert found is not None
        assert found.stored_at == NOON


def test_a_reader_sees_accessions_of_their_compartments(catalogue: Catalogue) -> None:
    """An accession is known through its own compartment or through an item's."""
    with catalogue.write() as unit:
        begin(unit, accession(1), accession(2, compartment=SECRET), accession(3, compartment=SECRET))
        receive(unit, item(1, "a", of=accession(3), compartment="general"))
    with catalogue.read() as view:
        assert [one.number for one in view.accessions.all(READER)] == [1, 3]
        assert [one.number for one in view.accessions.all(CLEARED)] == [1, 2, 3]
        assert view.accessions.all(STRANGER) == []


def test_counts_by_state(catalogue: Catalogue) -> None:
    """Counts balance with the items a reader may know of, and with nobody else's."""
    with catalogue.write() as unit:
        begin(unit, accession(1), accession(2))
        receive(
            unit,
            item(1, "a", state=ItemState.CATALOGUED),
            item(2, "b", state=ItemState.HELD),
            item(3, "c", state=ItemState.HELD),
            item(4, None, state=ItemState.SKIPPED, compartment=SECRET),
            item(1, "d", of=accession(2)),
        )
    with catalogue.read() as view:
        assert view.accessions.counts(accession().id, READER) == {ItemState.CATALOGUED: 1, ItemState.HELD: 2}
        assert sum(view.accessions.counts(accession().id, CLEARED).values()) == 4
        assert view.accessions.counts(accession().id, STRANGER) == {}


def test_pages_of_a_document_that_came_twice_count_once(catalogue: Catalogue) -> None:
    """Pages are counted by document; a page with a problem was not read."""
    with catalogue.write() as unit:
        begin(unit, accession(1), accession(2))
        receive(
            unit, item(1, "a"), item(2, "a"), item(3, "b", compartment=SECRET), item(1, "c", of=accession(2))
        )
        read(unit, "a", page(1, layer()), page(2, layer(confidence=None)), page(3, problem="broken"))
        read(unit, "b", page(1, layer()))
        read(unit, "c", page(1, layer()))
    with catalogue.read() as view:
        assert view.accessions.page_counts(accession().id, READER) == (2, 1)
        assert view.accessions.page_counts(accession().id, CLEARED) == (3, 2)
        assert view.accessions.page_counts(accession().id, STRANGER) == (0, 0)
