"""Words that come in simple order already: one column of lines, each below the one before.

Nearly every page that was typed is so, and nothing more need be found out about it; only its heads
and feet may have been drawn out of turn. Whatever is in doubt (a line half beside another, words
over words, white that goes on from row to row, text on its side) is not simple.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress
from operator import lt

Line = tuple[int, int]
"""Place of its first word, and behind its last."""

_BELOW = 0.5
"""Heights by which the next row is lower at least."""
_LEVEL = 0.3
"""Heights by which pieces of one row differ at most."""
_WIDE = 1.2
"""Heights of white within a row that may be a gutter."""
_MARK = 1.5
"""Heights that a bullet or a number at the beginning of a row is wide at most."""
_OVER = 0.4
_STANDING = 1.3


def simple_order(
    x0: Sequence[float],
    y0: Sequence[float],
    x1: Sequence[float],
    y1: Sequence[float],
    lines: Sequence[Line],
) -> tuple[list[Line], list[bool]] | None:
    """Return lines in order and which of them begin a row, if the order is simple.

    Args:
        x0: Left edges of the words.
        y0: Upper edges.
        x1: Right edges.
        y1: Lower edges.
        lines: As they were found.

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
    begins: list[bool] = []
    right = row_left = 0.0
    twice = height_before = -1.0
    wide: tuple[float, float] | None = None
    wide_before: tuple[float, float] | None = None
    for twice_middle, left, edge, height, start, end in placed:
        if height > _STANDING * (edge - left) and (end - start > 1 or height > 3 * height_before > 0):
            return None
        down = (twice_middle - twice) / 2
        least = min(height_before, height)
        if least < 0 or down > _BELOW * least:
            begins.append(True)
            row_left = left
            wide_before, wide = wide, None
        elif down <= _LEVEL * least and left - right > -_OVER * height:
            if left - right > _WIDE * height and (right - row_left > _MARK * height or wide is not None):
                if wide is not None or (
                    wide_before is not None and right < wide_before[1] and wide_before[0] < left
                ):
                    return None
                wide = (right, left)
            begins.append(False)
        else:
            return None
        twice, right, height_before = twice_middle, edge, height
    return [(start, end) for _, _, _, _, start, end in placed], begins
