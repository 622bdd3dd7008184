"""Invented entries for the tests of search."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from kartoteka.records.accession import Accession
from kartoteka.records.dates import UNKNOWN_DATE, UncertainDate
from kartoteka.records.digest import Digest
from kartoteka.records.document import Document
from kartoteka.records.index_entry import IndexEntry, PageText
from kartoteka.records.item import Item, ItemState, item_id
from kartoteka.records.page import Against
from kartoteka.records.reader import GENERAL

NAMES = UUID("6f1a8a52-7c3e-4f0e-9a55-0c4f3a2b1d00")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
OTTER, HERON = uuid5(NAMES, "otter"), uuid5(NAMES, "heron")
SECRET = "operation"
ALL = frozenset({GENERAL, SECRET})


def page(
    number: int,
    text: str,
    language: str = "ru",
    origin: str = "embedded",
    confidence: int | None = None,
    against: Against = "",
) -> PageText:
    return PageText(number, text, language, origin if text else "", confidence, against)


def pages(*texts: str, language: str = "ru") -> tuple[PageText, ...]:
    return tuple(page(number, text, language) for number, text in enumerate(texts, 1))


def span(earliest: date, latest: date | None = None) -> UncertainDate:
    return UncertainDate(earliest, latest or earliest, "range", "as given")


def accession(number: int = 1, source: UUID = OTTER, received: UncertainDate = UNKNOWN_DATE) -> Accession:
    return Accession(
        id=uuid5(NAMES, f"accession {number}"),
        number=number,
        source_id=source,
        channel="",
        received=received,
        received_by="",
        title=f"delivery {number}",
        compartment=GENERAL,
        root=b"/delivery",
        languages="rus+eng",
        opened_at=NOON,
        stored_at=NOON,
    )


def digest_of(content: object) -> Digest:
    return Digest(hashlib.sha256(repr(content).encode()).hexdigest())


def entry(
    number: int,
    texts: Sequence[str] | Sequence[PageText] = (),
    *,
    of: Accession | None = None,
    state: ItemState = ItemState.CATALOGUED,
    compartment: str = GENERAL,
    language: str = "ru",
    digest: Digest | None = None,
) -> IndexEntry:
    """An item with its pages; the same pages are the same document."""
    delivery = of or accession()
    read = tuple(
        each if isinstance(each, PageText) else page(at, each, language) for at, each in enumerate(texts, 1)
    )
    digest = digest or digest_of(read)
    path = f"{number}.pdf".encode()
    return IndexEntry(
        item=Item(
            id=item_id(delivery.id, path),
            accession_id=delivery.id,
            accession_number=delivery.number,
            number=number,
            digest=digest,
            raw_path=path,
            part_path=b"",
            parent_id=None,
            size=1,
            times=None,
            state=state,
            reason=None,
            compartment=compartment,
            received_at=NOON,
        ),
        accession=delivery,
        document=Document(digest, 1, "application/pdf", len(read)),
        pages=read,
    )
