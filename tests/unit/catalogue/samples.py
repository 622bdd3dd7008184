"""Invented records, and a sequencer of a few lines, for the catalogue's tests."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID, uuid4, uuid5

from kartoteka.catalogue import UnitOfWork
from kartoteka.records.accession import Accession
from kartoteka.records.agent import Agent
from kartoteka.records.custody_event import CustodyEvent, EventType, ObjectKind
from kartoteka.records.dates import UncertainDate
from kartoteka.records.digest import Digest
from kartoteka.records.item import FileTimes, Item, ItemState, Reason, item_id
from kartoteka.records.ledger import LedgerEntry, LedgerHead, Payload
from kartoteka.records.page import Page, Raster, TextLayer, Words
from kartoteka.records.reader import GENERAL, Reader
from kartoteka.records.source import Source

NAMES = UUID("6f1a8a52-7c3e-4f0e-9a55-0c4f3a2b1d00")
NOON = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)
PERSON = Agent("person", "Ирина")
TESSERACT = Agent("tool", "tesseract", "5.3.0", {"languages": "rus+eng", "psm": "3"})
MUPDF = Agent("tool", "pymupdf", "1.28.2")
READER = Reader("Ирина", frozenset({GENERAL}))
STRANGER = Reader("Чужой", frozenset())
SECRET = "операция"
CLEARED = Reader("Олег", frozenset({GENERAL, SECRET}))


def link(head: LedgerHead, events: Sequence[CustodyEvent]) -> list[tuple[LedgerEntry, Payload]]:
    """Chain events by hash, as custody does in more detail."""
    sealed, previous = [], head.leaf_hash
    for sequence, event in enumerate(events, head.size + 1):
        salt = hashlib.sha256(event.id.bytes).digest()
        body = f"{event.type} {event.object_kind} {event.object_id}".encode()
        committed = hashlib.sha256(salt + body).digest()
        leaf = hashlib.sha256(sequence.to_bytes(8, "big") + event.id.bytes + previous + committed).digest()
        sealed.append(
            (LedgerEntry(sequence, event.id, previous, committed, leaf), Payload(sequence, salt, body))
        )
        previous = leaf
    return sealed


def digest(name: str | int) -> Digest:
    """The digest of a document called so."""
    return Digest(hashlib.sha256(str(name).encode()).hexdigest())


def event(
    kind: ObjectKind, object_id: object, name: str | None = None, **detail: str | int | None
) -> CustodyEvent:
    """An event about an object; the same ``name`` gives the same event again."""
    types = {
        "archive": EventType.ARCHIVE_CREATED,
        "source": EventType.SOURCE_REGISTERED,
        "accession": EventType.ACCESSION_OPENED,
        "item": EventType.ITEM_RECEIVED,
        "document": EventType.DOCUMENT_READ,
    }
    event_id = uuid4() if name is None else uuid5(NAMES, f"{kind} {object_id} {name}")
    return CustodyEvent(event_id, types[kind], kind, str(object_id), NOON, PERSON, "success", detail)


def source(name: str = "выдра") -> Source:
    """A source."""
    return Source(uuid5(NAMES, name), name)


def accession(number: int = 1, of: Source | None = None, compartment: str = GENERAL) -> Accession:
    """A delivery."""
    return Accession(
        id=uuid5(NAMES, f"accession {number}"),
        number=number,
        source_id=(of or source()).id,
        channel="courier",
        received=UncertainDate(date(2026, 11, 1), date(2026, 11, 30), "month", "2026-11", "Europe/Riga"),
        received_by="Ирина",
        title=f"drop {number}",
        compartment=compartment,
        root=b"/media/\xff usb",
        languages="rus+eng",
        opened_at=NOON,
        stored_at=None,
    )


def item(
    number: int = 1,
    name: str | int | None = "приказ",
    of: Accession | None = None,
    state: ItemState = ItemState.WAITING,
    reason: Reason | None = None,
    compartment: str | None = None,
) -> Item:
    """A receipt of the document called so; None: no bytes were taken."""
    delivery = of or accession()
    raw_path = f"папка/{number}.pdf".encode() + b"\xfe"
    return Item(
        id=item_id(delivery.id, raw_path),
        accession_id=delivery.id,
        accession_number=delivery.number,
        number=number,
        digest=None if name is None else digest(name),
        raw_path=raw_path,
        part_path=b"",
        parent_id=None,
        size=0 if name is None else 1000,
        times=FileTimes(1_700_000_000_123_456_789, -5, None),
        state=state,
        reason=reason,
        compartment=delivery.compartment if compartment is None else compartment,
        received_at=NOON,
    )


def layer(
    number: int = 1,
    text: str = "Приказ № 1\nо переводе",
    language: str = "ru",
    confidence: int | None = 91,
    tool: Agent = TESSERACT,
) -> TextLayer:
    """A reading of a page; embedded where the confidence is None."""
    starts, ends, boxes, lines, at = [], [], [], [], 0
    for row, line in enumerate(text.split("\n")):
        for column, word in enumerate(line.split(" ")):
            starts.append(at)
            ends.append(at + len(word))
            boxes += [5000 + 4000 * column, 6000 + 1400 * row, 8000 + 4000 * column, 7100 + 1400 * row]
            lines.append(row)
            at += len(word) + 1
    recognised = confidence is not None
    return TextLayer(
        number=number,
        origin="ocr" if recognised else "embedded",
        language=language,
        confidence=confidence,
        tool=tool,
        text=text,
        words=Words(
            tuple(starts),
            tuple(ends),
            tuple(boxes),
            tuple(confidence for _ in starts) if confidence is not None else None,
            tuple(lines),
            tuple(0 for _ in starts),
        ),
        raster=Raster(2480, 3508, 300, (0.24, 0.0, -0.0, 0.24, 1 / 3, 0.0)) if recognised else None,
    )


def page(number: int = 1, *layers: TextLayer, problem: str = "", shown: int | None = None) -> Page:
    """A page that shows its last layer."""
    last = layers[-1].number if layers else None
    return Page(
        number, 595.28, 841.89, 90, layers, shown or last, problem, {"why": "нет текста"} if layers else {}
    )


def begin(unit: UnitOfWork, *deliveries: Accession) -> None:
    """Add deliveries and their sources, with their events."""
    for delivery in deliveries or (accession(),):
        if unit.sources.get(delivery.source_id) is None:
            known = next(one for one in (source(), source("цапля")) if one.id == delivery.source_id)
            unit.sources.add(known)
            unit.record(event("source", known.id))
        unit.accessions.add(delivery)
        unit.record(event("accession", delivery.id))


def receive(unit: UnitOfWork, *items: Item) -> None:
    """Add items and their documents, with their events."""
    for one in items:
        if one.digest is not None:
            unit.documents.add(one.digest, one.size)
        unit.record(event("item", one.id, digest=one.digest))
    unit.items.add_many(items)


def read(unit: UnitOfWork, name: str | int, *pages: Page) -> None:
    """Save pages of a document that was received, with their event."""
    unit.pages.save_many(digest(name), pages)
    unit.record(event("document", digest(name)))
