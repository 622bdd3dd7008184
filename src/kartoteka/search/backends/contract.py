"""What every backend does: take entries in, answer requests, point at pages.

Two backends hold the same if for every request they give the same set of items, ``total``,
``pages`` and ``facets``, and the same order by ``received`` and ``number``. The order by relevance
is each engine's own, but for two rules: items that hold everything asked for on one page come
before the others, and what is equally relevant is ordered by printed number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from kartoteka.records.digest import Digest
from kartoteka.records.index_entry import IndexEntry
from kartoteka.records.question import Order
from kartoteka.search.criteria import Criterion
from kartoteka.search.tree import Query


@dataclass(frozen=True, slots=True)
class Request:
    """A question, ready for an engine."""

    query: Query | None
    """What must be found; None: every item."""
    criteria: tuple[Criterion, ...]
    """What narrows; see ``criteria`` for how several go together."""
    compartments: frozenset[str]
    """Compartments whose items may be known of; empty: nothing is found."""
    order: Order = "relevance"
    """Without a query, ``relevance`` is ``number``. ``received`` begins with the newest."""
    offset: int = 0
    """Items to pass over."""
    limit: int = 20
    """Items wanted; 0: only totals and facets."""
    facets: tuple[str, ...] = ()
    """Parameters of the filters whose values are to be counted."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an engine says to a request."""

    total: int
    """Items that answer; exact."""
    pages: int
    """Pages of these items that hold something that was looked for; 0 without a query."""
    items: tuple[UUID, ...]
    """The items wanted, in order."""
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    """For each filter (value, items that have it), most frequent first, then by value. Each filter
    is counted under the question and all other filters, its own left out, so that its other values
    stay in reach. A date filter is counted by year."""


class Backend(Protocol):
    """An index that can be asked."""

    def apply(self, upserts: Sequence[IndexEntry], removals: Sequence[UUID] = ()) -> None:
        """Take entries in and items out, in one commit.

        An entry replaces what is held of the same item, so that applying twice is applying once.
        An id among both upserts and removals is removed. An unknown removal is no error.

        Raises:
            ConflictError: Another process writes to the index (``index-busy``).
            UnavailableError: The disk is full or cannot be written (``disk-full``,
                ``index-read-only``); what was held before is still held.
        """
        ...

    def search(self, request: Request) -> Found:
        """Answer a request from the last commit, also one made by another process."""
        ...

    def pages_with(self, query: Query, digests: Sequence[Digest]) -> Mapping[Digest, tuple[int, ...]]:
        """Find the pages that hold a word, prefix or whole phrase that is looked for.

        Args:
            query: What is looked for; what it excludes plays no part.
            digests: Documents that the asker may know of: no compartment is checked here.

        Returns:
            For each document that has any, its page numbers, ascending.
        """
        ...

    def close(self) -> None:
        """Let go of files and locks. Closing twice is no error."""
        ...
