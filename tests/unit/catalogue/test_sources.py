"""Sources come back as they went in, and only to readers of their deliveries."""

from __future__ import annotations

from tests.unit.catalogue.samples import CLEARED, READER, SECRET, STRANGER, accession, begin, event, source

from kartoteka.catalogue import Catalogue


def test_round_trip(catalogue: Catalogue) -> None:
    """A source is found by its id and by its code name, and counted."""
    with catalogue.write() as unit:
        unit.sources.add(source())
        unit.record(event("source", source().id))
    with catalogue.read() as view:
        assert view.sources.get(source().id) == source()
        assert view.sources.by_code_name("выдра") == source()
        assert view.sources.by_code_name("цапля") is None
        assert view.sources.get(source("цапля").id) is None
        assert view.sources.count() == 1


def test_only_sources_of_known_deliveries_are_listed(catalogue: Catalogue) -> None:
    """A reader sees the sources whose deliveries they may know of, by code name."""
    with catalogue.write() as unit:
        begin(unit, accession(1, source("цапля")), accession(2, compartment=SECRET))
    with catalogue.read() as view:
        assert view.sources.all(READER) == [source("цапля")]
        assert view.sources.all(CLEARED) == [source("выдра"), source("цапля")]
        assert view.sources.all(STRANGER) == []
