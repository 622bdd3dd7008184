"""The audit of a chain: whatever is done to it is noticed, and noticed where it was done."""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kartoteka.custody.audit import Fault, Tally, audit_chain
from kartoteka.custody.canonical import canonical_json
from kartoteka.custody.ledger import commitment, leaf_hash, payload_body, read_payload, seal
from kartoteka.records.agent import Agent
from kartoteka.records.custody_event import CustodyEvent, EventType
from kartoteka.records.ledger import EMPTY_HEAD, LedgerEntry, LedgerHead, Payload

Link = tuple[LedgerEntry, Payload | None]
Sealed = tuple[LedgerEntry, Payload]

ARCHIVE = UUID(int=10)
OTHER_ARCHIVE = UUID(int=11)


def event(number: int) -> CustodyEvent:
    return CustodyEvent(
        id=UUID(int=number),
        type=EventType.ITEM_RECEIVED,
        object_kind="item",
        object_id=str(UUID(int=number)),
        at=datetime(2026, 11, 20, tzinfo=UTC),
        agent=Agent("person", "Анна"),
        outcome="success",
        detail={"size": number},
    )


def chain(length: int, archive: UUID = ARCHIVE) -> list[Sealed]:
    return seal(EMPTY_HEAD, [event(number) for number in range(1, length + 1)], archive)


def head_of(links: list[Sealed]) -> LedgerHead:
    return LedgerHead(links[-1][0].sequence, links[-1][0].leaf_hash)


def codes(links: list[Sealed], noted: LedgerHead | None = None) -> list[tuple[str, str]]:
    return [(fault.code, fault.place) for fault in audit_chain(links, noted)]


def relinked(entry: LedgerEntry) -> LedgerEntry:
    """The entry with the leaf hash that its fields give: what a forger would write."""
    leaf = leaf_hash(entry.sequence, entry.event_id, entry.previous, entry.commitment)
    return replace(entry, leaf_hash=leaf)


def forged(link: Sealed, **changes: object) -> Sealed:
    """The link with another payload, committed to and hashed as if it had always been so."""
    entry, payload = link
    body = canonical_json({**read_payload(payload.body), **changes})
    return (
        relinked(replace(entry, commitment=commitment(payload.salt, body))),
        replace(payload, body=body),
    )


def test_an_untouched_chain_has_no_fault() -> None:
    """What was sealed passes, also against its own heads, early and late."""
    links = chain(20)
    assert codes(links) == []
    for length in (0, 1, 7, 20):
        assert codes(links, head_of(links[:length]) if length else EMPTY_HEAD) == []


def test_an_empty_chain_has_no_fault() -> None:
    """An archive to which nothing happened is in order."""
    assert codes([]) == []


def test_erased_payloads_are_counted_not_blamed() -> None:
    """Erasing a payload leaves the chain whole; the tally says how many are gone and where it ends."""
    links: list[Link] = [
        (entry, None if entry.sequence in (2, 5) else payload) for entry, payload in chain(6)
    ]
    tally = Tally()
    assert list(audit_chain(links, tally=tally)) == []
    assert (tally.entries, tally.erased, tally.faults) == (6, 2, 0)
    assert tally.head == LedgerHead(6, links[-1][0].leaf_hash)


def flips(link: Sealed) -> Iterator[Sealed]:
    """The link with each of its bytes changed, one at a time."""
    entry, payload = link
    for name in ("sequence", "event_id", "previous", "commitment", "leaf_hash"):
        for changed in _changed(getattr(entry, name)):
            yield replace(entry, **{name: changed}), payload
    for name in ("sequence", "salt", "body"):
        for changed in _changed(getattr(payload, name)):
            yield entry, replace(payload, **{name: changed})


def _changed(value: int | UUID | bytes) -> Iterator[int | UUID | bytes]:
    match value:
        case int():
            yield from (value ^ (1 << (8 * byte)) for byte in range(8))
        case UUID():
            yield from (UUID(bytes=raw) for raw in _flipped(value.bytes))
        case bytes():
            yield from _flipped(value)


def _flipped(value: bytes) -> Iterator[bytes]:
    for place in range(len(value)):
        yield value[:place] + bytes([value[place] ^ 1]) + value[place + 1 :]


def unnoticed_flips(length: int) -> int:
    links = chain(length)
    tried = unnoticed = 0
    for index, link in enumerate(links):
        for changed in flips(link):
            tried += 1
            places = {
                fault.place.split()[1]
                for fault in audit_chain([*links[:index], changed, *links[index + 1 :]])
            }
            # Noticed, and at the altered entry or the one that links to it.
            expected = {str(changed[0].sequence), str(index + 1), str(index + 2)}
            unnoticed += not places or not places & expected
    assert tried > 400 * length
    return unnoticed


