"""The ledger's arithmetic, against published vectors and by hand."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.custody.ledger import (
    commitment,
    leaf_digest,
    leaf_hash,
    payload_body,
    read_payload,
    seal,
)
from kartoteka.errors import DamagedError, InvalidError
from kartoteka.records.agent import Agent
from kartoteka.records.custody_event import CustodyEvent, EventType
from kartoteka.records.ledger import EMPTY_HEAD, LedgerHead

ARCHIVE = UUID("00000000-0000-4000-8000-00000000000a")
AGENT = Agent("tool", "kartoteka", "0.1.0", {"jobs": "2"})


def event(number: int = 1, **changes: object) -> CustodyEvent:
    values: dict[str, object] = {
        "id": UUID(int=number),
        "type": EventType.ITEM_RECEIVED,
        "object_kind": "item",
        "object_id": str(UUID(int=1000 + number)),
        "at": datetime(2026, 11, 20, 12, 0, tzinfo=UTC),
        "agent": AGENT,
        "outcome": "success",
        "detail": {"path": "приказ.pdf", "size": number, "note": None},
    }
    return CustodyEvent(**{**values, **changes})  # type: ignore[arg-type]  # built from a table


# The leaf inputs of Certificate Transparency's reference tests (RFC 6962; certificate-transparency and
# transparency-dev/merkle publish the same eight), with the empty leaf's well-known hash first.
RFC_6962_LEAVES = [
    ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    ("00", "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"),
    ("10", "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7"),
    ("2021", "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7"),
    ("3031", "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
    ("40414243", "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658"),
    ("5051525354555657", "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"),
    ("606162636465666768696a6b6c6d6e6f", "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1"),
    ("4c313233343536", "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"),  # "L123456"
]


@pytest.mark.parametrize(("data", "digest"), RFC_6962_LEAVES)
def test_leaves_are_hashed_as_published(data: str, digest: str) -> None:
    """The leaf hash is RFC 6962's, so that any transparency log's tools can check it."""
    assert leaf_digest(bytes.fromhex(data)).hex() == digest


def test_an_entry_is_hashed_over_88_bytes() -> None:
    """The binary encoding is the documented one; a stranger can redo it with any SHA-256."""
    previous, committed = bytes(range(32)), bytes(range(32, 64))
    encoded = (7).to_bytes(8, "big") + UUID(int=9).bytes + previous + committed
    assert len(encoded) == 88
    assert leaf_hash(7, UUID(int=9), previous, committed) == hashlib.sha256(b"\x00" + encoded).digest()


def test_a_commitment_is_no_leaf() -> None:
    """Commitments have a first byte of their own, so one can never pass for a leaf or a node."""
    salt, body = bytes(32), b"{}"
    assert commitment(salt, body) == hashlib.sha256(b"\x02" + salt + body).digest()
    assert commitment(salt, body) != leaf_digest(salt + body)


def test_fields_that_do_not_fit_are_refused() -> None:
    """A field of another width would let two entries share one encoding."""
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(b"short", b"{}")
    for sequence, previous, committed in [
        (0, bytes(32), bytes(32)),
        (2**64, bytes(32), bytes(32)),
        (1, bytes(31), bytes(32)),
        (1, bytes(32), bytes(33)),
    ]:
        with pytest.raises(ValueError, match="fixed width"):
            leaf_hash(sequence, UUID(int=1), previous, committed)


def test_the_payload_says_everything() -> None:
    """What is committed to names the archive, the event, its object, its agent and its moment."""
    assert read_payload(payload_body(event(), ARCHIVE)) == {
        "agent": {"kind": "tool", "name": "kartoteka", "parameters": {"jobs": "2"}, "version": "0.1.0"},
        "archive": str(ARCHIVE),
        "at": "2026-11-20T12:00:00.000000Z",
        "detail": {"note": None, "path": "приказ.pdf", "size": 1},
        "event": str(UUID(int=1)),
        "format": 1,
        "object": {"id": str(UUID(int=1001)), "kind": "item"},
        "outcome": "success",
        "type": "ingestion",
    }


def test_one_moment_has_one_spelling() -> None:
    """The zone in which a moment was measured does not change the payload."""
    there = datetime(2026, 11, 20, 17, 0, tzinfo=timezone(timedelta(hours=5)))
    assert payload_body(event(at=there), ARCHIVE) == payload_body(event(), ARCHIVE)


@pytest.mark.parametrize(
    "detail",
    [{"modified_ns": 1_763_640_000_000_000_000}, {"path": "\udcff.pdf"}],
    ids=["nanoseconds", "a path that is not UTF-8"],
)
def test_details_without_a_canonical_spelling_are_refused(detail: dict[str, str | int | None]) -> None:
    """Nanoseconds go as text and raw paths as hex; anything else would be read differently elsewhere."""
    with pytest.raises(InvalidError, match="canonical JSON cannot hold"):
        payload_body(event(detail=detail), ARCHIVE)


NO_PAYLOADS = [b"1", b"[]", b"{}", b'{"event":"x"}']


@pytest.mark.parametrize("body", NO_PAYLOADS)
def test_canonical_json_that_is_no_event_is_refused(body: bytes) -> None:
    """A payload has the keys of an event, or it is not read as one."""
    with pytest.raises(DamagedError, match="does not describe an event") as damage:
        read_payload(body)
    assert damage.value.code == "payload-shape"


def test_a_payload_with_a_wrong_type_is_refused() -> None:
    """Keys alone are not enough: their values have types."""
    changed = {**read_payload(payload_body(event(), ARCHIVE)), "detail": []}
    body = json.dumps(changed, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    with pytest.raises(DamagedError, match="detail is not a dict"):
        read_payload(body)


def test_entries_are_chained() -> None:
    """Each entry links to the one before, starting from the given head, and commits to its payload."""
    head = LedgerHead(41, b"\x11" * 32)
    sealed = seal(head, [event(1), event(2)], ARCHIVE)
    (first, body_1), (second, body_2) = sealed
    assert (first.sequence, first.previous) == (42, head.leaf_hash)
    assert (second.sequence, second.previous) == (43, first.leaf_hash)
    for entry, payload in sealed:
        assert payload.sequence == entry.sequence
        assert entry.commitment == commitment(payload.salt, payload.body)
        assert entry.leaf_hash == leaf_hash(entry.sequence, entry.event_id, entry.previous, entry.commitment)
    assert body_1.salt != body_2.salt


def test_the_same_event_is_committed_to_differently() -> None:
    """Without the salt nobody can test a guess: equal events have unequal commitments."""
    once, again = (seal(EMPTY_HEAD, [event()], ARCHIVE)[0][0] for _ in range(2))
    assert once.commitment != again.commitment


def test_nothing_gives_nothing() -> None:
    """Sealing no events makes no entries."""
    assert seal(EMPTY_HEAD, [], ARCHIVE) == []


@given(st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_where_the_chain_is_cut_into_calls_does_not_matter(cuts: list[int]) -> None:
    """Sealing in several transactions gives the chain that one transaction would have given."""
    events = [event(number) for number in range(1, sum(cuts) + 1)]
    whole = seal(EMPTY_HEAD, events, ARCHIVE, bytes)
    pieces = []
    head, position = EMPTY_HEAD, 0
    for cut in cuts:
        sealed = seal(head, events[position : position + cut], ARCHIVE, bytes)
        pieces += sealed
        position += cut
        if sealed:
            head = LedgerHead(sealed[-1][0].sequence, sealed[-1][0].leaf_hash)
    assert pieces == whole
