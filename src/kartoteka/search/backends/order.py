"""The keys that results are ordered by, the same in every backend."""

from __future__ import annotations

from kartoteka.records.index_entry import IndexEntry
from kartoteka.records.item import Item

_ITEM_BITS = 40
_NEWEST = 99_991_231


def number_key(item: Item) -> int:
    """Return a number of 64 bits that orders items as their printed numbers do, and names one."""
    return item.accession_number << _ITEM_BITS | item.number


def received_key(entry: IndexEntry) -> str:
    """Return a text that orders the newest delivery first, then by printed number.

    A delivery without a known day counts as received when it was opened.
    """
    received = entry.accession.received
    day = received.earliest or entry.accession.opened_at.date()
    return f"{_NEWEST - (day.year * 10_000 + day.month * 100 + day.day):08d}{number_key(entry.item):020d}"


def number_of(key: str) -> int:
    """Return the number key inside a received key."""
    return int(key[8:])
