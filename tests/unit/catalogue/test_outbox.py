"""The outbox forgets a document only when its last change is in the index."""

from __future__ import annotations

import pytest
from tests.unit.catalogue.samples import digest, event

from kartoteka.catalogue import Catalogue

A, B, C = digest("a"), digest("b"), digest("c")


@pytest.fixture
def filled(catalogue: Catalogue) -> Catalogue:
    """Three documents, all to be indexed."""
    with catalogue.write() as unit:
        for one in (A, B, C):
            unit.documents.add(one, 1)
            unit.record(event("document", one))
            unit.outbox.put(one)
    return catalogue


def test_batches_are_in_order(filled: Catalogue) -> None:
    """What waits longest comes first; a document waits once."""
    with filled.write() as unit:
        unit.outbox.put_many([A, A])
    with filled.read() as view:
        assert view.outbox.length() == 3
        assert [one for one, _ in view.outbox.batch(2)] == [B, C]
        assert [one for one, _ in view.outbox.batch(9)] == [B, C, A]


def test_a_change_in_between_stays(filled: Catalogue) -> None:
    """A document put again while its old state was indexed is indexed again."""
    with filled.read() as view:
        applied = view.outbox.batch(2)
    with filled.write() as unit:
        unit.outbox.put(A)
    with filled.write() as unit:
        unit.outbox.clear(applied)
        unit.outbox.clear([])
        assert [one for one, _ in unit.outbox.batch(9)] == [C, A]


def test_a_revision_is_never_given_twice(filled: Catalogue) -> None:
    """An indexer that comes late clears nothing that was put since, even where all was cleared."""
    with filled.read() as view:
        late = view.outbox.batch(9)
    with filled.write() as unit:
        unit.outbox.clear(late)
    with filled.write() as unit:
        unit.outbox.put_many([A, B, C])
        unit.outbox.clear(late)
        assert unit.outbox.length() == 3
