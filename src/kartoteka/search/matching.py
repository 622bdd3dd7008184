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
            yield from ((place, place) for place in _where(wanted, terms))
        case Prefix(beginnings=beginnings, terms=wanted):
            for place, term in enumerate(terms):
                if term.startswith(beginnings) or term in wanted:
                    yield place, place
        case Phrase(slots=slots, joined=joined):
            for place in _where(slots[0] + joined, terms):
                behind = terms[place : place + len(slots)]
                if len(behind) == len(slots) and all(
                    term in slot for term, slot in zip(behind, slots, strict=True)
                ):
                    yield place, place + len(slots) - 1
                elif terms[place] in joined:
                    yield place, place


def _where(wanted: Sequence[str], terms: Sequence[str]) -> list[int]:
    """Return the places of any of a few terms, ascending."""
    found: list[int] = []
    for term in dict.fromkeys(wanted):
        place = -1
        # Looking for one string in a list is far faster than looking at each.
        for _ in range(terms.count(term)):
            place = terms.index(term, place + 1)
            found.append(place)
    return sorted(found)


def occurs(leaf: Leaf, terms: Sequence[str]) -> bool:
    """Say whether a leaf is found on a page."""
    return next(places(leaf, terms), None) is not None
