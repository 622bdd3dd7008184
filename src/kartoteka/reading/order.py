"""Reading order: from boxes on a page to lines and blocks, each read whole and in its turn.

Columns are read one after the other, tables row by row, a letterhead before the address beside it,
a marginal note beside its block, what stands on its side as a block of its own, footnotes after the
body. Where words come in simple order already, ``simple`` says so at a fraction of the cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from operator import itemgetter

from kartoteka.reading.asides import beside, footnotes_last, with_standing
from kartoteka.reading.bands import Band, bands_of, usual_height, zones_of
from kartoteka.reading.blocks import Block, paragraphs, plain_blocks, rows_of
from kartoteka.reading.columns import Column, way_of
from kartoteka.reading.segments import (
    Boxes,
    Segment,
    Transform,
    level,
    segments_of,
    standing,
    upright,
    usual_space,
)
from kartoteka.reading.tables import TextOf, table_blocks

_DEEPEST = 6
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
    lines: Sequence[tuple[int, int]],
    transform: Transform | None,
) -> Order:
    """Find the order in which words are read.

    Args:
        boxes: Where they stand on the page, in points.
        texts: What they say.
        blocks: The block each was found in.
        lines: First place and place behind the last of each line as found.
        transform: Of the picture that was recognised; None: the words are the file's own.
    """
    if not _is_sane(boxes):
        return order_of(lines, [True] * len(lines), lines, blocks)
    text = TextOf(texts)
    in_order = transform is None
    placed = level(boxes if transform is None else upright(boxes, transform), lines)
    tall = standing(placed, texts, lines)
    lying = [line for line in lines if line not in tall] if tall else lines
    space = usual_space(placed)
    segments = segments_of(placed, lying, blocks, space)
    if len(segments) > _MOST_SEGMENTS:
        return order_of(lines, [True] * len(lines), lines, blocks)
    made = footnotes_last(_arranged(segments, _Page(text, space, in_order), 0), text)
    if tall:
        made = with_standing(
            made, placed, tall, blocks, space, lambda some: _arranged(some, _Page(text, space, in_order), 0)
        )
    return _as_order(made, placed)


def _is_sane(boxes: Boxes) -> bool:
    """Every corner is a number."""
    return isfinite(sum(boxes.x0) + sum(boxes.y0) + sum(boxes.x1) + sum(boxes.y1))


@dataclass(slots=True, eq=False)
class _Page:
    """What holds for a whole page."""

    text: TextOf
    space: float
    """The usual one between words."""
    in_order: bool
    """Whether the order in which words were found is the writer's, and is evidence."""


def _arranged(segments: list[Segment], page: _Page, depth: int) -> list[Block]:
    """Read a region."""
    height = usual_height(segments)
    made: list[Block] = []
    bands = bands_of(segments)
    plain: list[Band] = []
    for zone in zones_of(bands, height, page.space):
        way, columns = (
            ("plain", []) if not zone.gutters else way_of(zone, height, page.text, in_order=page.in_order)
        )
        if depth >= _DEEPEST and way != "plain":
            way = "rows"
        if way == "plain":
            plain += zone.bands
            continue
        made += plain_blocks(plain)
        plain = []
        match way:
            case "list":
                made += paragraphs(rows_of(zone.segments))
            case "rows":
                made += table_blocks(zone.bands, height, page.text)
            case "columns":
                made += footnotes_last(
                    [block for column in columns for block in _column(column, page, depth)], page.text
                )
            case "left-notes" | "right-notes":
                left, right = (_column(column, page, depth) for column in columns)
                made += beside(left, right, notes_left=way == "left-notes")
    return made + plain_blocks(plain)


def _column(column: Column, page: _Page, depth: int) -> list[Block]:
    return _arranged(column.segments, page, depth + 1)


def order_of(
    lines: Sequence[tuple[int, int]],
    begins: Sequence[bool],
    as_found: Sequence[tuple[int, int]],
    blocks: Sequence[int],
) -> Order:
    """Make an order of lines that need no more than to be put one after the other.

    Args:
        lines: In order.
        begins: Which of them begin a row; the others go on with it.
        as_found: In the order of the file.
        blocks: The block of each word.
    """
    words: list[int] | None = None
    if lines != as_found:
        words = [place for start, end in lines for place in range(start, end)]
    line_starts: list[int] = []
    block_starts: list[int] = []
    at, block = 0, blocks[lines[0][0]]
    for (start, end), new in zip(lines, begins, strict=True):
        if new and at:
            line_starts.append(at)
            if blocks[start] != block:
                block_starts.append(at)
        block = blocks[start]
        at += end - start
    return Order(words, line_starts, block_starts)


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
