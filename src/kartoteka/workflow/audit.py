"""Audit: are the bytes still the bytes, does the chain hold, do rows and ledger agree?

What must hold (numbers stand at the blocks that check it):

1. The ledger is a chain without gap, each payload is what its entry commits to; a head that was
   noted down earlier is still in it (``custody.audit`` lists the rest).
2. Every original named by an item is there, and its bytes have the digest that names it.
3. Every item has the entry of its receipt, and digest, size, number, accession and raw path stand
   in it as they stand in the row.
4. An item's state is the one that its last entry reached.
5. What was read of a document is what the ledger's digests of its layers say, each of its time: a page
   that was read again or is shown otherwise is taken back to how it stood (``layer_digests``).
6. Every original in the store belongs to an item, and nothing else lies there; what is stray is
   reported, never deleted.

Every fault is reported, not the first. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kartoteka.catalogue.view import ReadView
from kartoteka.custody import audit as chain
from kartoteka.custody.ledger import read_payload
from kartoteka.errors import KartotekaError
from kartoteka.records.custody_event import EventType
from kartoteka.records.digest import Digest
from kartoteka.records.item import Item, readable_path
from kartoteka.records.ledger import LedgerEntry, LedgerHead, Payload
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.layer_digests import as_it_stood, before_of, layers_digest, standings_after

_ENTRIES_A_READ = 2_000
_OF_LAYERS = frozenset((EventType.DOCUMENT_READ, EventType.DOCUMENT_READ_AGAIN, EventType.LAYER_CHOSEN))


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold."""

    code: str
    """Stable name such as ``original-altered``."""
    place: str
    """What it is about: an entry, an item, an original."""
    sentence: str
    """What is wrong, in one sentence."""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an audit found."""

    faults: tuple[Fault, ...]
    """Everything that does not hold; empty: all holds."""
    entries: int
    """Entries of the ledger checked."""
    erased: int
    """Entries whose payload was erased; no fault."""
    originals: int
    """Originals re-hashed."""
    bytes: int
    """Bytes re-hashed."""
    items: int
    """Items compared with their entries."""
    head: LedgerHead
    """Where the chain ends: worth noting down away from this machine."""


def verify(
    archive: Archive,
    on_progress: Callable[[str, int, int], None] = lambda _what, _done, _total: None,
    noted_head: LedgerHead | None = None,
) -> AuditReport:
    """Check everything, and say all that does not hold.

    Args:
        archive: What to check.
        on_progress: Told (what, done, total) now and then.
        noted_head: A head that somebody wrote down earlier.
    """
    faults: list[Fault] = []
    with archive.catalogue.read() as view:
        # 1. The ledger is a chain.
        tally = chain.Tally()
        total = view.ledger.count()
        entries = _entries(view, lambda done: on_progress("ledger", done, total))
        found = chain.audit_chain(entries, noted_head, archive_id=archive.id, tally=tally)
        faults.extend(Fault(fault.code, fault.place, fault.sentence) for fault in found)
        # 2. Originals are there and unaltered.
        originals, size = 0, 0
        named = list(view.documents.stream_unrestricted())
        for originals, document in enumerate(named, start=1):
            faults.extend(_original_faults(archive, document.digest, document.size))
            size += document.size
            on_progress("originals", originals, len(named))
        # 3-4. Items are what the ledger says.
        items = 0
        count = view.items.count_unrestricted()
        for items, item in enumerate(view.items.stream_unrestricted(), start=1):
            faults.extend(_item_faults(view, item))
            if items % 100 == 0 or items == count:
                on_progress("items", items, count)
        # 5. Text layers are what was read.
        for done, document in enumerate(named, start=1):
            faults.extend(_reading_faults(view, document.digest))
            on_progress("text layers", done, len(named))
        # 6. Nothing stray lies in the store.
        known = {document.digest for document in named}
        faults.extend(
            Fault(
                "original-stray",
                f"original {digest}",
                "no item names it; was the catalogue restored from a backup?",
            )
            for digest in archive.originals.digests()
            if digest not in known
        )
        faults.extend(
            Fault("store-stranger", readable_path(path), "a file lies among the originals that is none")
            for path in archive.originals.strangers()
        )
    return AuditReport(tuple(faults), tally.entries, tally.erased, originals, size, items, tally.head)


def _entries(view: ReadView, on_read: Callable[[int], None]) -> Iterator[tuple[LedgerEntry, Payload | None]]:
    after = 0
    done = 0
    while batch := view.ledger.entries(after, _ENTRIES_A_READ):
        yield from batch
        done += len(batch)
        after = batch[-1][0].sequence
        on_read(done)


def _original_faults(archive: Archive, digest: Digest, size: int) -> Iterator[Fault]:
    place = f"original {digest}"
    if not archive.originals.exists(digest):
        yield Fault("original-missing", place, "its bytes are not in the store")
        return
    try:
        if archive.originals.size(digest) != size:
            yield Fault("original-size", place, f"it has {archive.originals.size(digest)} bytes, not {size}")
        found = archive.originals.rehash(digest)
    except (KartotekaError, OSError) as error:
        yield Fault("original-unreadable", place, f"it cannot be read: {error}")
        return
    if found != digest:
        yield Fault("original-altered", place, f"its bytes now have the digest {found}")


def _item_faults(view: ReadView, item: Item) -> Iterator[Fault]:
    place = f"item {item.label}"
    bodies = [_body(payload) for _entry, payload in view.ledger.of_object("item", str(item.id))]
    known = [body for body in bodies if body is not None]
    if len(known) < len(bodies):
        return  # erased payloads say nothing, on purpose; damaged ones were reported with the chain
    receipt = next((body for body in known if body["type"] == EventType.ITEM_RECEIVED), None)
    if receipt is None:
        yield Fault("item-without-entry", place, "the ledger has no entry of its receipt")
        return
    told = receipt["detail"]
    expected: Mapping[str, Any] = {
        "accession": str(item.accession_id),
        "number": item.number,
        "digest": item.digest,
        "size": item.size,
        "raw path": item.raw_path.hex(),
        "compartment": item.compartment,
    }
    for field, value in expected.items():
        if told.get(field) != value:
            yield Fault("item-differs", place, f"its {field} is {value}, the ledger says {told.get(field)}")
    if known[-1]["outcome"] != str(item.state):
        yield Fault(
            "item-state-differs", place, f"it is {item.state}, the ledger says {known[-1]['outcome']}"
        )


def _reading_faults(view: ReadView, digest: Digest) -> Iterator[Fault]:
    place = f"document {digest}"
    bodies = [_body(payload) for _entry, payload in view.ledger.of_object("document", digest)]
    entries = [body for body in bodies if body is not None and body["type"] in _OF_LAYERS]
    covered: set[int] = set()
    details = [body["detail"] for body in entries]
    for body, later in zip(entries, standings_after(details), strict=True):
        told = body["detail"]
        first, last = int(told["first"]), int(told["last"])
        if body["type"] == EventType.DOCUMENT_READ:
            pages = view.pages.range(digest, first, last)
            covered.update(range(first, last + 1))
        else:
            pages = view.pages.some(digest, before_of(told))
        then = [as_it_stood(page, later[page.number]) if page.number in later else page for page in pages]
        if layers_digest(then) != told["layers"]:
            yield Fault("layers-differ", place, f"the text of pages {first}-{last} is not what was read then")
    stray = [summary.number for summary in view.pages.summaries(digest) if summary.number not in covered]
    if stray:
        yield Fault(
            "pages-without-entry", place, f"the ledger does not know of {len(stray)} pages, from {stray[0]}"
        )


def _body(payload: Payload | None) -> dict[str, Any] | None:
    if payload is None:
        return None
    try:
        return read_payload(payload.body)
    except KartotekaError:
        return None  # reported with the chain
