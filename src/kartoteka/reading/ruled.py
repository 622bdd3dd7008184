"""Ruled tables: which cell a word stands in, told by the lines drawn around it.

Where rules cross, white need not be measured: a row of cells ends at a rule and nowhere else,
however many lines its cells have and however close its columns stand. Rules that meet are one grid;
a cell may span several of its rows and columns. Each table becomes one segment that holds its rows,
so that what stands around it is arranged as if the table were a picture.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kartoteka.reading.blocks import Line
from kartoteka.reading.segments import Boxes, Segment, Transform

Rule = tuple[float, float, float, float]
"""x0, y0, x1, y1 of a line or of the edge of a shape, in upright space; one side is thin."""

_THICKEST = 3.0
"""Points that a rule is thick at most."""
_SHORTEST = 6.0
"""Points that a rule is long at least, once its pieces are joined."""
_MEET = 3.0
"""Points between rules that meet."""
_SAME = 2.0
"""Points between rules that are one."""
_MOSTLY = 0.5
_MOST_RULES = 400
"""Rules of each direction; a drawing with more is no table."""
_LEAST_CELLS = 3
"""Cells with words in them that a table has at least."""

Span = tuple[float, float, float]
"""Where a rule lies across its direction, and from where to where along it."""


class Grid:
    """Rules that meet.

    Args:
        across: At least one.
        down: At least one.
    """

    def __init__(self, across: Sequence[Span], down: Sequence[Span]) -> None:
        self.ys = _distinct([span[0] for span in across] + [end for span in down for end in span[1:]])
        self.xs = _distinct([span[0] for span in down] + [end for span in across for end in span[1:]])
        self._across, self._down = _by_place(across, self.ys), _by_place(down, self.xs)
        self._cells: dict[tuple[int, int], tuple[int, int]] = {}

    @property
    def area(self) -> float:
        """Of the whole, in square points."""
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """Return row and column of the cell in which a point lies; None: outside."""
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        if not (0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1):
            return None
        found = self._cells.get((row, column))
        if found is None:
            found = self._cells[row, column] = self._opened(row, column)
        return found

    def _opened(self, row: int, column: int) -> tuple[int, int]:
        """Go up and left until a rule stops it."""
        x = (self.xs[column] + self.xs[column + 1]) / 2
        y = (self.ys[row] + self.ys[row + 1]) / 2
        top, left = row, column
        while top > 0 and not _covers(self._across[top], x):
            top -= 1
        while left > 0 and not _covers(self._down[left], y):
            left -= 1
        return top, left


def _by_place(spans: Sequence[Span], places: Sequence[float]) -> list[list[Span]]:
    """Sort rules by the place they lie at."""
    sorted_spans: list[list[Span]] = [[] for _ in places]
    for span in spans:
        sorted_spans[max(0, bisect_right(places, span[0] + _SAME) - 1)].append(span)
    return sorted_spans


def _covers(spans: Sequence[Span], along: float) -> bool:
    return any(start - _SAME <= along <= end + _SAME for _, start, end in spans)


def scaled(rules: Iterable[Rule], transform: Transform) -> list[Rule]:
    """Bring rules from a picture's pixels to upright space.

    Args:
        rules: In pixels.
        transform: As ``records.page.Raster.transform``.
    """
    a, b, c, d, _, _ = transform
    points = abs(a * d - b * c) ** 0.5
    return [(x0 * points, y0 * points, x1 * points, y1 * points) for x0, y0, x1, y1 in rules]


def grids_of(rules: Iterable[Rule], *, broken: bool = False) -> list[Grid]:
    """Find the grids that rules make, the smallest first; a drawing without end makes none.

    Args:
        rules: In upright space.
        broken: Whether they were found on a scan: one that runs through most of a grid is taken to
            run through all of it, and what is short is taken for something else.
    """
    across, down = [], []
    for x0, y0, x1, y1 in rules:
        if y1 - y0 <= _THICKEST and x1 - x0 > y1 - y0:
            across.append(((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= _THICKEST and y1 - y0 > x1 - x0:
            down.append(((x0 + x1) / 2, y0, y1))
    across, down = _joined(across), _joined(down)
    if not across or not down or max(len(across), len(down)) > _MOST_RULES:
        return []
    parent = list(range(len(across) + len(down)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    places = [x for x, _, _ in down]
    for a, (y, x0, x1) in enumerate(across):
        above, below = y - _MEET, y + _MEET
        for d in range(bisect_left(places, x0 - _MEET), bisect_right(places, x1 + _MEET)):
            if down[d][1] <= below and above <= down[d][2]:
                parent[root(a)] = root(len(across) + d)
    groups: dict[int, tuple[list[Span], list[Span]]] = defaultdict(lambda: ([], []))
    for a, span in enumerate(across):
        groups[root(a)][0].append(span)
    for d, span in enumerate(down):
        groups[root(len(across) + d)][1].append(span)
    found = [spans for spans in groups.values() if all(spans) and sum(map(len, spans)) > 2]
    if broken:
        found = [_mended(*spans) for spans in found]
    return sorted((Grid(*spans) for spans in found if all(spans)), key=lambda grid: grid.area)


def _mended(across: Sequence[Span], down: Sequence[Span]) -> tuple[list[Span], list[Span]]:
    """Run rules through the whole of a grid, or leave them out."""
    places = [span[0] for span in across], [span[0] for span in down]
    (top, bottom), (left, right) = (min(places[0]), max(places[0])), (min(places[1]), max(places[1]))
    left = min([left, *(span[1] for span in across if span[2] - span[1] > (right - left) / 2)])
    right = max([right, *(span[2] for span in across if span[2] - span[1] > (right - left) / 2)])
    return _through(across, left, right), _through(down, top, bottom)


def _through(spans: Sequence[Span], start: float, end: float) -> list[Span]:
    kept: list[Span] = []
    for place, group in _clusters(sorted(spans)):
        if sum(span[2] - span[1] for span in group) >= _MOSTLY * (end - start):
            kept.append((place, start, end))
    return kept


def _joined(spans: list[Span]) -> list[Span]:
    """Join pieces of one rule, sorted by place; leave out what stays too short."""
    made: list[list[float]] = []
    for place, cluster in _clusters(sorted(spans)):
        for _, start, end in sorted(cluster, key=lambda span: span[1]):
            if made and made[-1][0] == place and start <= made[-1][2] + _MEET:
                made[-1][2] = max(made[-1][2], end)
            else:
                made.append([place, start, end])
    return [(place, start, end) for place, start, end in made if end - start >= _SHORTEST]


def _clusters(spans: Sequence[Span]) -> Iterator[tuple[float, list[Span]]]:
    """Group rules that lie at one place, from the lowest."""
    group: list[Span] = []
    for span in spans:
        if group and span[0] - group[0][0] > _SAME:
            yield group[0][0], group
            group = []
        group.append(span)
    if group:
        yield group[0][0], group


def _distinct(places: Iterable[float]) -> list[float]:
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > _MEET:
            kept.append(place)
    return kept


@dataclass(slots=True, eq=False)
class Tables:
    """Ruled tables, and the lines that stand in none."""

    lines: list[tuple[int, int]]
    standing: list[tuple[int, int]]
    segments: list[Segment]
    """One a table, its rows within."""


def tables_of(
    boxes: Boxes,
    lines: Sequence[tuple[int, int]],
    standing: Sequence[tuple[int, int]],
    grids: Sequence[Grid],
    content: Callable[[Sequence[tuple[int, int]], Sequence[tuple[int, int]]], list[Line]],
) -> Tables:
    """Take the words that stand in tables out of their lines.

    Args:
        boxes: Of all words, level.
        lines: As found.
        standing: Lines on their side.
        grids: As ``grids_of``.
        content: Reads the lines, and the standing lines, of one cell.
    """
    made = Tables([], [], [])
    cells: list[dict[tuple[int, int], tuple[list[tuple[int, int]], list[tuple[int, int]]]]] = [
        defaultdict(lambda: ([], [])) for _ in grids
    ]
    for kind, (some, rest) in enumerate(((lines, made.lines), (standing, made.standing))):
        for start, end in some:
            key = _place(boxes, grids, start)
            if key == (_place(boxes, grids, end - 1) if end - start > 1 else key):
                pieces = [(key, start, end)]
            else:
                pieces = list(_pieces(boxes, grids, start, end))
            for key, first, behind in pieces:
                if key is None:
                    rest.append((first, behind))
                else:
                    cells[key[0]][key[1]][kind].append((first, behind))
    for number, found in enumerate(cells):
        if len(found) < _LEAST_CELLS:
            for lying, tall in found.values():
                made.lines += lying
                made.standing += tall
            continue
        rows: dict[int, list[Line]] = defaultdict(list)
        for (row, _), (lying, tall) in sorted(found.items()):
            rows[row] += content(lying, tall)
        filled = [row for row in rows.values() if row]
        if filled:
            made.segments.append(_as_segment(filled, -1 - number))
    made.lines.sort()
    made.standing.sort()
    return made


Key = tuple[int, tuple[int, int]] | None
"""Number of the grid, and of row and column in it; None: in no grid."""


def _pieces(boxes: Boxes, grids: Sequence[Grid], start: int, end: int) -> Iterator[tuple[Key, int, int]]:
    """Cut a line where it goes from one cell to another."""
    for key, places in groupby(range(start, end), lambda place: _place(boxes, grids, place)):
        part = list(places)
        yield key, part[0], part[-1] + 1


def _place(boxes: Boxes, grids: Sequence[Grid], place: int) -> Key:
    x, y = (boxes.x0[place] + boxes.x1[place]) / 2, (boxes.y0[place] + boxes.y1[place]) / 2
    for number, grid in enumerate(grids):
        cell = grid.cell(x, y)
        if cell is not None:
            return number, cell
    return None


def _as_segment(rows: list[list[Line]], source: int) -> Segment:
    segments = [segment for row in rows for line in row for segment in line]
    return Segment(
        [word for segment in segments for word in segment.words],
        min(segment.x0 for segment in segments),
        min(segment.y0 for segment in segments),
        max(segment.x1 for segment in segments),
        max(segment.y1 for segment in segments),
        source,
        rows,
    )
