"""Segments: words that stand close together on one line, laid upright; what order is found from.

A file's lines and a recogniser's lines are taken for what they are, except that one is cut where
white parts it, and two that follow one another on one row are joined. Coordinates are *upright
space*: points, with rows level. A recognised page is turned and straightened as its picture was,
an embedded layer that lies askew over a scan is sheared level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import sub
from statistics import median, median_low

_APART = 0.8
"""Heights of white that part segments."""
_APART_SPACES = 1.9
"""Usual spaces between words that part segments; a typewriter's are wide."""
_SAME_ROW = 0.4
"""Heights by which the middles of two words of one row differ at most."""
_CORE = 0.22
"""Half the height of a segment's core, in heights: lines set tight overlap, their cores do not."""
_TALL = 1.3
_LEAST_LETTERS = 2.5
_LEVEL = 0.002
_STEEPEST = 0.2
_ENOUGH = 400
"""Words that show what is usual on a page."""
_NO_SPACE = 40.0
"""Points of white that are no space between words."""
_LONG = 4
"""Words of a line by which a skew is measured."""

Transform = tuple[float, float, float, float, float, float]


@dataclass(slots=True)
class Boxes:
    """Where words stand, as columns of equal length, in upright space."""

    x0: Sequence[float]
    y0: Sequence[float]
    x1: Sequence[float]
    y1: Sequence[float]


@dataclass(slots=True, eq=False)
class Segment:
    """Words that stand close together on one line."""

    words: list[int]
    """Places in the words as found, from left to right."""
    x0: float
    y0: float
    x1: float
    y1: float
    source: int
    """Number of the block it was found in; tells only whether two are the same."""
    rows: list[list[list[Segment]]] | None = None
    """Rows of a ruled table, each its cells' lines; None: it is words on a line."""

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return (self.y0 + self.y1) / 2

    @property
    def height(self) -> float:
        """Of its box."""
        return self.y1 - self.y0

    @property
    def core(self) -> tuple[float, float]:
        """Top and bottom of its core."""
        if self.rows is not None:
            return self.y0, self.y1
        y0, y1 = self.y0, self.y1
        middle, half = (y0 + y1) / 2, (y1 - y0) * _CORE
        return middle - half, middle + half


def upright(boxes: Boxes, transform: Transform) -> Boxes:
    """Lay boxes of a page as the picture lay that was recognised, in points.

    Args:
        boxes: On the page.
        transform: As ``records.page.Raster.transform``.
    """
    a, b, c, d, e, f = transform
    determinant = a * d - b * c
    scale = abs(determinant) ** 0.5
    if not scale:
        return boxes
    cosine, sine = abs(a) / scale, abs(b) / scale
    spread = cosine * cosine - sine * sine
    if abs(spread) < _STEEPEST:
        return boxes
    made: tuple[list[float], list[float], list[float], list[float]] = ([], [], [], [])
    for x0, y0, x1, y1 in zip(boxes.x0, boxes.y0, boxes.x1, boxes.y1, strict=True):
        across, down = x1 - x0, y1 - y0
        half = max(0.0, (cosine * across - sine * down) / spread / 2)
        tall = max(0.0, (cosine * down - sine * across) / spread / 2)
        x, y = (x0 + x1) / 2 - e, (y0 + y1) / 2 - f
        x, y = (d * x - c * y) / determinant * scale, (a * y - b * x) / determinant * scale
        made[0].append(x - half)
        made[1].append(y - tall)
        made[2].append(x + half)
        made[3].append(y + tall)
    return Boxes(*made)


def level(boxes: Boxes, lines: Sequence[tuple[int, int]]) -> Boxes:
    """Shear boxes so that rows are level, where long lines agree that they are not.

    Args:
        boxes: Any.
        lines: First place and place behind the last of each line as found.
    """
    slopes = []
    for start, end in lines:
        if end - start >= _LONG:
            run = boxes.x0[end - 1] + boxes.x1[end - 1] - boxes.x0[start] - boxes.x1[start]
            rise = boxes.y0[end - 1] + boxes.y1[end - 1] - boxes.y0[start] - boxes.y1[start]
            if abs(rise) < _STEEPEST * run:
                slopes.append(rise / run)
    slope = median(slopes) if len(slopes) > 2 else 0.0
    if abs(slope) < _LEVEL:
        return boxes
    drop = [slope * (x0 + x1) / 2 for x0, x1 in zip(boxes.x0, boxes.x1, strict=True)]
    return Boxes(
        boxes.x0,
        [y - by for y, by in zip(boxes.y0, drop, strict=True)],
        boxes.x1,
        [y - by for y, by in zip(boxes.y1, drop, strict=True)],
    )


