"""What a reader is shown of a page, an item, an accession and an import; values for the doors.

Everything here was already checked against what the reader may know of: a door renders it and
decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kartoteka.records.accession import Accession
from kartoteka.records.document import Document
from kartoteka.records.item import Item, ItemState
from kartoteka.records.page import Against, Box, Page
from kartoteka.records.rereading import PageAgain
from kartoteka.records.source import Source


@dataclass(frozen=True, slots=True)
class HitMark:
    """One place on a page that answers a question: a word, a phrase, a word cut at a line end."""

    start: int
    """Offset of its first character in the shown layer's text."""
    end: int
    """Offset behind its last character."""
    boxes: tuple[Box, ...]
    """One a word, in page space."""


@dataclass(frozen=True, slots=True)
class StripPage:
    """One page in the strip beside the reader."""

    number: int
    """From 1."""
    width: float
    """Points; with the height it gives the thumbnail's shape before it is loaded."""
    height: float
    """Points."""
    hits: int
    """Places that answer; 0: none, or nothing was asked."""
    problem: str
    """Why it could not be read; empty: it was, or waits."""
    waiting: bool
    """Not read yet."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a reader can step to in the list of results."""

    position: int
    """This item's place in the list, from 1."""
    total: int
    """Items in the list."""
    previous: tuple[str, int] | None
    """Item label and page to open; None at the start."""
    next: tuple[str, int] | None
    """Item label and page to open; None at the end."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One receipt of a content, as this reader may know of it."""

    item: Item
    """The receipt."""
    accession: Accession
    """Its delivery."""
    source: Source
    """Who it came from."""


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """A page as the reader shows it."""

    item: Item
    """What was opened."""
    accession: Accession
    """Its delivery."""
    source: Source
    """Who it came from."""
    document: Document
    """Its content."""
    number: int
    """The page, from 1."""
    page_count: int
    """Pages of the document; at least 1."""
    page: Page | None
    """What was read of it; None: it waits to be read."""
    marks: tuple[HitMark, ...]
    """Places on it that answer the question, in text order."""
    strip: tuple[StripPage, ...]
    """All pages, or a window around this one in a long document."""
    hits_before: int
    """Places that answer on earlier pages of the document."""
    hits_total: int
    """Places that answer in the whole document."""
    previous_hit_page: int | None
    """Nearest earlier page with a hit."""
    next_hit_page: int | None
    """Nearest later page with a hit."""
    neighbours: Neighbours | None
    """Steps in the list of results; None: the reader came from no list."""
    also: tuple[Receipt, ...]
    """Other receipts of the same bytes that this reader may know of."""
    custody_entries: int
    """Entries of the ledger about this item and its document."""
    hits_at_least: bool = False
    """Whether the document is so long that places far from this page were not counted one by one."""
    line_languages: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """By layer number: ISO 639-1 of each of its lines, empty where unknown; a layer that is missing has
    lines of its own language only."""
    again: PageAgain | None = None
    """How the latest wish to read it again stands; None: there was none."""


@dataclass(frozen=True, slots=True)
class CustodyLine:
    """One entry of the ledger, for people."""

    sequence: int
    """Its number in the ledger."""
    at: datetime | None
    """When; None: the payload was erased."""
    event: str
    """What happened, in the ledger's word; empty: erased."""
    outcome: str
    """How it ended."""
    agent: str
    """Who or what did it, with a tool's version."""
    detail: Mapping[str, str]
    """What else the payload says."""
    leaf_hash: str
    """Hexadecimal."""


@dataclass(frozen=True, slots=True)
class PageSummary:
    """One page in a list."""

    number: int
    """From 1."""
    width: float
    """Points."""
    height: float
    """Points."""
    origin: str
    """``embedded``, ``ocr`` or empty."""
    language: str
    """ISO 639-1 or empty."""
    confidence: int | None
    """0-100; None: not recognised."""
    problem: str
    """Why it could not be read."""
    against: Against = ""
    """How its own text stands against its picture."""


@dataclass(frozen=True, slots=True)
class OpenedItem:
    """An item with its provenance."""

    item: Item
    """What was opened."""
    accession: Accession
    """Its delivery."""
    source: Source
    """Who it came from."""
    document: Document | None
    """Its content; None: no bytes were taken."""
    pages: tuple[PageSummary, ...]
    """What was read so far."""
    receipts: tuple[Receipt, ...]
    """Every receipt of the same bytes that this reader may know of, this one included."""
    custody: tuple[CustodyLine, ...]
    """The chain of custody of item and document, oldest first."""


@dataclass(frozen=True, slots=True)
class AccessionLine:
    """An accession in a list."""

    accession: Accession
    """The delivery."""
    source: Source
    """Who it came from."""
    counts: Mapping[ItemState, int]
    """Files a state."""
    pages: int
    """Pages read."""
    pages_recognised: int
    """Of these by OCR."""


@dataclass(frozen=True, slots=True)
class OpenedAccession:
    """An accession with a screenful of its items."""

    line: AccessionLine
    """The delivery and its counts."""
    items: tuple[Item, ...]
    """Items by number."""
    next_after: int | None
    """Pass this as ``after`` for the next screenful; None: the end."""
    custody: tuple[CustodyLine, ...]
    """Entries about the accession itself."""


@dataclass(frozen=True, slots=True)
class ImportLine:
    """How far the reading of a delivery is."""

    line: AccessionLine
    """The delivery and its counts."""
    pages_waiting: int
    """Pages (known of) that wait to be read."""
    pages_running: int
    """Pages in hand."""
    not_searchable: int
    """Documents read but not yet in the index; of the whole archive."""
    held: tuple[Item, ...]
    """Files that cannot go on without a person, with reasons and remedies."""


@dataclass(frozen=True, slots=True)
class FindHit:
    """A place in a document that answers, for the list beside the reader."""

    page: int
    """From 1."""
    before: str
    """Text before the mark."""
    match: str
    """The marked text."""
    after: str
    """Text behind the mark."""
