"""The ledger's arithmetic: from events to entries and payloads. Pure; it stores nothing.

What is hashed, byte for byte, so that a stranger can check it with any SHA-256:

    body        = canonical JSON of the event (``payload_body``)
    commitment  = SHA-256( 0x02 || salt || body )                              salt: 32 random bytes
    encoding    = sequence || event id || previous || commitment               8 + 16 + 32 + 32 bytes
    leaf hash   = SHA-256( 0x00 || encoding )                                  RFC 6962, section 2.1

``sequence`` is big-endian; ``previous`` is the leaf hash of the entry before, 32 zero bytes for the
first. The first byte keeps the three uses of SHA-256 apart: 0x00 leaves and 0x01 inner nodes as in
RFC 6962, 0x02 commitments. The salt makes an entry silent: who holds entries without payloads can
neither read nor guess what happened, so a payload can be erased while its entry stays.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from kartoteka.clock import iso
from kartoteka.custody.canonical import canonical_json, parse_canonical
from kartoteka.errors import DamagedError
from kartoteka.records.custody_event import CustodyEvent
from kartoteka.records.ledger import LedgerEntry, LedgerHead, Payload

HASH_SIZE = 32
SALT_SIZE = 32
PAYLOAD_FORMAT = 1

_LEAF = b"\x00"
_COMMITMENT = b"\x02"

_SHAPE: dict[str, type] = {
    "agent": dict,
    "archive": str,
    "at": str,
    "detail": dict,
    "event": str,
    "format": int,
    "object": dict,
    "outcome": str,
    "type": str,
}


def leaf_digest(data: bytes) -> bytes:
    """Hash a leaf as RFC 6962, section 2.1 does: ``SHA-256(0x00 || data)``."""
    return hashlib.sha256(_LEAF + data).digest()


def commitment(salt: bytes, body: bytes) -> bytes:
    """Commit to a body without giving it away: ``SHA-256(0x02 || salt || body)``.

    Args:
        salt: 32 bytes nobody can guess; the fixed length keeps salt and body apart.
        body: The canonical payload.

    Raises:
        ValueError: The salt has another length; a programming error, never a user's input.
    """
    if len(salt) != SALT_SIZE:
        raise ValueError(f"a salt has {SALT_SIZE} bytes, not {len(salt)}")
    return hashlib.sha256(_COMMITMENT + salt + body).digest()


def leaf_hash(sequence: int, event_id: UUID, previous: bytes, committed: bytes) -> bytes:
    """Hash the four fields of an entry into the value that the next entry links to.

    Args:
        sequence: The entry's number, from 1.
        event_id: Global id of its event.
        previous: Leaf hash of the entry before; 32 zero bytes for the first.
        committed: The commitment to its payload, 32 bytes.

    Raises:
        ValueError: A field does not fit its fixed width.
    """
    if not 1 <= sequence < 2**64 or len(previous) != HASH_SIZE or len(committed) != HASH_SIZE:
        raise ValueError("a field of the entry does not fit its fixed width")
    return leaf_digest(sequence.to_bytes(8, "big") + event_id.bytes + previous + committed)


def payload_body(event: CustodyEvent, archive_id: UUID) -> bytes:
    """Write an event as the canonical JSON that its entry commits to.

    Args:
        event: What happened. Numbers in its detail lie within ±(2^53 - 1); nanoseconds go as text.
        archive_id: The archive it happened in, so that entries of two archives cannot be mixed.

    Raises:
        InvalidError: The event holds text or numbers without a canonical spelling.
    """
    return canonical_json(
        {
            "agent": {
                "kind": event.agent.kind,
                "name": event.agent.name,
                "parameters": dict(event.agent.parameters),
                "version": event.agent.version,
            },
            "archive": str(archive_id),
            "at": iso(event.at),
            "detail": dict(event.detail),
            "event": str(event.id),
            "format": PAYLOAD_FORMAT,
            "object": {"id": event.object_id, "kind": event.object_kind},
            "outcome": event.outcome,
            "type": str(event.type),
        }
    )


def read_payload(untrusted_body: bytes) -> dict[str, Any]:
    """Read a payload back, as a dict with the keys that ``payload_body`` writes.

    Raises:
        DamagedError: Not canonical JSON (``payload-not-canonical``), or not a payload
            (``payload-shape``).
    """
    value = parse_canonical(untrusted_body)
    if not isinstance(value, dict) or value.keys() != _SHAPE.keys():
        raise _shape("its keys are not those of an event")
    for key, kind in _SHAPE.items():
        if not isinstance(value[key], kind):
            raise _shape(f"{key} is not a {kind.__name__}")
    return value


def seal(
    head: LedgerHead,
    events: Sequence[CustodyEvent],
    archive_id: UUID,
    salts: Callable[[int], bytes] = os.urandom,
) -> list[tuple[LedgerEntry, Payload]]:
    """Turn events into the next entries of a chain.

    Args:
        head: Where the chain ends now, read in the transaction that will store the result.
        events: What happened, in order. Their ids differ from one another and from all sealed before.
        archive_id: The archive.
        salts: Gives that many random bytes; anything but the default is for tests.

    Returns:
        One entry and payload an event; the last entry is the new head.
    """
    sealed: list[tuple[LedgerEntry, Payload]] = []
    previous = head.leaf_hash
    for sequence, event in enumerate(events, start=head.size + 1):
        salt = salts(SALT_SIZE)
        body = payload_body(event, archive_id)
        committed = commitment(salt, body)
        leaf = leaf_hash(sequence, event.id, previous, committed)
        sealed.append(
            (LedgerEntry(sequence, event.id, previous, committed, leaf), Payload(sequence, salt, body))
        )
        previous = leaf
    return sealed


def _shape(why: str) -> DamagedError:
    return DamagedError(
        f"a payload of the ledger does not describe an event: {why}",
        code="payload-shape",
        advice="It was written by another program or altered; compare it with a backup.",
    )
