"""The keys that results are ordered by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.search.samples import accession, entry, span

from kartoteka.search.backends.order import number_key, number_of, received_key

ACCESSIONS, ITEMS = st.integers(1, 2**24 - 1), st.integers(1, 2**40 - 1)


@given(st.lists(st.tuples(ACCESSIONS, ITEMS), min_size=2, max_size=2, unique=True))
def test_number_keys_order_as_printed_numbers(pairs: list[tuple[int, int]]) -> None:
    """A key names one item, fits 64 bits, and orders by accession, then item, beyond any digits."""
    base = entry(1).item
    keys = [number_key(replace(base, accession_number=number, number=item)) for number, item in pairs]
    assert (keys[0] < keys[1]) == (pairs[0] < pairs[1])
    assert all(0 < key < 2**64 for key in keys)


@given(st.dates(), st.dates(), ACCESSIONS, ACCESSIONS)
def test_received_keys_begin_with_the_newest(one: date, other: date, first: int, second: int) -> None:
    """Later days come first as text; the same day is ordered by printed number; the number comes back."""
    entries = [
        entry(1, of=accession(number, received=span(day))) for number, day in ((first, one), (second, other))
    ]
    keys = [received_key(each) for each in entries]
    right = [(-each.accession.received.earliest.toordinal(), number_key(each.item)) for each in entries]
    assert (keys[0] < keys[1]) == (right[0] < right[1])
    assert [number_of(key) for key in keys] == [number_key(each.item) for each in entries]


def test_without_a_day() -> None:
    """A delivery without a known day counts as received when it was opened."""
    unknown, known = entry(1), entry(1, of=accession(received=span(date(2026, 11, 20))))
    assert received_key(unknown) == received_key(known)