def test_every_changed_byte_is_noticed() -> None:
    """No byte of an entry or its payload can change without a fault at its place."""
    assert unnoticed_flips(5) == 0


@pytest.mark.full
def test_every_changed_byte_of_a_longer_chain_is_noticed() -> None:
    """The same over thirty entries."""
    assert unnoticed_flips(30) == 0


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_changed_field_is_noticed(data: st.DataObject) -> None:
    """Not only one bit: any other bytes in any field, of any length, are noticed."""
    links = chain(4)
    index = data.draw(st.integers(0, 3))
    entry, payload = links[index]
    name = data.draw(st.sampled_from(["previous", "commitment", "leaf_hash", "salt", "body"]))
    of_entry = hasattr(entry, name)
    other = data.draw(
        st.binary(max_size=64).filter(lambda raw: raw != getattr(entry if of_entry else payload, name))
    )
    if of_entry:
        links[index] = (replace(entry, **{name: other}), payload)
    else:
        links[index] = (entry, replace(payload, **{name: other}))
    assert codes(links)


def deleted(links: list[Sealed]) -> list[Sealed]:
    return links[:3] + links[4:]


def deleted_and_renumbered(links: list[Sealed]) -> list[Sealed]:
    rest = [
        (
            relinked(replace(entry, sequence=entry.sequence - 1)),
            replace(payload, sequence=payload.sequence - 1),
        )
        for entry, payload in links[4:]
    ]
    return links[:3] + rest


def swapped(links: list[Sealed]) -> list[Sealed]:
    return [*links[:3], links[4], links[3], *links[5:]]


def payloads_swapped(links: list[Sealed]) -> list[Sealed]:
    (entry_a, payload_a), (entry_b, payload_b) = links[3], links[4]
    return [
        *links[:3],
        (entry_a, replace(payload_b, sequence=4)),
        (entry_b, replace(payload_a, sequence=5)),
        *links[5:],
    ]


def inserted(links: list[Sealed]) -> list[Sealed]:
    extra = seal(head_of(links[:3]), [event(99)], ARCHIVE)
    return links[:3] + extra + links[3:]


def doubled(links: list[Sealed]) -> list[Sealed]:
    return [*links[:4], links[3], *links[4:]]


def forged_payload(links: list[Sealed]) -> list[Sealed]:
    return [*links[:3], forged(links[3], outcome="failure"), *links[4:]]


def payload_alone(links: list[Sealed]) -> list[Sealed]:
    entry, payload = links[3]
    body = canonical_json({**read_payload(payload.body), "outcome": "failure"})
    return [*links[:3], (entry, replace(payload, body=body)), *links[4:]]


def beheaded(links: list[Sealed]) -> list[Sealed]:
    return links[1:]


def replanted(links: list[Sealed]) -> list[Sealed]:
    (entry, payload), *rest = links
    return [(relinked(replace(entry, previous=b"\x01" * 32)), payload), *rest]


ATTACKS: list[tuple[Callable[[list[Sealed]], list[Sealed]], list[tuple[str, str]]]] = [
    (deleted, [("ledger-gap", "entry 5"), ("ledger-previous", "entry 5")]),
    (deleted_and_renumbered, [("ledger-previous", "entry 4"), ("ledger-previous", "entry 5")]),
    (
        swapped,
        [
            ("ledger-gap", "entry 5"),
            ("ledger-previous", "entry 5"),
            ("ledger-order", "entry 4"),
            ("ledger-previous", "entry 4"),
            ("ledger-gap", "entry 6"),
            ("ledger-previous", "entry 6"),
        ],
    ),
    (
        payloads_swapped,
        [
            ("payload-commitment", "payload 4"),
            ("payload-event", "payload 4"),
            ("payload-commitment", "payload 5"),
            ("payload-event", "payload 5"),
        ],
    ),
    (inserted, [("ledger-order", "entry 4"), ("ledger-previous", "entry 4")]),
    (
        doubled,
        [("ledger-order", "entry 4"), ("ledger-previous", "entry 4"), ("ledger-event-repeated", "entry 4")],
    ),
    (forged_payload, [("ledger-previous", "entry 5")]),
    (payload_alone, [("payload-commitment", "payload 4")]),
    (beheaded, [("ledger-gap", "entry 2"), ("ledger-previous", "entry 2")]),
    (replanted, [("ledger-previous", "entry 1"), ("ledger-previous", "entry 2")]),
]


@pytest.mark.parametrize(("attack", "faults"), ATTACKS, ids=[attack.__name__ for attack, _ in ATTACKS])
def test_what_is_done_in_the_middle_is_noticed(
    attack: Callable[[list[Sealed]], list[Sealed]], faults: list[tuple[str, str]]
) -> None:
    """Each attack gives exactly the faults that tell where it was made, without any noted head."""
    assert codes(attack(chain(6))) == faults


