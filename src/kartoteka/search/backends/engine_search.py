"""One request, asked of one state of a tantivy index.

Items are asked which of them answer; pages are asked what stands together. Where one kind narrows
the other, the number keys of the one are handed to the other as a set: cheap up to tens of
thousands.

By relevance, when several things are asked for or a phrase is among them, items that hold all of it
on one page come first, by the score of their best page; then the others, by the score of all their
pages. Equal scores are ordered by printed number, also across the bounds of what is fetched.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any
from uuid import UUID

import tantivy

from kartoteka.search.backends import schema
from kartoteka.search.backends.contract import Found, Request
from kartoteka.search.backends.engine_memo import Memo, Spread
from kartoteka.search.backends.engine_query import QueryMaker, grouped
from kartoteka.search.backends.engine_results import best, ranking, sorted_counts, values_of
from kartoteka.search.backends.engine_shape import (
    all_equal,
    can_stand_together,
    each_answers_alone,
    excludes,
    two_things,
)
from kartoteka.search.backends.order import number_of
from kartoteka.search.tree import Node, Phrase, Query

_MORE = 4
"""By how much another fetch is larger."""
_HITS_AN_ITEM = 4
"""Pages of the best items that are fetched at once: several of one item may be among the best."""
_SPARE = 16
"""Hits fetched beyond those wanted, to see where equal scores end."""
_MOST_EQUAL = 20_000
"""Hits beyond those wanted that are looked through for equal scores."""
_MANY_NAMES = 1_000
"""Items that are named to the engine before other ways are looked for; a microsecond each."""
_MOST_BUCKETS = 60_000
"""Items that are counted apart; the engine refuses more than 65,000."""


class Asking:
    """A request and the state of the index it is asked of; one use."""

    def __init__(
        self, searcher: tantivy.Searcher, memo: Memo, its_schema: tantivy.Schema, request: Request
    ) -> None:
        self._searcher = searcher
        self._memo = memo
        self._request = request
        self._phrases: dict[Phrase, list[tuple[float, int]]] = {}
        self._together: int | None = None
        make = QueryMaker(its_schema, request.compartments, self._with_phrase)
        self._make = replace(
            make, all_open=memo.is_open(request.compartments, lambda: self._all_open(make.everything_open()))
        )
        self._groups = grouped(request.criteria)

    def found(self) -> Found:
        """Answer the request."""
        request = self._request
        total, facets = self._counted()
        numbers: list[int] = []
        if request.limit > 0 and request.offset < total:
            numbers = self._ordered(request.offset + request.limit)[request.offset :]
        return Found(total, self._pages(total), tuple(self._ids(numbers)), facets)

    def _all_open(self, everything: tantivy.Query) -> bool:
        return self._count(everything, schema.NUMBER) == self._searcher.num_docs

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
        if each_answers_alone(query.root):
            return self._held(query.root)
        pages = self._any_pages(query.root)
        # Items are named one by one where one kind narrows the other: those that answer or, where they
        # are fewer, those that hold something of it and do not answer.
        others = self._make.narrowed("item", self._make.not_answering(query), self._groups)
        missed = self._count(others, schema.NUMBER)
        if min(missed, total) > _MANY_NAMES and (parts := two_things(query.root)):
            spreads = [self._spread(part) for part in parts]
            if any(spreads):
                return self._pages_of_two(query.root, parts, spreads)
        if not missed and (parts := two_things(query.root)):
            return sum(self._held(part) for part in parts) - self._with_both(query.root)
        if missed >= total:
            return self._count(self._make.numbered(pages, self._numbers(self._unscored)), schema.PAGE)
        everything = self._count(pages, schema.PAGE)
        if not missed:
            return everything
        return everything - self._count(self._make.numbered(pages, self._numbers(others)), schema.PAGE)

    def _pages_of_two(self, both: Node, parts: Sequence[Node], spreads: Sequence[Spread | None]) -> int:
        """Count the pages of items with two things that hold either: of each, less those with both."""
        import numpy as np

        numbers = self._numbers(self._unscored)
        items = np.array(numbers, dtype=np.int64)
        each = (
            self._pages_of_one(part, both, numbers) if spread is None else spread.over(items)
            for part, spread in zip(parts, spreads, strict=True)
        )
        return sum(each) - self._with_both(both)

    def _pages_of_one(self, part: Node, both: Node, numbers: Sequence[int]) -> int:
        """Count the pages of the items that answer (``numbers``) that hold one of two things."""
        pages = self._any_pages(part)
        without = self._make.narrowed("item", self._make.lacking(part, both), self._groups)
        missed = self._count(without, schema.NUMBER)
        if missed >= len(numbers):
            return self._count(self._make.numbered(pages, numbers), schema.PAGE)
        unwanted = self._make.numbered(pages, self._numbers(without))
        return self._held(part) - (self._count(unwanted, schema.PAGE) if missed else 0)

    def _any_pages(self, part: Node) -> tantivy.Query:
        """Ask which pages hold anything of what is looked for."""
        pages = self._make.unscored(self._make.any_pages(Query("", part).positive))
        return self._make.narrowed("page", pages, self._groups)

    def _held(self, part: Node) -> int:
        """Count the pages that hold anything of what is looked for, whether their items answer or not."""
        return self._memo.counted(self._key(part), lambda: self._count(self._any_pages(part), schema.PAGE))

    def _with_both(self, both: Node) -> int:
        """Count the pages with two things, unless the search for the best of them has counted."""
        if self._together is not None:
            return self._together
        pages = self._make.unscored(self._make.whole_pages(both))
        return self._count(self._make.narrowed("page", pages, self._groups), schema.PAGE)

    def _key(self, part: Node) -> Hashable:
        return part, self._request.compartments, frozenset(self._request.criteria)

    def _spread(self, part: Node) -> Spread | None:
        """Say how many pages of each item hold a part, where that is known or was wanted before."""
        key = self._key(part)
        known = self._memo.spread(key)
        if known is not None or not self._memo.wished(key):
            return known
        holding = self._make.narrowed("item", self._make.unscored(self._make.items(part)), self._groups)
        if self._count(holding, schema.NUMBER) > _MOST_BUCKETS:
            return None
        counts = {"": {"terms": {"field": schema.NUMBER, "size": _MOST_BUCKETS}}}
        found = self._searcher.aggregate(self._any_pages(part), counts)
        spread = Spread.of(found[""]["buckets"])
        self._memo.keep(key, spread)
        return spread

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
            case "relevance" if self._request.query is not None and not all_equal(self._request.query.root):
                return self._by_relevance(self._request.query, wanted)
            case "relevance" | "number":
                hits = self._searcher.search(
                    self._items, wanted, count=False, order_by_field=schema.NUMBER, order=tantivy.Order.Asc
                ).hits
                return [int(key) for key, _ in hits]

    def _by_relevance(self, query: Query, wanted: int) -> list[int]:
        if not can_stand_together(query.root):
            return self._ranked(self._items, wanted)
        if isinstance(query.root, Phrase):
            return ranking(best(self._narrowed_phrase_hits(query.root)))[:wanted]
        together = self._make.narrowed("page", self._make.whole_pages(query.root), self._groups)
        first = self._ranked(together, wanted, checked=excludes(query.root), together=True)
        if len(first) >= wanted:
            return first[:wanted]
        return first + self._ranked(self._make.not_numbered(self._items, first), wanted - len(first))

    def _ranked(
        self, query: tantivy.Query, wanted: int, *, checked: bool = False, together: bool = False
    ) -> list[int]:
        """Return items by their best score, then number.

        Args:
            query: For items or for pages; of pages the best of an item counts.
            wanted: How many, at most.
            checked: Whether each must be seen to answer the whole question too.
            together: Whether these are the pages that hold all of it, which are counted on the way.
        """
        limit = _HITS_AN_ITEM * wanted + _SPARE
        while True:
            found: Any = self._searcher.search(
                query, limit, count=together
            )  # ``count`` is left out of its stubs
            hits = found.hits
            if together:
                self._together = found.count
            numbers = self._numbers_at(address for _, address in hits)
            scored = [(score, number) for (score, _), number in zip(hits, numbers, strict=True)]
            if checked and scored:
                answering = set(self._numbers(self._make.numbered(self._unscored, set(numbers))))
                scored = [hit for hit in scored if hit[1] in answering]
            by_item = best(scored)
            ranked = ranking(by_item)
            exhausted = len(hits) < limit
            # Nothing unseen scores higher than the last hit: those clear of it stand where they stand.
            settled = len(ranked) >= wanted and by_item[ranked[wanted - 1]] > hits[-1][0]
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
        asked = {parameter: values_of(parameter) for parameter in together}
        counted = {"": {"value_count": {"field": schema.NUMBER}}}
        found = self._searcher.aggregate(self._unscored, asked | counted)
        total = int(found.pop("")["value"])
        for parameter in own:
            items = self._make.narrowed("item", self._answering, self._groups, without=parameter)
            found |= self._searcher.aggregate(items, {parameter: values_of(parameter)})
        return total, {parameter: sorted_counts(found[parameter]) for parameter in self._request.facets}
