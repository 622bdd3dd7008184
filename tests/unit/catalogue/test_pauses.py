"""A pause is one row that lasts until somebody ends it."""

from __future__ import annotations

from tests.unit.catalogue.samples import NOON

from kartoteka.catalogue import Catalogue
from kartoteka.catalogue.pauses import Pause


def test_a_pause_begins_once_and_ends_once(catalogue: Catalogue) -> None:
    """Who asks second changes nothing; after the end there is none."""
    with catalogue.write() as unit:
        assert unit.pauses.current() is None
        assert not unit.pauses.end()
        assert unit.pauses.begin("anna", NOON)
        assert not unit.pauses.begin("boris", NOON)
    with catalogue.read() as view:
        assert view.pauses.current() == Pause("anna", NOON)
    with catalogue.write() as unit:
        assert unit.pauses.end()
        assert unit.pauses.current() is None
