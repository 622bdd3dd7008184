"""Columns or rows: how a zone is read whose bands share gutters.

Side by side may stand columns of prose, a letterhead and an address, a note in the margin and the
text it belongs to, numbers and the points they number, or the cells of a table. Told apart by how
lines fill their column, whether they go on from one another, whether they stand level with their
neighbours, and in which order the file has them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from kartoteka.reading.bands import Zone
from kartoteka.reading.blocks import Line, rows_of
from kartoteka.reading.segments import Segment
from kartoteka.reading.tables import TextOf, columns_of

Way = Literal["plain", "columns", "rows", "left-notes", "right-notes", "list"]

_FULL = 0.7
"""Share of a column's width that a full line fills."""
_MOSTLY = 0.5
_WORDS_A_LINE = 2.2
_WORDS_A_PIECE = 2.0
"""Fewer words than these a piece, on average, and it is no prose."""
_LEAST_LINES = 3
_FEW_ROWS = 3
_CLEARLY = 1.8
"""Heights that white is wide between the cells of a few rows."""
_CONTIGUOUS = 1.9
"""Heights from line to line within a block that hangs together."""
_CONTIGUOUS_INK = 2.3
"""The same where heights are those of ink, as a recogniser has them."""
_LEVEL = 0.25
_FEW_LEVEL = 0.6
_TALL_TANGLE = 7
_MARGIN = 0.34
"""A column is a margin when it is at most this share of its neighbour's width."""
_SPARSE = 0.6
_MOST_COLUMNS_OF_PROSE = 4
_CENTRED = 0.35
_MARK = re.compile(r"(?:[\d.]{1,7}[.)]?|\(?[a-zа-яё\d]{1,3}[.)]|[•●▪■□–—\-*·§►✓]|№)\Z", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Column:
    """What stands between two gutters of a zone."""

    segments: list[Segment]
    lines: list[Line]
    """From the top."""
    x0: float
    x1: float

    @property
    def width(self) -> float:
        """Of the ink."""
        return self.x1 - self.x0


def columns_between(zone: Zone, edges: Sequence[float]) -> list[Column]:
    """Cut a zone at edges, given from left to right; a column without text is left out."""
    parts: list[list[Segment]] = [[] for _ in range(len(edges) + 1)]
    for segment in zone.segments:
        place = 0
        while place < len(edges) and segment.x0 >= edges[place]:
            place += 1
        parts[place].append(segment)
    return [
        Column(part, rows_of(part), min(s.x0 for s in part), max(s.x1 for s in part))
        for part in parts
        if part
    ]


def way_of(zone: Zone, height: float, text: TextOf, *, in_order: bool) -> tuple[Way, list[Column]]:
    """Say how a zone is read.

    Args:
        zone: With gutters.
        height: The usual one of a segment.
        text: What the words say.
        in_order: Whether the order in which words were found is the writer's, and is evidence.
    """
    segments = zone.segments
    middles = [segment.middle for segment in segments]
    if max(middles) - min(middles) < height / 2 or len(segments) <= _LEAST_LINES:
        return "plain", []
    if sum(len(segment.words) for segment in segments) < _WORDS_A_PIECE * len(segments):
        edges = columns_of(zone.bands, height)
        if len(edges) > 1 and _many_rows(zone, len(edges) + 1, height):
            return "rows", []
    columns = columns_between(zone, [(left + right) / 2 for left, right in zone.gutters])
    if len(columns) < 2:
        return "plain", columns
    if len(columns) <= _MOST_COLUMNS_OF_PROSE and all(_is_prose(column, text) for column in columns):
        return ("plain" if _is_river(zone, columns, height) else "columns"), columns
    if len(columns_of(zone.bands, height)) > 1:
        return ("rows" if _many_rows(zone, len(columns), height) else "plain"), columns
    widest = max(zone.gutters, key=lambda gutter: gutter[1] - gutter[0])
    pair = columns_between(zone, [(widest[0] + widest[1]) / 2]) if len(columns) > 2 else columns
    if len(pair) == 2:
        way = _way_of_pair(pair[0], pair[1], zone, height, text, in_order)
        if way != "rows":
            return way, pair
    return ("rows" if _many_rows(zone, len(columns), height) else "plain"), columns


def _many_rows(zone: Zone, columns: int, height: float) -> bool:
    """Three rows of two cells, or two of three and more; where they are few, clearly apart."""
    least = _LEAST_LINES if columns == 2 else 2
    if len(zone.bands) <= _FEW_ROWS and min(right - left for left, right in zone.gutters) < _CLEARLY * height:
        return False
    return sum(1 for band in zone.bands if len(band.segments) >= min(columns, 4)) >= least


def _way_of_pair(left: Column, right: Column, zone: Zone, height: float, text: TextOf, in_order: bool) -> Way:
    if all(_is_mark(line, text) for line in left.lines):
        return "list"
    for narrow, wide, way in ((left, right, "left-notes"), (right, left, "right-notes")):
        if (
            narrow.width <= _MARGIN * wide.width
            and _is_prose(wide, text)
            and len(narrow.lines) <= _SPARSE * len(wide.lines)
        ):
            return "left-notes" if way == "left-notes" else "right-notes"
    if _is_prose(left, text) and _is_prose(right, text) and not _is_river(zone, [left, right], height):
        return "columns"
    farthest = (_CONTIGUOUS if in_order else _CONTIGUOUS_INK) * height
    if not (_hangs_together(left, farthest) and _hangs_together(right, farthest)):
        return "rows"
    if _is_tangle(zone) or _level_share(left, right, height) < _FEW_LEVEL:
        return "columns"
    if in_order and _one_after_other(left, right):
        return "columns"
    if abs(len(left.lines) - len(right.lines)) >= 2 and (_is_centred(left) or _is_centred(right)):
        return "columns"
    return "rows"


def _is_prose(column: Column, text: TextOf) -> bool:
    """Lines that fill the column and go on from one another."""
    lines = column.lines
    if len(lines) < _LEAST_LINES:
        return False
    full = sum(1 for line in lines if line[-1].x1 - line[0].x0 >= _FULL * column.width)
    words = sum(len(segment.words) for line in lines for segment in line)
    runs_on = sum(
        1 for above, line in itertools.pairwise(lines) if text.goes_on(line[0]) or text.is_broken(above[-1])
    )
    return (
        full >= _MOSTLY * len(lines)
        and words >= _WORDS_A_LINE * len(lines)
        and runs_on >= _MOSTLY * (len(lines) - 1)
    )


def _is_river(zone: Zone, columns: Sequence[Column], height: float) -> bool:
    """White that runs through justified lines by chance: what is on its sides was found as one line."""
    if min(right - left for left, right in zone.gutters) > 1.5 * height:
        return False
    fewest = min(len(column.lines) for column in columns)
    same = sum(
        1
        for band in zone.bands
        if len({segment.source for segment in band.segments}) == 1 and len(band.segments) > 1
    )
    return fewest < 2 * _LEAST_LINES or same >= _MOSTLY * len(zone.bands)


def _hangs_together(column: Column, farthest: float) -> bool:
    """Two lines or more, none of them far below the one above it."""
    lines = column.lines
    if len(lines) < 2:
        return False
    steps = [below[0].middle - above[0].middle for above, below in itertools.pairwise(lines)]
    return median(steps) <= farthest


def _is_tangle(zone: Zone) -> bool:
    """Bands of many lines: what stands side by side does not stand level."""
    return any(
        len(band.segments) >= _TALL_TANGLE and len(rows_of(band.segments)) >= _TALL_TANGLE
        for band in zone.bands
    )


def _level_share(left: Column, right: Column, height: float) -> float:
    """Share of the lines of the shorter column that have a neighbour on their row."""
    fewer, more = sorted((left.lines, right.lines), key=len)
    middles = [line[0].middle for line in more]
    at = found = 0
    for line in fewer:
        middle = line[0].middle
        while at < len(middles) and middles[at] < middle - _LEVEL * height:
            at += 1
        found += at < len(middles) and middles[at] <= middle + _LEVEL * height
    return found / len(fewer)


def _one_after_other(left: Column, right: Column) -> bool:
    """The file has one column whole before the other."""
    a = [word for segment in left.segments for word in segment.words]
    b = [word for segment in right.segments for word in segment.words]
    return max(a) < min(b) or max(b) < min(a)


def _is_centred(column: Column) -> bool:
    """Lines of different lengths around one axis."""
    lines = column.lines
    if len(lines) < _LEAST_LINES:
        return False
    axes = [(line[0].x0 + line[-1].x1) / 2 for line in lines]
    starts = [line[0].x0 for line in lines]
    spread = max(starts) - min(starts)
    return spread > lines[0][0].height and max(axes) - min(axes) < _CENTRED * spread


def _is_mark(line: Line, text: TextOf) -> bool:
    words = [word for segment in line for word in segment.words]
    return len(words) == 1 and _MARK.match(text.texts[words[0]]) is not None