def test_a_shortened_chain_is_noticed_by_a_noted_head() -> None:
    """A chain cut at its end is sound in itself; only a head that was noted down tells."""
    links = chain(6)
    cut = links[:4]
    assert codes(cut) == []
    assert codes(cut, head_of(links)) == [("ledger-truncated", "head 6")]
    assert codes([], head_of(links)) == [("ledger-truncated", "head 6")]


def test_a_rewritten_chain_is_noticed_by_a_noted_head() -> None:
    """Who rewrites everything from an entry to the end makes a sound chain, but not the noted one."""
    links = chain(6)
    rewritten = links[:2] + seal(head_of(links[:2]), [event(number + 50) for number in range(6)], ARCHIVE)
    assert codes(rewritten) == []
    assert codes(rewritten, head_of(links[:2])) == []  # nothing before the noted head was touched
    assert codes(rewritten, head_of(links)) == [("ledger-rewritten", "head 6")]


def test_a_forged_last_entry_is_noticed_by_a_noted_head() -> None:
    """Nothing links to the last entry; the noted head does."""
    links = chain(6)
    changed = [*links[:5], forged(links[5], outcome="failure")]
    assert codes(changed) == []
    assert codes(changed, head_of(links)) == [("ledger-rewritten", "head 6")]


def test_an_entry_of_another_archive_is_noticed() -> None:
    """An entry sealed for another archive does not pass in ours, even when it is linked properly."""
    links = chain(2)
    links += seal(head_of(links), [event(3)], OTHER_ARCHIVE)
    assert codes(links) == [("payload-archive", "payload 3")]


def test_a_chain_of_another_archive_is_noticed() -> None:
    """A whole foreign chain is sound in itself; the archive's own id tells."""
    faults = list(audit_chain(chain(2, OTHER_ARCHIVE), archive_id=ARCHIVE))
    assert [fault.code for fault in faults] == ["payload-archive", "payload-archive"]


def test_an_event_sealed_twice_is_noticed() -> None:
    """One event has one entry, though both may be linked properly."""
    links = seal(EMPTY_HEAD, [event(1), event(2), event(1)], ARCHIVE)
    assert codes(links) == [("ledger-event-repeated", "entry 3")]


def test_a_payload_in_another_spelling_is_noticed() -> None:
    """A commitment to JSON that is not canonical is a fault, though the hash is right."""
    (entry, payload), *rest = chain(1)
    body = payload_body(event(1), ARCHIVE).replace(b":", b": ", 1)
    entry = relinked(replace(entry, commitment=commitment(payload.salt, body)))
    assert codes([(entry, replace(payload, body=body)), *rest]) == [("payload-not-canonical", "payload 1")]


def test_every_fault_is_reported_not_the_first() -> None:
    """Two damages far apart are both found, and what lies between is not blamed."""
    links = chain(30)
    for index in (4, 20):
        entry, payload = links[index]
        links[index] = (entry, replace(payload, salt=bytes(32)))
    assert codes(links) == [("payload-commitment", "payload 5"), ("payload-commitment", "payload 21")]


def test_faults_come_while_the_chain_streams() -> None:
    """The first fault is told before the rest of the chain is read, and nothing of it is kept."""
    read: list[int] = []

    def stream() -> Iterator[Link]:
        for entry, payload in [(entry, replace(payload, salt=b"")) for entry, payload in chain(3)]:
            read.append(entry.sequence)
            yield entry, payload

    faults = audit_chain(stream())
    assert next(faults) == Fault("payload-salt", "payload 1", "its salt does not have 32 bytes")
    assert read == [1]


def test_every_fault_is_explained(root: Path) -> None:
    """The written contract lists all that can be found, and nothing else."""
    source = (root / "src" / "kartoteka" / "custody" / "audit.py").read_text("utf-8")
    page = (root / "docs" / "archive-layout.md").read_text("utf-8")
    can_be_found = set(re.findall(r'"((?:ledger|payload)-[a-z-]+)"', source))
    from_reading = {"payload-not-canonical", "payload-shape"}  # codes of read_payload's errors
    listed = set(re.findall(r"^\| `((?:ledger|payload)-[a-z-]+)`", page, re.MULTILINE))
    assert can_be_found | from_reading == listed


def test_memory_stays_small() -> None:
    """A chain of two thousand entries is checked without holding it: under 200 bytes an entry."""

    def stream(length: int) -> Iterator[Link]:
        head = EMPTY_HEAD
        for number in range(1, length + 1):
            ((entry, payload),) = seal(head, [event(number)], ARCHIVE, bytes)
            head = LedgerHead(entry.sequence, entry.leaf_hash)
            yield entry, payload

    tracemalloc.start()
    try:
        assert list(audit_chain(stream(2_000))) == []
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 200 * 2_000
