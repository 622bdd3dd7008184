"""Reading order: from boxes on a page to lines and blocks, each read whole and in its turn.

Columns are read one after the other, tables row by row, a letterhead before the address beside it,
a marginal note beside its block, what stands on its side as a block of its own, footnotes after the
body. Where words come in simple order already, ``simple`` says so at a fraction of the cost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from operator import itemgetter

from kartoteka.reading.asides import beside, footnotes_last, with_standing
from kartoteka.reading.bands import Band, Zone, bands_of, usual_height, zones_of
from kartoteka.reading.blocks import Block, Line, opened, paragraphs, plain_blocks, rows_of
from kartoteka.reading.columns import Column, Way, way_of
from kartoteka.reading.ruled import Grid, Rule, grids_of, scaled, tables_of
from kartoteka.reading.segments import (
    Boxes,
    Segment,
    Transform,
    gaps_of,
    level,
    segment_of,
    segments_of,
    standing,
    upright,
    usual_space,
)
from kartoteka.reading.tables import TextOf, table_blocks

Span = tuple[int, int]
"""Place of the first word of a line, and behind its last."""

_DEEPEST = 6
_LARGE_CELL = 60
"""Words of a cell that is read as a page is."""
_MOST_SEGMENTS = 30_000
"""A page with more is no page of lines; its words stay as they were found."""


@dataclass(slots=True)
class Order:
    """Words in reading order."""

    words: list[int] | None
    """Their places as found; None: they are in order as they were found."""
    lines: list[int]
    """Places in the order where lines begin, the first apart; ascending."""
    blocks: list[int]
    """Places in the order where blocks begin, the first apart; ascending, each also in ``lines``."""
    boxes: Boxes | None = None
    """Where words stand, in order and upright space; None: as they were found."""


def reading_order(
    boxes: Boxes,
    texts: Sequence[str],
    blocks: Sequence[int],
    lines: Sequence[Span],
    transform: Transform | None = None,
    rules: Callable[[], Sequence[Rule]] | None = None,
) -> Order:
    """Find the order in which words are read.

    Args:
        boxes: Where they stand on the page, in points.
        texts: What they say.
        blocks: The block each was found in.
        lines: First place and place behind the last of each line as found.
        transform: Of the picture that was recognised; None: the words are the file's own.
        rules: Gives the lines drawn on the page in points, or on the recognised picture in its
            pixels; asked only where white leaves doubt, because it costs.
    """
    if not _is_sane(boxes):
        return as_found(lines, blocks)
    placed = level(boxes if transform is None else upright(boxes, transform), lines)
    gaps = gaps_of(placed)
    page = _Page(placed, gaps, TextOf(texts), blocks, usual_space(gaps), transform is None)
    tall = set(standing(placed, texts, lines))
    lying = [line for line in lines if line not in tall] if tall else lines
    upended = [line for line in lines if line in tall] if tall else []
    segments = segments_of(placed, lying, blocks, page.space, gaps)
    if len(segments) > _MOST_SEGMENTS:
        return as_found(lines, blocks)
    made = page.read(segments, upended)
    if rules is not None and (tall or page.unsure):
        drawn = rules() if transform is None else scaled(rules(), transform)
        made = page.read_ruled(lying, upended, grids_of(drawn, broken=transform is not None)) or made
    return _as_order(opened(made), placed)


def _is_sane(boxes: Boxes) -> bool:
    """Every corner is a number."""
    return isfinite(sum(boxes.x0) + sum(boxes.y0) + sum(boxes.x1) + sum(boxes.y1))


@dataclass(slots=True, eq=False)
class _Page:
    """What holds for a whole page, and how its regions are read."""

    boxes: Boxes
    gaps: Sequence[float]
    text: TextOf
    blocks: Sequence[int]
    space: float
    """The usual one between words."""
    in_order: bool
    """Whether the order in which words were found is the writer's, and is evidence."""
    unsure: bool = False
    """Whether rows were told by white and words only; rules may tell them surely."""

    def read(self, segments: list[Segment], upended: Sequence[Span]) -> list[Block]:
        """Read a page, or a cell that is like one."""
        made = self.arranged(segments, 0)
        if not upended:
            return made
        return with_standing(
            made, self.boxes, upended, self.blocks, self.space, lambda some: self.arranged(some, 0)
        )

    def read_ruled(
        self, lines: Sequence[Span], upended: Sequence[Span], grids: Sequence[Grid]
    ) -> list[Block] | None:
        """Read a page with ruled tables; None: it has none."""
        if not grids:
            return None
        tables = tables_of(self.boxes, lines, upended, grids, self.cell)
        if not tables.segments:
            return None
        around = segments_of(self.boxes, tables.lines, self.blocks, self.space, self.gaps)
        return self.read(around + tables.segments, tables.standing)

    def cell(self, lines: Sequence[Span], upended: Sequence[Span]) -> list[Line]:
        """Read a cell of a ruled table."""
        if len(lines) == 1 and lines[0][1] - lines[0][0] == 1 and not upended:
            return [[segment_of(self.boxes, *lines[0], self.blocks[lines[0][0]])]]
        segments = segments_of(self.boxes, lines, self.blocks, self.space, self.gaps)
        if not upended and sum(len(segment.words) for segment in segments) <= _LARGE_CELL:
            return rows_of(segments)
        return [line for block in self.read(segments, upended) for line in block.lines]

    def arranged(self, segments: list[Segment], depth: int) -> list[Block]:
        """Read a region."""
        height = usual_height(segments)
        made: list[Block] = []
        plain: list[Band] = []
        for zone in zones_of(bands_of(segments), height, self.space):
            way: Way = "plain"
            columns: list[Column] = []
            if zone.gutters:
                way, columns = way_of(zone, height, self.text, in_order=self.in_order)
                if depth >= _DEEPEST and way != "plain":
                    way = "rows"
            if way == "plain":
                plain += zone.bands
                continue
            made += plain_blocks(plain)
            plain = []
            made += self._zone(zone, way, columns, height, depth)
        return made + plain_blocks(plain)

    def _zone(
        self, zone: Zone, way: Way, columns: Sequence[Column], height: float, depth: int
    ) -> list[Block]:
        if way == "list":
            return paragraphs(rows_of(zone.segments))
        if way == "rows":
            blocks = table_blocks(zone.bands, height, self.text)
            tall = any(band.bottom - band.top > height for band in zone.bands)
            self.unsure = self.unsure or tall or len(blocks) < len(zone.bands)
            return blocks
        self.unsure = self.unsure or not self.in_order
        parts = [self.arranged(column.segments, depth + 1) for column in columns]
        if way == "columns":
            return footnotes_last([block for part in parts for block in part], self.text)
        return beside(parts[0], parts[1], notes_left=way == "left-notes")


def as_found(lines: Sequence[Span], blocks: Sequence[int]) -> Order:
    """Leave words in the order they were found in."""
    starts = [start for start, _ in lines[1:]]
    return Order(None, starts, [start for start in starts if blocks[start] != blocks[start - 1]])


def _as_order(made: Sequence[Block], boxes: Boxes) -> Order:
    words: list[int] = []
    lines: list[int] = []
    blocks: list[int] = []
    for block in made:
        blocks.append(len(words))
        for line in block.lines:
            lines.append(len(words))
            for segment in line:
                words += segment.words
    pick = itemgetter(*words) if len(words) > 1 else tuple
    placed = Boxes(pick(boxes.x0), pick(boxes.y0), pick(boxes.x1), pick(boxes.y1))
    return Order(words, lines[1:], blocks[1:], placed)
