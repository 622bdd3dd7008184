"""The archive's own row."""

from __future__ import annotations

from tests.unit.catalogue.samples import NAMES, NOON, event

from kartoteka.catalogue import Catalogue


def test_round_trip(catalogue: Catalogue) -> None:
    """The archive knows its id and its birthday once it is registered."""
    with catalogue.read() as view:
        assert view.archive.get() is None
    with catalogue.write() as unit:
        unit.archive.add(NAMES, NOON)
        unit.record(event("archive", NAMES))
    with catalogue.read() as view:
        assert view.archive.get() == (NAMES, NOON)
