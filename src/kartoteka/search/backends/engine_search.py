"""One request, asked of one state of a tantivy index.

Items are asked which of them answer; pages are asked what stands together. Where one kind narrows
the other, the number keys of the one are handed to the other as a set: cheap up to tens of
thousands.

By relevance, when several things are asked for or a phrase is among them, items that hold all of it
on one page come first, by the score of their best page; then the others, by the score of all their
pages. Equal scores are ordered by printed number, also across the bounds of what is fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

import tantivy

from kartoteka.search.backends import schema
from kartoteka.search.backends.contract import Found, Request
from kartoteka.search.backends.engine_query import QueryMaker, grouped
from kartoteka.search.backends.order import number_of
from kartoteka.search.tree import And, Node, Not, Or, Phrase, Prefix, Query, Word

_MOST_VALUES = 10_000
"""Values of one filter that are counted."""
_MORE = 4
"""By how much another fetch is larger."""
_HITS_AN_ITEM = 4
"""Pages of the best items that are fetched at once: several of one item may be among the best."""
_SPARE = 16
"""Hits fetched beyond those wanted, to see where equal scores end."""
_MOST_EQUAL = 20_000
"""Hits beyond those wanted that are looked through for equal scores."""


class Asking:
    """A request and the state of the index it is asked of; one use."""

    def __init__(self, searcher: tantivy.Searcher, its_schema: tantivy.Schema, request: Request) -> None:
        self._searcher = searcher
        self._request = request
        self._phrases: dict[Phrase, list[tuple[float, int]]] = {}
        self._make = QueryMaker(its_schema, request.compartments, self._with_phrase)
        self._groups = grouped(request.criteria)

    def found(self) -> Found:
        """Answer the request."""
        request = self._request
        total, facets = self._counted()
        numbers: list[int] = []
        if request.limit > 0 and request.offset < total:
            numbers = self._ordered(request.offset + request.limit)[request.offset :]
        return Found(total, self._pages(total), tuple(self._ids(numbers)), facets)

    @cached_property
    def _answering(self) -> tantivy.Query | None:
        query = self._request.query
        return None if query is None else self._make.items(query.root)

    @cached_property
    def _items(self) -> tantivy.Query:
        return self._make.narrowed("item", self._answering, self._groups)

    @cached_property
    def _unscored(self) -> tantivy.Query:
        """The items, where their score is not asked for."""
        answering = None if self._answering is None else self._make.unscored(self._answering)
        return self._make.narrowed("item", answering, self._groups)

    def _with_phrase(self, phrase: Phrase) -> set[int]:
        return {number for _, number in self._phrase_hits(phrase)}

    def _phrase_hits(self, phrase: Phrase) -> list[tuple[float, int]]:
        """Return (score, item's number key) of each page with a phrase, filters apart; asked once."""
        if phrase not in self._phrases:
            pages = self._make.narrowed("page", self._make.any_pages([phrase]), {})
            hits = self._searcher.search(pages, max(1, self._searcher.num_docs), count=False).hits
            numbers = self._numbers_at(address for _, address in hits)
            self._phrases[phrase] = [
                (score, number) for (score, _), number in zip(hits, numbers, strict=True)
            ]
        return self._phrases[phrase]

    def _count(self, query: tantivy.Query, field: str) -> int:
        """Count what answers by a column that each has: nothing is scored or sorted for it."""
        return int(self._searcher.aggregate(query, {"": {"value_count": {"field": field}}})[""]["value"])

    def _numbers(self, query: tantivy.Query) -> list[int]:
        hits = self._searcher.search(query, max(1, self._searcher.num_docs), count=False).hits
        return self._numbers_at(address for _, address in hits)

    def _numbers_at(self, addresses: Iterable[tantivy.DocAddress]) -> list[int]:
        values = self._searcher.fast_field_values(schema.NUMBER, list(addresses))
        return [int(value) for value in values if value is not None]

    # Pages

    def _pages(self, total: int) -> int:
        query = self._request.query
        if query is None or not total:
            return 0
        if isinstance(query.root, Phrase):
            return len(self._narrowed_phrase_hits(query.root))
        pages = self._make.narrowed(
            "page", self._make.unscored(self._make.any_pages(query.positive)), self._groups
        )
        if _each_answers_alone(query.root):
            return self._count(pages, schema.PAGE)
        # Items are named one by one where one kind narrows the other: those that answer or, where they
        # are fewer, those that hold something of it and do not answer.
        others = self._make.narrowed("item", self._make.not_answering(query), self._groups)
        missed = self._count(others, schema.NUMBER)
        if missed >= total:
            return self._count(self._make.numbered(pages, self._numbers(self._unscored)), schema.PAGE)
        everything = self._count(pages, schema.PAGE)
        if not missed:
            return everything
        return everything - self._count(self._make.numbered(pages, self._numbers(others)), schema.PAGE)

    def _narrowed_phrase_hits(self, phrase: Phrase) -> list[tuple[float, int]]:
        hits = self._phrase_hits(phrase)
        if not self._groups:
            return hits
        answering = set(self._numbers(self._unscored))
        return [hit for hit in hits if hit[1] in answering]

    # Order

    def _ordered(self, wanted: int) -> list[int]:
        """Return the number keys of the first items, ``wanted`` of them where there are as many."""
        match self._request.order:
            case "received":
                hits = self._searcher.search(
                    self._items, wanted, count=False, order_by_field=schema.RECEIVED, order=tantivy.Order.Asc
                ).hits
                return [number_of(key) for key, _ in hits]
            case "relevance" if self._request.query is not None and not _all_equal(self._request.query.root):
                return self._by_relevance(self._request.query, wanted)
            case "relevance" | "number":
                hits = self._searcher.search(
                    self._items, wanted, count=False, order_by_field=schema.NUMBER, order=tantivy.Order.Asc
                ).hits
                return [int(key) for key, _ in hits]

    def _by_relevance(self, query: Query, wanted: int) -> list[int]:
        if not _can_stand_together(query.root):
            return self._ranked(self._items, wanted)
        if isinstance(query.root, Phrase):
            return _ranking(_best(self._narrowed_phrase_hits(query.root)))[:wanted]
        together = self._make.narrowed("page", self._make.whole_pages(query.root), self._groups)
        first = self._ranked(together, wanted, checked=_excludes(query.root))
        if len(first) >= wanted:
            return first[:wanted]
        return first + self._ranked(self._make.not_numbered(self._items, first), wanted - len(first))

    def _ranked(self, query: tantivy.Query, wanted: int, *, checked: bool = False) -> list[int]:
        """Return items by their best score, then number.

        Args:
            query: For items or for pages; of pages the best of an item counts.
            wanted: How many, at most.
            checked: Whether each must be seen to answer the whole question too.
        """
        limit = _HITS_AN_ITEM * wanted + _SPARE
        while True:
            hits = self._searcher.search(query, limit, count=False).hits
            numbers = self._numbers_at(address for _, address in hits)
            scored = [(score, number) for (score, _), number in zip(hits, numbers, strict=True)]
            if checked and scored:
                answering = set(self._numbers(self._make.numbered(self._unscored, set(numbers))))
                scored = [hit for hit in scored if hit[1] in answering]
            best = _best(scored)
            ranked = _ranking(best)
            exhausted = len(hits) < limit
            # Nothing unseen scores higher than the last hit: those clear of it stand where they stand.
            settled = len(ranked) >= wanted and best[ranked[wanted - 1]] > hits[-1][0]
            if exhausted or settled or (len(ranked) >= wanted and limit > wanted + _MOST_EQUAL):
                return ranked[:wanted]
            limit *= _MORE

    def _ids(self, numbers: list[int]) -> list[UUID]:
        """Return the ids of items, in the order given."""
        if not numbers:
            return []
        items = self._make.numbered(self._make.narrowed("item", None, {}), numbers)
        addresses = [address for _, address in self._searcher.search(items, len(numbers), count=False).hits]
        columns = (schema.NUMBER, schema.ID_HIGH, schema.ID_LOW)
        rows: Any = zip(
            *(self._searcher.fast_field_values(column, addresses) for column in columns), strict=True
        )
        ids = {number: schema.id_from(high, low) for number, high, low in rows}
        return [ids[number] for number in numbers]

    # Counts

    def _counted(self) -> tuple[int, dict[str, tuple[tuple[str, int], ...]]]:
        """Count items, and each filter's values under the question and all other filters."""
        own = [parameter for parameter in self._request.facets if parameter in self._groups]
        together = [parameter for parameter in self._request.facets if parameter not in self._groups]
        asked = {parameter: _values_of(parameter) for parameter in together}
        counted = {"": {"value_count": {"field": schema.NUMBER}}}
        found = self._searcher.aggregate(self._unscored, asked | counted)
        total = int(found.pop("")["value"])
        for parameter in own:
            items = self._make.narrowed("item", self._answering, self._groups, without=parameter)
            found |= self._searcher.aggregate(items, {parameter: _values_of(parameter)})
        return total, {parameter: _sorted_counts(found[parameter]) for parameter in self._request.facets}


def _values_of(parameter: str) -> dict[str, Any]:
    return {"terms": {"field": schema.filtered("item", parameter), "size": _MOST_VALUES}}


def _sorted_counts(found: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    counts = ((str(bucket["key"]), int(bucket["doc_count"])) for bucket in found["buckets"])
    return tuple(sorted(counts, key=lambda pair: (-pair[1], pair[0])))


def _best(hits: Iterable[tuple[float, int]]) -> dict[int, float]:
    """Keep the best score of each item; hits come with falling scores."""
    best: dict[int, float] = {}
    for score, number in hits:
        best.setdefault(number, score)
    return best


def _ranking(best: Mapping[int, float]) -> list[int]:
    """Order items by score, then number."""
    return sorted(best, key=lambda number: (-best[number], number))


def _all_equal(node: Node) -> bool:
    """Say whether everything that answers is equally relevant."""
    return isinstance(node, Prefix)


def _each_answers_alone(node: Node) -> bool:
    """Say whether every page that holds something asked for belongs to an item that answers."""
    match node:
        case Word() | Prefix() | Phrase():
            return True
        case Or(parts):
            return all(_each_answers_alone(part) for part in parts)
        case And() | Not():
            return False


def _can_stand_together(node: Node) -> bool:
    """Say whether it makes a difference that all asked for stands on one page, or how near."""
    match node:
        case Word() | Prefix() | Not():
            return False
        case Phrase():
            return True
        case And(parts):
            wanted = [part for part in parts if not isinstance(part, Not)]
            return len(wanted) > 1 or any(_can_stand_together(part) for part in wanted)
        case Or(parts):
            return any(_can_stand_together(part) for part in parts)


def _excludes(node: Node) -> bool:
    match node:
        case Word() | Prefix() | Phrase():
            return False
        case Not():
            return True
        case And(parts) | Or(parts):
            return any(_excludes(part) for part in parts)
