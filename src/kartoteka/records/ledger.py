"""What the custody ledger stores: entries for ever, payloads until they are erased.

An entry is a salted commitment to a canonical payload. Entries are chained by hash; the payload
and its salt lie in a row of their own that can be erased without breaking the chain.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One link of the chain."""

    sequence: int
    """Counts from 1, without gaps."""
    event_id: UUID
    """Global id of the event."""
    previous: bytes
    """Leaf hash of the entry before; 32 zero bytes for the first."""
    commitment: bytes
    """SHA-256 of salt and payload."""
    leaf_hash: bytes
    """RFC 6962 leaf hash of the four fields above."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What an entry commits to."""

    sequence: int
    """The entry's number."""
    salt: bytes
    """32 random bytes; without them nobody can test a guess of the payload."""
    body: bytes
    """Canonical JSON of the event."""


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """Where the chain ends: what the next entry links to, and what a person may note down."""

    size: int
    """Number of entries."""
    leaf_hash: bytes
    """Leaf hash of the last; 32 zero bytes for an empty ledger."""


EMPTY_HEAD = LedgerHead(0, bytes(32))
