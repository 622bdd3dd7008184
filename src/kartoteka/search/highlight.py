"""Where the words that answer stand in a page's text, and the piece of it worth showing.

The text comes from the catalogue and is taken apart by the one analyzer, so that what is marked is
what was found. What a query excludes is never marked.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from kartoteka.records.index_entry import PageText
from kartoteka.records.question import Snippet
from kartoteka.search.analyzer import Tokens, analyse
from kartoteka.search.matching import places
from kartoteka.search.tree import Leaf, Query

ELLIPSIS = "…"

_MOST_FINDS = 500
_MOST_TOGETHER = 20
"""Bounds of the search for the best piece of a page that is full of finds."""
_MOST_COUNTED = 20_000
_COUNTED: dict[tuple[int, int, str, tuple[Leaf, ...]], int] = {}
"""Counts by text (its hash and length), language and what is looked for."""


class Mark(NamedTuple):
    """A place in a text."""

    start: int
    """Offset of its first character, in code points of the layer's text."""
    end: int
    """Offset behind its last."""


class _Find(NamedTuple):
    start: int
    end: int
    leaf: int


def marks(page: PageText, query: Query) -> list[Mark]:
    """Find all places on a page that answer.

    A phrase is one mark from its first word to its last; a word broken at a line end is one mark
    over both halves. Marks ascend and do not overlap: finds that share characters are one mark.
    """
    return _merged(_finds(_tokens(page.text, page.language), query))


def snippet(page: PageText, query: Query | None, width: int = 160) -> Snippet:
    """Cut the best piece out of a page: with as many different things asked for as fit, the earliest.

    Args:
        page: Where to cut.
        query: None: the page's beginning.
        width: Characters, ellipses apart. Words are not cut, unless one is longer than that.

    Returns:
        One line of plain text: runs of space are one space, unseen characters are left out, and a
        word broken at a line end is whole.
    """
    tokens = _tokens(page.text, page.language)
    return _snippet(page.text, tokens, [] if query is None else _finds(tokens, query), width)


def best(page: PageText, query: Query, width: int = 160) -> tuple[int, Snippet] | None:
    """Return how many places on a page answer, and its best piece; None: the page does not answer."""
    tokens = _tokens(page.text, page.language)
    finds = _finds(tokens, query)
    return (len(_merged(finds)), _snippet(page.text, tokens, finds, width)) if finds else None


def count(page: PageText, query: Query) -> int:
    """Return how many places on a page answer; remembered, since a document is opened page after page."""
    key = (hash(page.text), len(page.text), page.language, query.positive)
    known = _COUNTED.get(key)
    if known is None:
        known = len(_merged(_finds(_tokens(page.text, page.language), query)))
        if len(_COUNTED) >= _MOST_COUNTED:
            _COUNTED.clear()
        _COUNTED[key] = known
    return known


def _snippet(text: str, tokens: Tokens, finds: Sequence[_Find], width: int) -> Snippet:
    start, end = _cut(text, tokens, *_best(finds, width), width)
    inside = [
        Mark(max(mark.start, start), min(mark.end, end))
        for mark in _merged(finds)
        if mark.start < end and mark.end > start
    ]
    return _line(text, tokens, Mark(start, end), inside)


@lru_cache(maxsize=64)
def _tokens(text: str, language: str) -> Tokens:
    """Take a page apart once for its snippet in the results, its marks in the preview and in the reader."""
    return analyse(text, language)


def _finds(tokens: Tokens, query: Query) -> list[_Find]:
    return sorted(
        _Find(tokens.starts[first], tokens.ends[last], leaf)
        for leaf, wanted in enumerate(query.positive)
        for first, last in places(wanted, tokens.terms)
    )


def _merged(finds: Sequence[_Find]) -> list[Mark]:
    merged: list[Mark] = []
    for start, end, _ in finds:
        if merged and start < merged[-1].end:
            merged[-1] = Mark(merged[-1].start, max(end, merged[-1].end))
        else:
            merged.append(Mark(start, end))
    return merged


def _best(finds: Sequence[_Find], width: int) -> tuple[int, int]:
    """Return the ends of the best run of finds; (0, 0) where there is none."""
    best, best_score = (0, 0), (0, 0)
    for first, find in enumerate(finds[:_MOST_FINDS]):
        inside = [each for each in finds[first : first + _MOST_TOGETHER] if each.end - find.start <= width]
        score = (len({each.leaf for each in inside}), len(inside))
        # The earliest wins a tie: a later one must hold more different things, or more of them.
        if score > best_score or not first:
            best, best_score = (find.start, max((each.end for each in inside), default=find.end)), score
    return best


def _cut(text: str, tokens: Tokens, start: int, end: int, width: int) -> tuple[int, int]:
    """Widen a piece to the width, a third of the room before it, and end at the ends of words."""
    left = max(0, start - max(0, width - (end - start)) // 3)
    right = min(len(text), max(left + width, min(end, left + 2 * width)))
    left = max(0, min(left, start, right - width))
    if left:
        left = tokens.starts[bisect_left(tokens.starts, left)]
    if right < len(text):
        last = bisect_right(tokens.ends, right) - 1
        right = tokens.ends[last] if last >= 0 and tokens.ends[last] > left else right
    return left, right


def _line(text: str, tokens: Tokens, piece: Mark, inside: Sequence[Mark]) -> Snippet:
    """Write a piece as one line, the marks moved along with its characters."""
    broken = _broken(text, tokens, piece)
    flat = text[piece.start : piece.end].replace("\n", " ")
    if not broken and "  " not in flat and flat.isprintable():  # nearly every piece
        return _plain_line(text, piece, flat, inside)
    characters: list[str] = [ELLIPSIS] if text[: piece.start].strip() else []
    moved: list[int] = []  # of each offset of the piece: characters written before it
    space = False
    for offset in range(piece.start, piece.end):
        character = text[offset]
        hidden = offset in broken or not (character.isprintable() or character.isspace())
        if character.isspace() and not hidden:
            space = True
        elif not hidden:
            if space and characters and characters != [ELLIPSIS]:
                characters.append(" ")
            space = False
        moved.append(len(characters))
        if not hidden and not character.isspace():
            characters.append(character)
    moved.append(len(characters))
    marked = [(moved[mark.start - piece.start], moved[mark.end - 1 - piece.start] + 1) for mark in inside]
    if text[piece.end :].strip():
        characters.append(ELLIPSIS)
    return Snippet("".join(characters), tuple((start, min(end, len(characters))) for start, end in marked))


def _plain_line(text: str, piece: Mark, flat: str, inside: Sequence[Mark]) -> Snippet:
    """Write a piece that needs no change but at its ends."""
    before = ELLIPSIS if text[: piece.start].strip() else ""
    after = ELLIPSIS if text[piece.end :].strip() else ""
    by = len(before) - (len(flat) - len(flat.lstrip())) - piece.start
    marked = tuple((mark.start + by, mark.end + by) for mark in inside)
    return Snippet(f"{before}{flat.strip()}{after}", marked)


def _broken(text: str, tokens: Tokens, piece: Mark) -> set[int]:
    """Return the offsets of hyphens and line ends inside words that go on in the next line."""
    first, last = bisect_left(tokens.starts, piece.start), bisect_right(tokens.ends, piece.end)
    return {
        offset
        for start, end in zip(tokens.starts[first:last], tokens.ends[first:last], strict=True)
        if "\n" in text[start:end]
        for offset in range(start, end)
        if not text[offset].isalnum()
    }
