"""Where a leaf is found among the terms of one page: the definition that all backends follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kartoteka.search.tree import Leaf, Phrase, Prefix, Word


def places(leaf: Leaf, terms: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Find a leaf.

    Args:
        leaf: What is looked for.
        terms: All terms of one page, in order.

    Yields:
        (first place, last place) of each find, ascending; finds of a phrase may overlap.
    """
    match leaf:
        case Word(terms=wanted):
            for place, term in enumerate(terms):
                if term in wanted:
                    yield place, place
        case Prefix(beginnings=beginnings, terms=wanted):
            for place, term in enumerate(terms):
                if term.startswith(beginnings) or term in wanted:
                    yield place, place
        case Phrase(slots=slots, joined=joined):
            last = len(slots) - 1
            for place, term in enumerate(terms):
                if term in slots[0] and all(
                    place + step < len(terms) and terms[place + step] in slots[step]
                    for step in range(1, last + 1)
                ):
                    yield place, place + last
                elif term in joined:
                    yield place, place


def occurs(leaf: Leaf, terms: Sequence[str]) -> bool:
    """Say whether a leaf is found on a page."""
    return next(places(leaf, terms), None) is not None