def usual_space(gaps: Sequence[float]) -> float:
    """Return the white between two words of a line that is usual, in points; 0: no line has two.

    Args:
        gaps: As ``gaps_of``.
    """
    spaces = [space for space in gaps[:_ENOUGH] if 0 < space < _NO_SPACE]
    return median_low(spaces) if spaces else 0.0


def gaps_of(boxes: Boxes) -> list[float]:
    """Return the white before each word, from the word before it."""
    return [0.0, *map(sub, boxes.x0[1:], boxes.x1)]


def segments_of(
    boxes: Boxes,
    lines: Sequence[tuple[int, int]],
    blocks: Sequence[int],
    space: float,
    gaps: Sequence[float] | None = None,
) -> list[Segment]:
    """Cut lines into segments, in the order in which they were found.

    Args:
        boxes: Level.
        lines: First place and place behind the last of each line as found.
        blocks: The block of each word.
        space: As ``usual_space``.
        gaps: As ``gaps_of``; None: they are counted now.
    """
    least = _APART_SPACES * space
    left, top, right, bottom = boxes.x0, boxes.y0, boxes.x1, boxes.y1
    gaps = gaps_of(boxes) if gaps is None else gaps
    made: list[Segment] = []
    last: Segment | None = None
    for start, end in lines:
        y0, y1 = top[start], bottom[start]
        if y0 != top[end - 1] or y1 != bottom[end - 1]:
            y0, y1 = sum(top[start:end]) / (end - start), sum(bottom[start:end]) / (end - start)
        height = y1 - y0
        apart = _APART * height
        if apart < least:
            apart = least
        over = -_SAME_ROW * height
        begin = start
        if (
            last is not None
            and over < left[start] - last.x1 < apart
            and last.source == blocks[start]
            and abs(y0 + y1 - last.y0 - last.y1) < _SAME_ROW * (height + last.y1 - last.y0)
        ):
            begin = next((place for place in range(start + 1, end) if not over < gaps[place] < apart), end)
            last.words += range(start, begin)
            last.x1 = max(last.x1, right[begin - 1])
            if begin == end:
                continue
        if end - begin > 1 and (max(gaps[begin + 1 : end]) >= apart or min(gaps[begin + 1 : end]) <= over):
            cuts = [place for place in range(begin + 1, end) if not over < gaps[place] < apart]
            for stop in cuts:
                made.append(segment_of(boxes, begin, stop, blocks[start]))
                begin = stop
        if begin > start:
            last = segment_of(boxes, begin, end, blocks[start])
        else:
            x1 = right[end - 1]
            last = Segment(list(range(start, end)), left[start], y0, x1, y1, blocks[start])
        made.append(last)
    return made


def segment_of(boxes: Boxes, start: int, end: int, source: int) -> Segment:
    """Make one segment of words that stand side by side.

    Args:
        boxes: Level.
        start: Place of the first word.
        end: Behind that of the last.
        source: The block it was found in.
    """
    if end - start == 1:
        return Segment([start], boxes.x0[start], boxes.y0[start], boxes.x1[start], boxes.y1[start], source)
    size = end - start
    y0, y1 = sum(boxes.y0[start:end]) / size, sum(boxes.y1[start:end]) / size
    return Segment(list(range(start, end)), boxes.x0[start], y0, max(boxes.x1[start:end]), y1, source)


def standing(boxes: Boxes, texts: Sequence[str], lines: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return which lines stand on their side: their letters are above one another."""
    left, top, right, bottom = boxes.x0, boxes.y0, boxes.x1, boxes.y1
    tall = []
    for line in lines:
        start, last = line[0], line[1] - 1
        across = right[last] - left[start]
        if across < bottom[start] - top[start] or across < abs(top[last] - top[start]):
            tall.append(line)
    return [line for line in tall if _is_standing(boxes, texts, *line)]


def _is_standing(boxes: Boxes, texts: Sequence[str], start: int, end: int) -> bool:
    width = sum(boxes.x1[start:end]) - sum(boxes.x0[start:end])
    height = sum(boxes.y1[start:end]) - sum(boxes.y0[start:end])
    if height <= _TALL * width:
        return False
    return sum(map(len, texts[start:end])) >= _LEAST_LETTERS * (end - start)
