"""Check a ledger from its first entry to its last, and report every fault.

What must hold (the numbers stand at the code that checks it):

1. Every field has its fixed width.
2. Sequence numbers count from 1, without gap, repeat or step back.
3. ``previous`` is the leaf hash of the entry before; 32 zero bytes for the first.
4. The leaf hash is that of the entry's own four fields.
5. No event is entered twice.
6. A payload, where it is there, carries its entry's number, and its salt and body give the commitment.
7. Its body is canonical JSON, describes an event, and names its entry's event id.
8. All payloads name one archive; the one that is expected, where one is.
9. A head that was noted down earlier is still in the chain.

An erased payload is no fault: it is counted. What this cannot see: entries cut off the end since the
last noted head, and a chain that was rewritten throughout when no head was noted. So note heads, and
keep them away from the machine.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from kartoteka.custody.ledger import HASH_SIZE, SALT_SIZE, commitment, leaf_hash, read_payload
from kartoteka.errors import DamagedError
from kartoteka.records.ledger import EMPTY_HEAD, LedgerEntry, LedgerHead, Payload


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold."""

    code: str
    """Stable name such as ``ledger-gap``; ``docs/archive-layout.md`` lists them."""
    place: str
    """Where: ``entry 17``, ``payload 17`` or ``head 17``."""
    sentence: str
    """What is wrong, in one sentence."""


@dataclass(slots=True)
class Tally:
    """What an audit has seen so far; filled while it runs."""

    entries: int = 0
    """Entries read."""
    erased: int = 0
    """Of these, entries whose payload is no longer there."""
    faults: int = 0
    """Faults reported."""
    head: LedgerHead = EMPTY_HEAD
    """The last entry read: what a person may note down, if there was no fault."""


def audit_chain(
    entries: Iterable[tuple[LedgerEntry, Payload | None]],
    noted_head: LedgerHead | None = None,
    *,
    archive_id: UUID | None = None,
    tally: Tally | None = None,
) -> Iterator[Fault]:
    """Check a chain while it streams by.

    Keeps the event ids seen (about 100 bytes an entry) and nothing else. After a fault it goes on
    from what is written, so that one altered entry is reported where it lies and not at all that
    follow.

    Args:
        entries: All entries in stored order, each with its payload, or None where that was erased.
        noted_head: A head somebody wrote down earlier; None: nobody did.
        archive_id: The archive that payloads must name; None: whichever the first one names.
        tally: Filled with counts and the last head while faults are read.

    Yields:
        Every fault, in the order of entries; the noted head's at the end.
    """
    counted = Tally() if tally is None else tally
    for fault in _faults(entries, noted_head, None if archive_id is None else str(archive_id), counted):
        counted.faults += 1
        yield fault


def _faults(
    entries: Iterable[tuple[LedgerEntry, Payload | None]],
    noted_head: LedgerHead | None,
    archive: str | None,
    tally: Tally,
) -> Iterator[Fault]:
    seen: set[bytes] = set()
    noted_leaf: bytes | None = None
    for entry, payload in entries:
        yield from _entry_faults(entry, tally.head)
        # 5. No event is entered twice.
        if entry.event_id.bytes in seen:
            yield _at(entry, "ledger-event-repeated", f"event {entry.event_id} is entered a second time")
        seen.add(entry.event_id.bytes)
        if payload is None:
            tally.erased += 1
        else:
            named = yield from _payload_faults(entry, payload)
            # 8. All payloads name one archive.
            archive = archive or named
            if named is not None and named != archive:
                yield Fault(
                    "payload-archive", f"payload {entry.sequence}", f"it names archive {named}, not {archive}"
                )
        if noted_head is not None and entry.sequence == noted_head.size:
            noted_leaf = entry.leaf_hash
        tally.entries += 1
        tally.head = LedgerHead(entry.sequence, entry.leaf_hash)
    # 9. A head that was noted down earlier is still in the chain.
    if noted_head is not None and noted_head.size > 0:
        place = f"head {noted_head.size}"
        if noted_leaf is None:
            yield Fault("ledger-truncated", place, f"the ledger ends at entry {tally.head.size}")
        elif noted_leaf != noted_head.leaf_hash:
            yield Fault("ledger-rewritten", place, "the entry is not the one whose hash was noted down")


def _entry_faults(entry: LedgerEntry, before: LedgerHead) -> Iterator[Fault]:
    # 1. Every field has its fixed width.
    if not 1 <= entry.sequence < 2**64:
        yield _at(entry, "ledger-field", "its number is out of range")
    for name in ("previous", "commitment", "leaf_hash"):
        if len(getattr(entry, name)) != HASH_SIZE:
            yield _at(entry, "ledger-field", f"{name} does not have {HASH_SIZE} bytes")
    # 2. Sequence numbers count from 1.
    if entry.sequence > before.size + 1:
        yield _at(
            entry, "ledger-gap", f"entries {before.size + 1} to {entry.sequence - 1} are missing before it"
        )
    elif entry.sequence <= before.size:
        yield _at(entry, "ledger-order", f"it stands behind entry {before.size}")
    # 3. previous is the leaf hash of the entry before.
    if entry.previous != before.leaf_hash:
        yield _at(entry, "ledger-previous", "it does not link to the entry before it")
    # 4. The leaf hash is that of the four fields.
    try:
        computed = leaf_hash(entry.sequence, entry.event_id, entry.previous, entry.commitment)
    except ValueError:
        return  # reported under 1
    if computed != entry.leaf_hash:
        yield _at(entry, "ledger-leaf", "its leaf hash is not that of its fields")


def _payload_faults(entry: LedgerEntry, payload: Payload) -> Generator[Fault, None, str | None]:
    """Yield the faults of one payload, and return the archive it names (None: not readable)."""
    place = f"payload {entry.sequence}"
    # 6. It carries its entry's number, and its salt and body give the commitment.
    if payload.sequence != entry.sequence:
        yield Fault("payload-misplaced", place, f"it carries number {payload.sequence}")
    if len(payload.salt) != SALT_SIZE:
        yield Fault("payload-salt", place, f"its salt does not have {SALT_SIZE} bytes")
    elif commitment(payload.salt, payload.body) != entry.commitment:
        yield Fault("payload-commitment", place, "it is not what its entry commits to")
    # 7. Its body is canonical JSON, describes an event, and names its entry's event id.
    try:
        event = read_payload(payload.body)
    except DamagedError as error:
        yield Fault(error.code, place, error.message)
        return None
    if event["event"] != str(entry.event_id):
        yield Fault("payload-event", place, f"it describes event {event['event']}, not {entry.event_id}")
    return str(event["archive"])


def _at(entry: LedgerEntry, code: str, sentence: str) -> Fault:
    return Fault(code, f"entry {entry.sequence}", sentence)
