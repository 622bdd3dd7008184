"""S p a c e d words: which letters that stand apart are one word.

Whoever set a title or a word so meant one word, and whoever looks for it types one. The letters stay
words of the layer, each with its box; only what joins them says that they belong together, and
``search.analyzer`` makes one term of letters so joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import compress, pairwise, repeat
from operator import eq
from statistics import median

from kartoteka.reading.segments import Boxes

LETTER_SPACE = "\u202f"
"""Narrow no-break space: joins the letters of a spaced word in a layer's text."""

_LEAST = 3
_LEAST_SMALL = 4
_OFTEN_ALONE = frozenset("аеиійокусвяaiouày")
"""Letters that are words of their own."""
_PIECE = re.compile(r"[«\"„“(]?([^\W\d_]{1,2})([.,:;!?»\"“”)]*)\Z")
_WORD_GAP = 1.7
_WORD_GAP_MORE = 0.2
_FARTHEST = 1.6
"""Heights between letters at most."""


def may_be_spaced(texts: Sequence[str], lengths: Sequence[int]) -> bool:
    """Say quickly whether a page may have spaced words: two letters that stand one after the other.

    Args:
        texts: In reading order.
        lengths: Of the texts.
    """
    if (1, 1) not in pairwise(lengths):
        return False
    pairs = compress(pairwise(texts), map(eq, pairwise(lengths), repeat((1, 1))))
    return any(one.isalpha() and other.isalpha() for one, other in pairs)


def spaced(texts: Sequence[str], joints: Sequence[str], boxes: Boxes) -> Iterator[int]:
    """Yield the places of words that belong to the word before them.

    Args:
        texts: In reading order.
        joints: What stands before each; a space within a line.
        boxes: Of the words, in an upright space.
    """
    run: list[int] = []
    for place, text in enumerate(texts):
        if run and joints[place] != " ":
            yield from _joined(run, texts, boxes)
            run = []
        piece = _PIECE.match(text) if len(text) <= 4 else None
        if piece is None:
            yield from _joined(run, texts, boxes)
            run = []
            continue
        run.append(place)
        if piece[2]:
            yield from _joined(run, texts, boxes)
            run = []
    yield from _joined(run, texts, boxes)


def _joined(run: Sequence[int], texts: Sequence[str], boxes: Boxes) -> Iterator[int]:
    """Yield the places in a run of short words that go on a word."""
    if len(run) < _LEAST:
        return
    letters = "".join(filter(str.isalpha, "".join(texts[place] for place in run)))
    if len(letters) > 1.5 * len(run) or not _is_one_case(letters):
        return
    if not letters.isupper() and (len(run) < _LEAST_SMALL or set(letters.lower()) <= _OFTEN_ALONE):
        return
    gaps = [boxes.x0[place] - boxes.x1[before] for before, place in pairwise(run)]
    usual = median(gaps)
    height = max(boxes.y1[place] - boxes.y0[place] for place in run)
    if not 0 < usual < _FARTHEST * height:
        return
    most = max(_WORD_GAP * usual, usual + _WORD_GAP_MORE * height)
    for gap, place in zip(gaps, run[1:], strict=True):
        if 0 < gap <= most:
            yield place


def _is_one_case(letters: str) -> bool:
    return letters.isupper() or letters[1:].islower()
