"""Where a leaf is found among the terms of a page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kartoteka.search.matching import occurs, places
from kartoteka.search.tree import Phrase, Prefix, Word

TERM = st.sampled_from("абвг")
TERMS = st.lists(TERM, max_size=30)
SLOT = st.lists(TERM, min_size=1, max_size=2, unique=True).map(lambda slot: tuple(sorted(slot)))


@given(TERMS, SLOT)
def test_word(terms: list[str], wanted: tuple[str, ...]) -> None:
    """A word is found at each of its terms, in order."""
    expected = [(place, place) for place, term in enumerate(terms) if term in wanted]
    assert list(places(Word("", wanted), terms)) == expected
    assert occurs(Word("", wanted), terms) == bool(expected)


@given(TERMS, st.lists(SLOT, min_size=2, max_size=4).map(tuple), st.lists(TERM, max_size=1).map(tuple))
def test_phrase(terms: list[str], slots: tuple[tuple[str, ...], ...], joined: tuple[str, ...]) -> None:
    """A phrase is found where all its places stand side by side, or its joined writing alone."""
    expected = []
    for place, term in enumerate(terms):
        behind = terms[place : place + len(slots)]
        if len(behind) == len(slots) and all(each in slot for each, slot in zip(behind, slots, strict=True)):
            expected.append((place, place + len(slots) - 1))
        elif term in joined:
            expected.append((place, place))
    assert list(places(Phrase("", slots, joined=joined), terms)) == expected


def test_prefix() -> None:
    """A beginning is found at terms that begin so, and at whole terms that it reaches beyond."""
    prefix = Prefix("осуждённы", ("осужденны",), ("осужден",))
    terms = ["осужден", "осуждение", "осужденный", "суд"]
    assert list(places(prefix, terms)) == [(0, 0), (2, 2)]
