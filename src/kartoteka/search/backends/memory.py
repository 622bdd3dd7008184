"""A backend in memory that says what is right: the contract in its plainest words, without an engine.

It is for tests and for archives of a few hundred items; every search looks at every page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never
from uuid import UUID

from kartoteka.records.digest import Digest
from kartoteka.records.index_entry import IndexEntry
from kartoteka.search import analyzer
from kartoteka.search.backends.contract import Found, Request
from kartoteka.search.backends.order import number_key, received_key
from kartoteka.search.criteria import Criterion, Stored, answers, by_parameter, counted_values
from kartoteka.search.filters import FILTERS
from kartoteka.search.matching import occurs, places
from kartoteka.search.tree import And, Node, Not, Or, Phrase, Prefix, Query, Word


@dataclass(frozen=True, slots=True)
class _Held:
    """An item as the memory holds it."""

    id: UUID
    digest: Digest
    number: int
    received: str
    compartment: str
    stored: Mapping[str, Stored]
    pages: Mapping[int, list[str]]


class MemoryBackend:
    """The contract, in memory."""

    def __init__(self) -> None:
        self._items: dict[UUID, _Held] = {}

    def apply(self, upserts: Sequence[IndexEntry], removals: Sequence[UUID] = ()) -> None:
        """Take entries in and items out; see the contract."""
        changed = {entry.item.id: _held(entry) for entry in upserts}
        self._items |= changed
        for item_id in removals:
            self._items.pop(item_id, None)

    def search(self, request: Request) -> Found:
        """Answer a request; see the contract."""
        groups = by_parameter(request.criteria)
        answering = [
            held
            for held in self._items.values()
            if held.compartment in request.compartments
            and (request.query is None or _in_item(request.query.root, held))
        ]
        found = [held for held in answering if _narrowed(held, groups)]
        return Found(
            total=len(found),
            pages=0 if request.query is None else sum(len(_pages(request.query, held)) for held in found),
            items=tuple(held.id for held in _ordered(found, request)[request.offset :][: request.limit]),
            facets={parameter: _counted(answering, parameter, groups) for parameter in request.facets},
        )

    def pages_with(self, query: Query, digests: Sequence[Digest]) -> Mapping[Digest, tuple[int, ...]]:
        """Find pages; see the contract."""
        found: dict[Digest, set[int]] = {}
        wanted = set(digests)
        for held in self._items.values():
            if held.digest in wanted:
                found.setdefault(held.digest, set()).update(_pages(query, held))
        return {digest: tuple(sorted(pages)) for digest, pages in found.items() if pages}

    def close(self) -> None:
        """Do nothing."""


def _held(entry: IndexEntry) -> _Held:
    return _Held(
        id=entry.item.id,
        digest=entry.document.digest,
        number=number_key(entry.item),
        received=received_key(entry),
        compartment=entry.item.compartment,
        stored={each.parameter: each.value_of(entry) for each in FILTERS},
        pages={page.number: analyzer.terms_of(page.text, page.language) for page in entry.pages},
    )


def _narrowed(held: _Held, groups: Mapping[str, Sequence[Criterion]], without: str = "") -> bool:
    return all(
        answers(held.stored[parameter], criteria)
        for parameter, criteria in groups.items()
        if parameter != without
    )


def _counted(
    answering: Sequence[_Held], parameter: str, groups: Mapping[str, Sequence[Criterion]]
) -> tuple[tuple[str, int], ...]:
    counts = Counter(
        value
        for held in answering
        if _narrowed(held, groups, without=parameter)
        for value in counted_values(held.stored[parameter])
    )
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _ordered(found: Sequence[_Held], request: Request) -> list[_Held]:
    if request.order == "received":
        return sorted(found, key=lambda held: held.received)
    if request.order == "number" or request.query is None:
        return sorted(found, key=lambda held: held.number)
    query = request.query

    def rank(held: _Held) -> tuple[bool, int, int]:
        together = any(_on_page(query.root, terms) for terms in held.pages.values())
        finds = sum(
            sum(1 for _ in places(leaf, terms)) for leaf in query.positive for terms in held.pages.values()
        )
        return not together, -finds, held.number

    return sorted(found, key=rank)


def _pages(query: Query, held: _Held) -> list[int]:
    return [
        number for number, terms in held.pages.items() if any(occurs(leaf, terms) for leaf in query.positive)
    ]


def _in_item(node: Node, held: _Held) -> bool:
    match node:
        case Word() | Prefix() | Phrase():
            return any(occurs(node, terms) for terms in held.pages.values())
        case And(parts):
            return all(_in_item(part, held) for part in parts)
        case Or(parts):
            return any(_in_item(part, held) for part in parts)
        case Not(part):
            return not _in_item(part, held)
        case _:
            assert_never(node)


def _on_page(node: Node, terms: Sequence[str]) -> bool:
    """Say whether one page holds all that is looked for; what is excluded was seen to before."""
    match node:
        case Word() | Prefix() | Phrase():
            return occurs(node, terms)
        case And(parts):
            return all(_on_page(part, terms) for part in parts)
        case Or(parts):
            return any(_on_page(part, terms) for part in parts)
        case Not():
            return True
        case _:
            assert_never(node)
