"""Rows of a table: which lines of its cells belong to one row, and in what order they are read.

A row is a block; each line of each cell is a line of it, cell by cell. So a row's words stand
together in the text, and a cell of several lines, hyphenated or not, is whole.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from kartoteka.reading.bands import Band
from kartoteka.reading.blocks import Block, block_of, rows_of
from kartoteka.reading.segments import Segment

_COVERED = 0.12
"""Share of a table's bands that may cross a gutter: heads over several columns, section lines."""
_WIDER = 1.3
_TIGHT = 0.25
_PARTLY = 0.5


@dataclass(slots=True, eq=False)
class TextOf:
    """What words say; decides whether a line goes on or begins."""

    texts: Sequence[str]

    def goes_on(self, segment: Segment) -> bool:
        """Whether a segment begins as no cell does: in lower case, or with a closing sign."""
        first = self.texts[segment.words[0]][:1]
        return first.islower() or first in ",;:)(»"

    def is_broken(self, segment: Segment) -> bool:
        """Whether it ends within a word or a phrase."""
        return self.texts[segment.words[-1]][-1:] in "-\u00ad\u00ac,"


def table_blocks(bands: Sequence[Band], height: float, text: TextOf) -> list[Block]:
    """Read bands as rows of a table.

    Args:
        bands: Of one zone.
        height: The usual one of a segment.
        text: What the words say.
    """
    edges = columns_of(bands, height)
    steps = _Steps(bands, edges, text)
    rows: list[list[Segment]] = []
    for number, band in enumerate(bands):
        if number and steps.goes_on(number):
            rows[-1] += band.segments
        else:
            rows.append(list(band.segments))
    return [_row(row, edges) for row in rows]


def _row(segments: Sequence[Segment], edges: Sequence[float]) -> Block:
    cells: dict[int, list[Segment]] = {}
    for segment in segments:
        cells.setdefault(bisect_right(edges, (segment.x0 + min(segment.x1, segment.x0 + 1)) / 2), []).append(
            segment
        )
    return block_of([line for cell in sorted(cells) for line in rows_of(cells[cell])], "row")


def columns_of(bands: Sequence[Band], height: float) -> list[float]:
    """Return where columns part: the middles of white that nearly all bands leave.

    Args:
        bands: Of one zone.
        height: The usual one of a segment; white narrower than half of it parts nothing.
    """
    allowed = _COVERED * len(bands)
    events: list[tuple[float, int]] = []
    for band in bands:
        gaps = band.gaps
        for (_, left), (right, _) in itertools.pairwise(gaps):
            events += ((left, 1), (right, -1))
    events.sort()
    edges: list[float] = []
    covered, begun = 0, None
    for x, step in events:
        before, covered = covered, covered + step
        if before > allowed >= covered:
            begun = x
        elif covered > allowed >= before and begun is not None:
            if x - begun >= height / 2:
                edges.append((begun + x) / 2)
            begun = None
    return edges


class _Steps:
    """Whether a band goes on with the row of the band above it."""

    def __init__(self, bands: Sequence[Band], edges: Sequence[float], text: TextOf) -> None:
        self._bands = bands
        self._text = text
        self._cells = [
            {bisect_right(edges, segment.x0 + 0.5): segment for segment in band.segments} for band in bands
        ]
        self._columns = len(edges) + 1
        self._white = [0.0] + [below.top - above.bottom for above, below in itertools.pairwise(bands)]
        self._leading = self._tightest()

    def _tightest(self) -> float:
        """White between two lines of one cell, where some cells have two; else 0: cannot be told."""
        inside = sorted(
            self._white[number] for number in range(1, len(self._bands)) if self._must_go_on(number)
        )
        return median(inside) if inside else 0.0

    def _is_numbered(self, number: int) -> bool:
        """Its first cell is a number; numbers stand at the beginnings of rows."""
        first = self._cells[number].get(0)
        return first is not None and self._text.texts[first.words[0]].rstrip(".)").isdecimal()

    def _must_go_on(self, number: int) -> bool:
        """Every cell of the band goes on with the cell above it, by what it says."""
        above = self._cells[number - 1]
        return all(
            (self._text.goes_on(segment) or (column in above and self._text.is_broken(above[column])))
            for column, segment in self._cells[number].items()
        )

    def goes_on(self, number: int) -> bool:
        """Say whether a band belongs to the row above."""
        if self._is_numbered(number):
            return False
        if self._must_go_on(number):
            return True
        cells, white = self._cells[number], self._white[number]
        if self._leading and white > _WIDER * self._leading + _TIGHT:
            return False
        if self._leading and white < self._leading / _WIDER and len(cells) < self._columns:
            return True
        return 0 not in cells and len(cells) <= _PARTLY * self._columns
