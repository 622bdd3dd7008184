"""Words that need no arranging: lines one below the other, and rows of cells that stand level.

Nearly every page that was typed is so; only its heads and feet may have been drawn out of turn.
Whatever is in doubt (a line half beside another, words over words, prose beside prose, a row that
lacks its first cell, text on its side) is not simple, and is arranged.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from operator import lt

Line = tuple[int, int]
"""Place of its first word, and behind its last."""

GOES_ON, LINE, BLOCK = 0, 1, 2
"""What a piece begins: nothing, a line, or a block."""

_BELOW = 0.5
"""Heights by which the next row is lower at least."""
_LEVEL = 0.3
"""Heights by which pieces of one row differ at most."""
_WIDE = 1.2
"""Heights of white within a row that may be a gutter."""
_NEXT = 2.5
"""Heights from a row to one that still belongs to the same table."""
_MARK = 1.5
"""Heights that a bullet or a number at the beginning of a row is wide at most."""
_OVER = 0.4
_STANDING = 1.3
_PROSE = 4
"""Words of a piece that may be a line of prose."""
_MOST_PROSE = 2
"""Rows on which prose may stand beside prose."""


def simple_order(
    x0: Sequence[float],
    y0: Sequence[float],
    x1: Sequence[float],
    y1: Sequence[float],
    lines: Sequence[Line],
    sources: Sequence[int],
) -> tuple[list[Line], list[int]] | None:
    """Return lines in order and what each begins, if the order is simple.

    Args:
        x0: Left edges of the words.
        y0: Upper edges.
        x1: Right edges.
        y1: Lower edges.
        lines: As they were found.
        sources: The block each word was found in.

    Returns:
        None: the order is not simple, or not surely.
    """
    if not {start for start, _ in lines}.issuperset(compress(range(1, len(x0)), map(lt, x0[1:], x0))):
        return None  # a word within a line stands left of the one before it
    placed = [
        (y0[start] + y1[start], x0[start], x1[end - 1], y1[start] - y0[start], start, end)
        for start, end in lines
    ]
    placed.sort()
    begins: list[int] = []
    rows: list[int] = []
    wide: list[int] = []
    right = row_left = 0.0
    twice = height_before = -1.0
    last = prose = size = 0
    is_wide = False
    for twice_middle, left, edge, height, start, end in placed:
        if height > _STANDING * (edge - left) and (end - start > 1 or height > 3 * height_before > 0):
            return None
        down = (twice_middle - twice) / 2
        least = min(height, height_before)
        if least < 0 or down > _BELOW * least:
            if is_wide and down < _NEXT * height and left > row_left + _MARK * height:
                return None  # perhaps a cell goes on
            rows.append(len(begins))
            begins.append(BLOCK if sources[start] != sources[last] else LINE)
            is_wide, row_left = False, left
        elif down <= _LEVEL * least and left - right > -_OVER * height:
            if left - right > _WIDE * height and (is_wide or right - row_left > _MARK * height):
                if end - start >= _PROSE and size >= _PROSE:
                    prose += 1
                    if prose > _MOST_PROSE:
                        return None
                if not is_wide:
                    is_wide = True
                    wide.append(len(rows) - 1)
                begins.append(LINE)
            else:
                begins.append(GOES_ON)
        else:
            return None
        twice, right, height_before, last, size = twice_middle, edge, height, start, end - start
    if wide:
        _part(begins, rows, wide)
    return [(start, end) for _, _, _, _, start, end in placed], begins


def _part(begins: list[int], rows: list[int], wide: Sequence[int]) -> None:
    """Make blocks of rows of cells; one that stands alone (a post and a name) is a line with white."""
    many = set(wide)
    rows.append(len(begins))
    for row in wide:
        first, behind = rows[row], rows[row + 1]
        if row - 1 in many or row + 1 in many:
            begins[first] = BLOCK
            if behind < len(begins):
                begins[behind] = BLOCK
        else:
            begins[first + 1 : behind] = [GOES_ON] * (behind - first - 1)
