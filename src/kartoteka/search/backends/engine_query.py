"""From a request to tantivy's queries, for items or for pages.

Only terms of the query's own tree bear a score; what narrows is constant, so that filters do not
disturb the order.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

import tantivy
from tantivy import FieldType, Occur

from kartoteka.search.backends import schema
from kartoteka.search.criteria import Criterion, Has, Within, by_parameter
from kartoteka.search.tree import And, Leaf, Node, Not, Or, Phrase, Prefix, Query, Word

Side = Literal["item", "page"]
Narrowing = Mapping[str, Sequence[Criterion]]

_MOST_PHRASES = 8
"""Ways to write a phrase out that are asked one by one; more are asked as patterns."""

_FEW = 40
"""Names that are asked for one by one."""


@dataclass(frozen=True, slots=True)
class QueryMaker:
    """Makes the queries of one request against one schema."""

    schema: tantivy.Schema
    compartments: frozenset[str]
    """Compartments that every narrowed query is bound to."""
    with_phrase: Callable[[Phrase], Collection[int]]
    """Finds the number keys of the items that hold a phrase on one page, or its joined writing."""
    all_open: bool = False
    """Whether nothing in the index lies in another compartment, so that none need be asked for."""

    def narrowed(
        self, side: Side, found: tantivy.Query | None, groups: Narrowing, without: str = ""
    ) -> tantivy.Query:
        """Bind what is found to compartments and criteria, all but those of one filter.

        Args:
            side: Items or pages.
            found: What answers the query; None: everything.
            groups: Criteria by filter.
            without: The filter to leave out.
        """
        parts = [] if found is None else [(Occur.Must, found)]
        # Phrases name items by a number that their pages bear too: items are always told by compartment.
        if found is None or side == "item" or not self.all_open:
            parts.insert(0, (Occur.Must, self.open_to(side)))
        for parameter, criteria in groups.items():
            if parameter == without:
                continue
            wanted = [self._criterion(side, each) for each in criteria if not each.excluded]
            if wanted:
                parts.append((Occur.Must, self._constant(_any(wanted))))
            parts += [(Occur.MustNot, self._criterion(side, each)) for each in criteria if each.excluded]
        return parts[0][1] if len(parts) == 1 else tantivy.Query.boolean_query(parts)

    def open_to(self, side: Side) -> tantivy.Query:
        """Ask for all that lies in the compartments."""
        return self._constant(self._any_value(schema.compartment(side), self.compartments))

    def everything_open(self) -> tantivy.Query:
        """Ask for the documents of both kinds that lie in the compartments."""
        return _any([self.open_to("item"), self.open_to("page")])

    def numbered(self, query: tantivy.Query, numbers: Collection[int]) -> tantivy.Query:
        """Bind a query to items by their number keys."""
        return tantivy.Query.boolean_query(
            [(Occur.Must, query), (Occur.Must, self._constant(self._numbers(numbers)))]
        )

    def not_numbered(self, query: tantivy.Query, numbers: Collection[int]) -> tantivy.Query:
        """Take items away from a query by their number keys."""
        if not numbers:
            return query
        return tantivy.Query.boolean_query([(Occur.Must, query), (Occur.MustNot, self._numbers(numbers))])

    def items(self, node: Node) -> tantivy.Query:
        """Ask which items answer a tree."""
        match node:
            case Word() | Prefix():
                return self._leaf("item", node)
            case Phrase():
                return self._constant(self._numbers(self.with_phrase(node)), 1.0)
            case And(parts):
                wanted = [(Occur.Must, self.items(part)) for part in parts if not isinstance(part, Not)]
                unwanted = [(Occur.MustNot, self.items(part.part)) for part in parts if isinstance(part, Not)]
                return tantivy.Query.boolean_query(wanted + unwanted)
            case Or(parts):
                return _any([self.items(part) for part in parts])
            case Not():
                raise AssertionError("an exclusion stands below what it is taken from")
            case _:
                assert_never(node)

    def not_answering(self, query: Query) -> tantivy.Query:
        """Ask which items hold something that is looked for, and yet do not answer."""
        return self._but_not(_any([self.items(leaf) for leaf in query.positive]), query.root)

    def lacking(self, part: Node, whole: Node) -> tantivy.Query:
        """Ask which items hold a part of what is asked for, and yet do not answer."""
        return self._but_not(self.items(part), whole)

    def _but_not(self, holding: tantivy.Query, whole: Node) -> tantivy.Query:
        return tantivy.Query.boolean_query(
            [(Occur.Must, self.unscored(holding)), (Occur.MustNot, self.unscored(self.items(whole)))]
        )

    def unscored(self, query: tantivy.Query) -> tantivy.Query:
        """Ask the same where no score is wanted: half the work."""
        return self._constant(query)

    def whole_pages(self, node: Node) -> tantivy.Query:
        """Ask which pages hold all that a tree looks for; what it excludes is not asked."""
        match node:
            case Word() | Prefix() | Phrase():
                return self._leaf("page", node)
            case And(parts):
                return _all([self.whole_pages(part) for part in parts if not isinstance(part, Not)])
            case Or(parts):
                return _any([self.whole_pages(part) for part in parts])
            case Not():
                raise AssertionError("an exclusion stands below what it is taken from")
            case _:
                assert_never(node)

    def any_pages(self, leaves: Sequence[Leaf]) -> tantivy.Query:
        """Ask which pages hold any of several things."""
        return _any([self._leaf("page", leaf) for leaf in leaves])

    def of_document(self, query: tantivy.Query, digest: str) -> tantivy.Query:
        """Bind a query for pages to one document."""
        pages = tantivy.Query.term_query(self.schema, schema.DIGEST, digest, "basic")
        return _all([query, self._constant(pages)])

    def _phrase(self, phrase: Phrase) -> tantivy.Query:
        field = schema.text("page")
        ways = 1
        for slot in phrase.slots:
            ways *= len(slot)
        if ways <= _MOST_PHRASES:
            return _any(
                [
                    tantivy.Query.phrase_query(self.schema, field, list(way))
                    for way in itertools.product(*phrase.slots)
                ]
            )
        # Terms hold letters and digits only, so that nothing in them is a pattern.
        patterns: list[str | tuple[int, str]] = [
            "|".join(slot) if len(slot) == 1 else f"({'|'.join(slot)})" for slot in phrase.slots
        ]
        return tantivy.Query.regex_phrase_query(self.schema, field, patterns)

    def _leaf(self, side: Side, leaf: Leaf) -> tantivy.Query:
        match leaf:
            case Word(terms=terms):
                return _any(self._terms(side, terms))
            case Prefix(beginnings=beginnings, terms=terms):
                patterns = [f"{beginning}.*" for beginning in beginnings]
                starting = [
                    tantivy.Query.regex_query(self.schema, schema.text(side), each) for each in patterns
                ]
                return self._constant(_any([*starting, *self._terms(side, terms)]), 1.0)
            case Phrase():
                return _any([self._phrase(leaf), *self._terms(side, leaf.joined)])
            case _:
                assert_never(leaf)

    def _terms(self, side: Side, terms: Iterable[str]) -> list[tantivy.Query]:
        return [tantivy.Query.term_query(self.schema, schema.text(side), term, "freq") for term in terms]

    def _criterion(self, side: Side, criterion: Criterion) -> tantivy.Query:
        match criterion:
            case Has(parameter=parameter, value=value):
                return self._any_value(schema.filtered(side, parameter), (value,))
            case Within(parameter=parameter, earliest=earliest, latest=latest):
                begins, ends = (schema.filtered(side, parameter, part) for part in ("from", "to"))
                bounds = []
                if latest is not None:
                    bounds.append(self._range(begins, None, latest.toordinal()))
                if earliest is not None:
                    bounds.append(self._range(ends, earliest.toordinal(), None))
                return _all(bounds or [self._range(begins, 0, None)])
            case _:
                assert_never(criterion)

    def _range(self, field: str, lower: int | None, upper: int | None) -> tantivy.Query:
        return tantivy.Query.range_query(self.schema, field, FieldType.Integer, lower, upper)

    def _any_value(self, field: str, values: Collection[str]) -> tantivy.Query:
        if len(values) == 1:
            return tantivy.Query.term_query(self.schema, field, next(iter(values)), "basic")
        return tantivy.Query.term_set_query(self.schema, field, sorted(values))

    def _numbers(self, numbers: Collection[int]) -> tantivy.Query:
        if 0 < len(numbers) <= _FEW:  # a set costs 0.15 ms before its first name
            return _any(
                [tantivy.Query.term_query(self.schema, schema.NUMBER, each, "basic") for each in numbers]
            )
        return tantivy.Query.term_set_query(self.schema, schema.NUMBER, list(numbers))

    def _constant(self, query: tantivy.Query, score: float = 0.0) -> tantivy.Query:
        return tantivy.Query.const_score_query(query, score)


def grouped(criteria: Sequence[Criterion]) -> Narrowing:
    """Group criteria for ``QueryMaker.narrowed``."""
    return by_parameter(criteria)


def _any(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return (
        queries[0]
        if len(queries) == 1
        else tantivy.Query.boolean_query([(Occur.Should, each) for each in queries])
    )


def _all(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return (
        queries[0]
        if len(queries) == 1
        else tantivy.Query.boolean_query([(Occur.Must, each) for each in queries])
    )
