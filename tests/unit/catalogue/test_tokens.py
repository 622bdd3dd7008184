"""A sign-in token works once, in time, and for nobody else."""

from __future__ import annotations

from datetime import timedelta

from tests.unit.catalogue.samples import NOON

from kartoteka.catalogue import Catalogue

HOUR = timedelta(hours=1)


def test_once(catalogue: Catalogue) -> None:
    """The first use signs in, the second does not, and a hash that was never added neither."""
    with catalogue.write() as unit:
        unit.tokens.add(b"hash", NOON + HOUR)
    with catalogue.write() as unit:
        assert not unit.tokens.use(b"guess", NOON)
        assert unit.tokens.use(b"hash", NOON)
    with catalogue.write() as unit:
        assert not unit.tokens.use(b"hash", NOON)


def test_in_time(catalogue: Catalogue) -> None:
    """At the moment it expires a token no longer signs in, and is swept out."""
    with catalogue.write() as unit:
        unit.tokens.add(b"hash", NOON + HOUR)
        assert not unit.tokens.use(b"hash", NOON + HOUR)
        assert not unit.tokens.use(b"hash", NOON)
