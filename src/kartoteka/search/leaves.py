"""From a written piece or a quoted phrase to a leaf of the tree."""

from __future__ import annotations

import re

from kartoteka.errors import InvalidError
from kartoteka.search import analyzer
from kartoteka.search.alphabet import other_alphabet
from kartoteka.search.tree import Leaf, Phrase, Prefix, Word
from kartoteka.search.wording import N_, Message

STAR = "*"
SHORTEST_PREFIX = 2
"""Letters before a star: a shorter beginning would name a good part of all words."""

_HYPHENS = "-\u00ac\u2010\u2011\u2013"
_LETTERS_AND_NUMBER = re.compile(r"([^\W\d_]+)(\d+)\Z|(\d+)([^\W\d_]+)\Z")


def written(text: str, notes: list[Message]) -> Leaf | None:
    """Read what stands without spaces: a word, a beginning, or a compound.

    Args:
        text: As it was written.
        notes: What was read leniently is added here.

    Returns:
        The leaf, or None where nothing in it is a letter or a digit.

    Raises:
        InvalidError: A star stands alone, inside, or behind too little (``query-star-…``).
    """
    spans = analyzer.spans_of(text)
    if not spans:
        if STAR in text:
            raise InvalidError(
                "A star alone would ask for every word.",
                code="query-star-alone",
                advice="Write the beginning of a word before it: задолж*; to see everything, ask nothing.",
            )
        return None
    end = spans[-1][1]
    starred = text[end : end + 1] == STAR
    if STAR in text[:end]:
        raise InvalidError(
            f"In “{text}” a star stands before or inside a word; it can only stand at a word's end.",
            code="query-star-place",
            advice="Write the beginning of the word and then the star, such as задолж*.",
        )
    surfaces = [text[start:stop] for start, stop in spans]
    if starred and len(surfaces) == 1:
        return _prefix(surfaces[0])
    if starred:
        notes.append(
            Message(N_("The star in “%(typed)s” was left out: it works behind a single word."), typed=text)
        )
        text = text[:end]
    if len(surfaces) == 1:
        return _word_or_number(surfaces[0])
    return Phrase(
        typed=text[spans[0][0] : end],
        slots=tuple(analyzer.query_terms(surface) for surface in surfaces),
        compound=True,
        joined=_joined(text, spans),
    )


def quoted(text: str, notes: list[Message]) -> Leaf | None:
    """Read what stood in quotes: a phrase, or a word where it is only one."""
    spans = analyzer.spans_of(text)
    if not spans:
        return None
    if STAR in text:
        notes.append(Message(N_("A star inside quotation marks was left out: “%(typed)s”."), typed=text))
    surfaces = [text[start:stop] for start, stop in spans]
    typed = " ".join(text[spans[0][0] : spans[-1][1]].split())
    if len(surfaces) == 1:
        return Word(typed, analyzer.query_terms(surfaces[0]))
    return Phrase(typed, tuple(analyzer.query_terms(surface) for surface in surfaces))


def _prefix(surface: str) -> Prefix:
    folded = analyzer.fold(surface)
    if len(folded) < SHORTEST_PREFIX:
        raise InvalidError(
            f"“{surface}*” names too many words.",
            code="query-prefix-short",
            advice=f"Write at least {SHORTEST_PREFIX} letters or digits before the star.",
        )
    other = other_alphabet(surface)
    beginnings = (folded,) if other is None else tuple(sorted((folded, other)))
    # A term has lost its ending: what is typed may reach into it, as in осуждённы*.
    terms = tuple(term for term in analyzer.query_terms(surface) if not term.startswith(beginnings))
    return Prefix(surface, beginnings, terms)


def _word_or_number(surface: str) -> Leaf:
    """Read ``ИК6`` as ``ИК-6`` too."""
    match = _LETTERS_AND_NUMBER.match(surface)
    terms = analyzer.query_terms(surface)
    if match is None:
        return Word(surface, terms)
    parts = [part for part in match.groups() if part]
    return Phrase(surface, tuple(analyzer.query_terms(part) for part in parts), compound=True, joined=terms)


def _joined(text: str, spans: list[tuple[int, int]]) -> tuple[str, ...]:
    """Return the terms of a compound of two written without its hyphen; not for two numbers."""
    if len(spans) != 2:
        return ()
    (start, end), (next_start, next_end) = spans
    left, right = text[start:end], text[next_start:next_end]
    if text[end:next_start] not in set(_HYPHENS) or (left.isdigit() and right.isdigit()):
        return ()
    return analyzer.query_terms(left + right)
