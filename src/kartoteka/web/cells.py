"""Which words of a layer stand in the cells of a table, told by how its lines stand in their blocks.

``reading.order`` gives each row of a table a block, and each line of each cell a line of it, cell by
cell. So lines of one block that go on to the right at one height are cells, and blocks of such that
follow one another are a table. Layers that other readers made have whole tables in one block: there
a line that comes back to the left begins a row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kartoteka.records.page import Words

Cell = list[int]
"""Places of its words, in text order."""

_APART = 0.6
"""Heights of white between the last cell and the next."""
_BACK = 1.0
"""Heights by which a line comes back to the left of its cell to begin a row."""
_LEAST_ROWS = 2
_COVERED = 0.15
"""Share of a table's rows whose cells may lie across two columns."""


@dataclass(slots=True)
class Part:
    """Words that follow one another, and are shown in one way."""

    words: range
    """Their places."""
    rows: list[list[Cell]]
    """Rows of cells, as many in each; empty: it is no table."""


@dataclass(slots=True)
class _Line:
    words: range
    block: int
    x0: int
    y0: int
    x1: int
    y1: int


@dataclass(slots=True)
class _Placed:
    """A cell and where it stands."""

    words: Cell
    x0: int
    x1: int


def parts_of(words: Words) -> Iterator[Part]:
    """Cut a layer into tables and what is between them."""
    begun = at = 0
    table: list[list[_Placed]] = []
    for rows, span in _blocks(words):
        if any(len(row) > 1 for row in rows) and all(len(row) > 1 for row in rows[1:]):
            if not table and begun < span.start:
                yield Part(range(begun, span.start), [])
                begun = span.start
            table += rows
        elif table:
            yield _as_part(table, range(begun, span.start))
            begun, table = span.start, []
        at = span.stop
    if begun < at:
        yield _as_part(table, range(begun, at))


def _as_part(table: Sequence[Sequence[_Placed]], span: range) -> Part:
    if len(table) < _LEAST_ROWS:
        return Part(span, [])
    edges = _edges(table)
    rows: list[list[Cell]] = []
    for row in table:
        columns: list[Cell] = [[] for _ in range(len(edges) + 1)]
        for cell in row:
            columns[bisect_right(edges, cell.x0)] += cell.words
        rows.append(columns)
    return Part(span, rows)


def _edges(table: Sequence[Sequence[_Placed]]) -> list[float]:
    """Return where columns part: the middles of white that nearly all rows leave."""
    events = sorted(event for row in table for cell in row for event in ((cell.x0, 1), (cell.x1, -1)))
    allowed = _COVERED * len(table)
    edges: list[float] = []
    covered = 0
    begun: int | None = None
    for x, step in events:
        before, covered = covered, covered + step
        if before > allowed >= covered:
            begun = x
        elif covered > allowed >= before and begun is not None:
            edges.append((begun + x) / 2)
            begun = None
    return edges


def _blocks(words: Words) -> Iterator[tuple[list[list[_Placed]], range]]:
    """Yield the rows of cells that each block makes, and the places of its words."""
    block: list[_Line] = []
    for line in _lines(words):
        if block and line.block != block[0].block:
            yield _rows(block), range(block[0].words.start, block[-1].words.stop)
            block = []
        block.append(line)
    if block:
        yield _rows(block), range(block[0].words.start, block[-1].words.stop)


def _rows(block: Sequence[_Line]) -> list[list[_Placed]]:
    rows: list[list[_Placed]] = []
    row_bottom = 0
    for line in block:
        height = line.y1 - line.y0
        middle = (line.y0 + line.y1) / 2
        cell = rows[-1][-1] if rows else None
        if cell is None or (len(rows[-1]) > 1 and middle > row_bottom and line.x0 < cell.x0 - _BACK * height):
            rows.append([_Placed(list(line.words), line.x0, line.x1)])
            row_bottom = line.y1
            continue
        if line.x0 > cell.x1 + _APART * min(height, line.x1 - line.x0) and middle < row_bottom:
            rows[-1].append(_Placed(list(line.words), line.x0, line.x1))
        else:
            cell.words += line.words
            cell.x0, cell.x1 = min(cell.x0, line.x0), max(cell.x1, line.x1)
        row_bottom = max(row_bottom, line.y1)
    return rows


def _lines(words: Words) -> Iterator[_Line]:
    start = 0
    for place in range(1, len(words) + 1):
        if place < len(words) and words.lines[place] == words.lines[start]:
            continue
        boxes = words.boxes[4 * start : 4 * place]
        yield _Line(
            range(start, place),
            words.blocks[start],
            min(boxes[0::4]),
            min(boxes[1::4]),
            max(boxes[2::4]),
            max(boxes[3::4]),
        )
        start = place
