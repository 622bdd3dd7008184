"""What a reader asks of the archive, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kartoteka.records.accession import Accession
from kartoteka.records.document import Document
from kartoteka.records.item import Item

Order = Literal["relevance", "received", "number"]
ORDERS: tuple[Order, ...] = ("relevance", "received", "number")


@dataclass(frozen=True, slots=True)
class Question:
    """A query and what narrows it."""

    text: str
    """As typed; empty: everything."""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Raw values by a filter's parameter, as they stand in the address bar."""
    order: Order = "relevance"
    """How results are sorted; ties by printed number."""
    offset: int = 0
    """Results to pass over."""
    limit: int = 20
    """Results wanted."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a page's text with the words that answer the question."""

    text: str
    """One line of plain text; a cut is shown by an ellipsis."""
    marks: tuple[tuple[int, int], ...]
    """(start, end) offsets into ``text``, ascending, not overlapping."""


@dataclass(frozen=True, slots=True)
class PageHit:
    """A page that answers."""

    page: int
    """From 1."""
    snippet: Snippet
    """The best place on it."""
    hits: int
    """Places marked on the whole page."""


@dataclass(frozen=True, slots=True)
class ItemHit:
    """An item that answers, with the first of its pages that do."""

    item: Item
    """What is named."""
    accession: Accession
    """Its delivery."""
    document: Document
    """Its content."""
    origin: str
    """``embedded``, ``ocr`` or ``mixed``: what its pages were read by; empty: no text."""
    language: str
    """ISO 639-1 of most of its pages; empty: unknown."""
    confidence: int | None
    """Mean recognition confidence, 0-100; None: nothing was recognised."""
    sources: int
    """Distinct sources that delivered the same bytes and that this reader may know of."""
    pages: tuple[PageHit, ...]
    """At most two; empty when the question had no words."""
    page_hits: int
    """How many of its pages answer."""
    disagreeing: int = 0
    """Pages whose own text says something else than their picture."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One way to narrow, and what would remain."""

    value: str
    """Goes into the address bar."""
    label: str
    """What the page says."""
    count: int
    """Items that would remain."""
    active: bool
    """Whether the question already has it."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with its values and their counts under the present question."""

    parameter: str
    """Name in the address bar and, with two dashes, on the command line."""
    label: str
    """What the page says."""
    widget: str
    """``links`` or ``date-span``."""
    values: tuple[FacetValue, ...]
    """Most frequent first, or in the filter's own order."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the archive says to a question."""

    question: Question
    """What was asked."""
    understood: str
    """What was understood, in words, without mark-up; empty when nothing was asked."""
    sentences: Mapping[tuple[str, str], str]
    """What each active filter value says, by (parameter, raw value)."""
    total: int
    """Items that answer."""
    pages: int
    """Pages that answer; 0 when the question had no words."""
    hits: tuple[ItemHit, ...]
    """The results asked for."""
    facets: tuple[Facet, ...]
    """Ways to narrow."""
    not_searchable: int
    """Documents read but not yet in the index."""
    received: bool = True
    """Whether anything was received that this reader may know of."""
    index_missing: bool = False
    """Whether there is no index to ask, so that nothing can be found."""
