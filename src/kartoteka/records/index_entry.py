"""What the index is told about an item: everything a filter may ask and every page's text."""

from __future__ import annotations

from dataclasses import dataclass

from kartoteka.records.accession import Accession
from kartoteka.records.document import Document
from kartoteka.records.item import Item
from kartoteka.records.page import Against


@dataclass(frozen=True, slots=True)
class PageText:
    """The shown text of one page."""

    number: int
    """From 1."""
    text: str
    """NFC; empty: none."""
    language: str
    """ISO 639-1; empty: unknown."""
    origin: str
    """``embedded``, ``ocr``, or empty: no text."""
    confidence: int | None
    """0-100; None: not recognised."""
    against: Against = ""
    """How the file's own text stands against the picture."""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One item as the index sees it."""

    item: Item
    """What results name."""
    accession: Accession
    """Its delivery."""
    document: Document
    """Its content; items of one document share its pages."""
    pages: tuple[PageText, ...]
    """All pages read so far, ascending."""
