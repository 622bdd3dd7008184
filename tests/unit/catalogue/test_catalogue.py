"""Many threads share one catalogue: writers one after another, readers never waiting."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.unit.catalogue.samples import READER, accession, begin, item, receive

from kartoteka.catalogue import Catalogue, UnrecordedChange
from kartoteka.records.item import ItemState

THREADS = 6
UNITS = 8


@pytest.fixture
def filled(catalogue: Catalogue) -> Catalogue:
    """A catalogue with one accession."""
    with catalogue.write() as unit:
        begin(unit)
    return catalogue


def test_writers_take_turns(filled: Catalogue) -> None:
    """Units of several threads give gapless numbers and one unbroken chain."""

    def work(_: int) -> None:
        for _ in range(UNITS):
            with filled.write() as unit:
                receive(unit, item(unit.items.next_number(accession().id), None))

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    with filled.read() as view:
        numbers = [one.number for one in view.items.of_accession(accession().id, READER)]
        assert numbers == list(range(1, THREADS * UNITS + 1))
        entries = [entry for entry, _ in view.ledger.entries()]
        assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
        assert [entry.previous for entry in entries[1:]] == [entry.leaf_hash for entry in entries[:-1]]


def test_readers_see_whole_units(filled: Catalogue) -> None:
    """While others write, a reader sees each unit wholly or not at all."""
    stop = threading.Event()

    def look() -> int:
        looked = 0
        while not stop.is_set() or looked == 0:
            with filled.read() as view:
                held = view.accessions.counts(accession().id, READER).get(ItemState.HELD, 0)
                entries = view.ledger.count()
                listed = len(view.items.of_accession(accession().id, READER))
            assert held % 5 == 0
            assert entries == held + 2
            assert listed == held
            looked += 1
        return looked

    with ThreadPoolExecutor(THREADS) as pool:
        readers = [pool.submit(look) for _ in range(THREADS - 1)]
        for first in range(1, 5 * UNITS, 5):
            with filled.write() as unit:
                receive(
                    unit, *(item(number, None, state=ItemState.HELD) for number in range(first, first + 5))
                )
        stop.set()
        assert all(reader.result() for reader in readers)


def test_a_view_stays_what_it_was(filled: Catalogue) -> None:
    """What is written while a view is open is seen by the next view."""
    with filled.read() as view:
        assert view.ledger.count() == 2
        with ThreadPoolExecutor(1) as pool:
            pool.submit(write_one, filled, 1).result()
        write_one(filled, 2)
        assert view.ledger.count() == 2
        assert view.items.of_accession(accession().id, READER) == []
    with filled.read() as view:
        assert view.ledger.count() == 4


def write_one(catalogue: Catalogue, number: int) -> None:
    """Receive one item."""
    with catalogue.write() as unit:
        receive(unit, item(number, None))


def test_a_unit_inside_another_is_a_mistake(filled: Catalogue) -> None:
    """A thread that would wait for itself is told so, and can go on."""
    with filled.write() as unit:
        with pytest.raises(RuntimeError, match="inside another"), filled.write():
            pass
        receive(unit, item(1, None))
    write_one(filled, 2)


def test_a_unit_that_fails_lets_the_next_begin(filled: Catalogue) -> None:
    """After an exception, of ours or not, another thread can write."""
    with pytest.raises(ZeroDivisionError), filled.write():
        raise ZeroDivisionError
    with pytest.raises(UnrecordedChange), filled.write() as unit:
        unit.items.add(item(1, None))
    with ThreadPoolExecutor(1) as pool:
        pool.submit(write_one, filled, 1).result(timeout=30)


def test_more_views_than_connections_are_kept(filled: Catalogue) -> None:
    """No reader waits for a connection, however many are open at once."""
    views = [filled.read() for _ in range(30)]
    assert {view.__enter__().ledger.count() for view in views} == {2}
    for view in views:
        view.__exit__(None, None, None)
