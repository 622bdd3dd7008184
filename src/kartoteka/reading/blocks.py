"""Lines and blocks: what order is made of, in the order in which it is read."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from kartoteka.reading.bands import Band
from kartoteka.reading.segments import Segment

Line = list[Segment]
"""Segments of one line, left to right."""

_ROW = 0.5
"""Heights by which the middles of two segments of one row differ at most."""
_PARTED = 1.35
"""Usual steps from line to line that part paragraphs."""
_OTHER_SIZE = 1.5
_COVERED = 0.4
"""Share of the narrower of two segments that lies under the other where they are one over the other."""


@dataclass(slots=True, eq=False)
class Block:
    """Lines that belong together."""

    lines: list[Line]
    """In reading order."""
    x0: float
    y0: float
    x1: float
    y1: float
    kind: Literal["text", "row"] = "text"
    """``row``: cells of one row of a table, each one line or more."""


def block_of(lines: list[Line], kind: Literal["text", "row"] = "text") -> Block:
    """Make a block around lines; at least one."""
    first, last = lines[0][0], lines[-1][-1]
    x0, y0, x1, y1 = first.x0, first.y0, last.x1, last.y1
    for line in lines:
        for segment in line:
            if segment.x0 < x0:
                x0 = segment.x0
            if segment.x1 > x1:
                x1 = segment.x1
            if segment.y0 < y0:
                y0 = segment.y0
            if segment.y1 > y1:
                y1 = segment.y1
    return Block(lines, x0, y0, x1, y1, kind)


def opened(blocks: Sequence[Block]) -> list[Block]:
    """Put the rows of ruled tables in the place of the segments that hold them."""
    if not any(segment.rows for block in blocks for line in block.lines for segment in line):
        return list(blocks)
    made: list[Block] = []
    for block in blocks:
        lines: list[Line] = []
        for line in block.lines:
            words = [segment for segment in line if not segment.rows]
            if words:
                lines.append(words)
            for table in (segment for segment in line if segment.rows):
                if lines:
                    made.append(block_of(lines, block.kind))
                lines = []
                made += [block_of(row, "row") for row in table.rows or ()]
        if lines:
            made.append(block_of(lines, block.kind))
    return made


def rows_of(segments: Sequence[Segment]) -> list[Line]:
    """Put segments that stand level into lines, from the top; overlapping ones into lines of their own."""
    lines: list[Line] = []
    if len(segments) == 1:
        return [[segments[0]]]
    line: Line = []
    first = first_height = 0.0
    for segment in sorted(segments, key=_middle):
        middle, height = (segment.y0 + segment.y1) / 2, segment.y1 - segment.y0
        if line:
            least, most = (height, first_height) if height < first_height else (first_height, height)
            if middle - first < _ROW * (least if least > _ROW * most else most):
                line.append(segment)
                continue
        line = [segment]
        lines.append(line)
        first, first_height = middle, height
    return [part for line in lines for part in (_apart(line) if len(line) > 1 else (line,))]


def _apart(line: Line) -> list[Line]:
    """Sort a line; what lies over its other words (a stamp) follows as a line of its own."""
    line.sort(key=_left)
    kept: Line = []
    over: Line = []
    for segment in line:
        last = kept[-1] if kept else None
        if last is not None and last.x1 - segment.x0 > _COVERED * min(
            last.x1 - last.x0, segment.x1 - segment.x0
        ):
            shorter = segment if len(segment.words) <= len(last.words) else last
            if shorter is last:
                kept[-1] = segment
            over.append(shorter)
        else:
            kept.append(segment)
    return [kept, over] if over else [kept]


def _middle(segment: Segment) -> float:
    return segment.y0 + segment.y1


def _left(segment: Segment) -> float:
    return segment.x0


def plain_blocks(bands: Sequence[Band]) -> list[Block]:
    """Make paragraphs of bands that are lines; of one that is a tangle, what its sources were."""
    lines: list[Line] = []
    for band in bands:
        lines += _lines_of(band)
    return paragraphs(lines)


def _lines_of(band: Band) -> list[Line]:
    segments = band.segments
    if len(segments) == 1:
        return [segments]
    lines = rows_of(segments)
    by_source: dict[int, Line] = {}
    for segment in segments:
        by_source.setdefault(segment.source, []).append(segment)
    if len(lines) == 1 or len(by_source) == 1:
        return lines
    parts = [rows_of(part) for part in by_source.values()]
    if sum(1 for part in parts if len(part) > 1) < 2:
        return lines
    return [line for part in parts for line in part]


def paragraphs(lines: Sequence[Line]) -> list[Block]:
    """Cut lines into blocks where white or the size of letters parts them."""
    if not lines:
        return []
    middles = [line[0].middle for line in lines]
    steps = [below - above for above, below in itertools.pairwise(middles)]
    usual = median(step for step in steps if step > 0) if any(step > 0 for step in steps) else 0.0
    made: list[list[Line]] = [[lines[0]]]
    for step, above, line in zip(steps, lines, lines[1:], strict=False):
        one, other = above[0].height, line[0].height
        least = min(usual, 1.6 * max(one, other))
        if step < 0 or step > _PARTED * least or max(one, other) > _OTHER_SIZE * min(one, other) > 0:
            made.append([])
        made[-1].append(line)
    return [block_of(part) for part in made]
