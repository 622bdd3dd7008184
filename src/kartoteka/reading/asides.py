"""What stands beside or below the body: notes in the margin, footnotes, text on its side.

None of them may stand in the middle of a line, and a note stays with the block it belongs to:
before it when it stands on its left, after it when it stands on its right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kartoteka.reading.blocks import Block
from kartoteka.reading.segments import Boxes, Segment, segments_of
from kartoteka.reading.tables import TextOf

_SMALLER = 0.9
"""Height of a footnote's letters, in those of the body, at most."""
_MARK = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3})[.)]?\Z|(?:\d{1,3}|[*†‡])[^\W\d]")
_LEAST_BODY = 2


def beside(left: list[Block], right: list[Block], *, notes_left: bool) -> list[Block]:
    """Put notes among the blocks they stand beside.

    Args:
        left: Blocks of the left column.
        right: Blocks of the right column.
        notes_left: Which of the two is the margin.
    """
    notes, body = (left, right) if notes_left else (right, left)
    made: list[Block] = []
    at = 0
    for block in body:
        after: list[Block] = []
        while at < len(notes) and (notes[at].y0 + notes[at].y1) / 2 < block.y1:
            (made if notes_left else after).append(notes[at])
            at += 1
        made.append(block)
        made += after
    return made + notes[at:]


def footnotes_last(blocks: list[Block], text: TextOf) -> list[Block]:
    """Put footnotes of columns behind the last column.

    Args:
        blocks: In reading order; at a column's end stand its footnotes.
        text: What the words say.
    """
    heights = [block for block in blocks if block.kind == "text"]
    if len(heights) <= _LEAST_BODY:
        return blocks
    if not any(_MARK.match(text.texts[block.lines[0][0].words[0]]) for block in heights):
        return blocks
    body = _usual(heights)
    body_blocks: list[Block] = []
    notes: list[Block] = []
    for place, block in enumerate(blocks):
        ends_column = (
            place + 1 == len(blocks)
            or blocks[place + 1].y0 < block.y0
            or _is_note(blocks[place + 1], body, text)
        )
        if ends_column and _is_note(block, body, text):
            notes.append(block)
        else:
            body_blocks.append(block)
    return body_blocks + notes


def _is_note(block: Block, body: float, text: TextOf) -> bool:
    first = block.lines[0][0]
    if block.kind != "text" or _height(block) > _SMALLER * body:
        return False
    return _MARK.match(text.texts[first.words[0]]) is not None


def _usual(blocks: Sequence[Block]) -> float:
    heights = sorted(
        (_height(block), sum(len(s.words) for line in block.lines for s in line)) for block in blocks
    )
    half = sum(words for _, words in heights) / 2
    for height, words in heights:
        half -= words
        if half <= 0:
            return height
    return heights[-1][0]


def _height(block: Block) -> float:
    """Height of a block's letters: the median over its lines of the tallest segment."""
    heights = sorted(max(segment.y1 - segment.y0 for segment in line) for line in block.lines)
    return heights[len(heights) // 2]


def with_standing(
    blocks: list[Block],
    boxes: Boxes,
    lines: Sequence[tuple[int, int]],
    sources: Sequence[int],
    space: float,
    arranged: Callable[[list[Segment]], list[Block]],
) -> list[Block]:
    """Put text on its side where it begins, as blocks of its own, its letters in order.

    Args:
        blocks: All other text.
        boxes: Of all words, level.
        lines: The lines that stand.
        sources: The block each word was found in.
        space: The usual one between words.
        arranged: Reads segments.
    """
    placed: list[tuple[int, Block]] = []
    up = [line for line in lines if _reads_up(boxes, line)]
    down = [line for line in lines if not _reads_up(boxes, line)]
    if up:
        turned = Boxes([-y for y in boxes.y1], boxes.x0, [-y for y in boxes.y0], boxes.x1)
        placed += [
            (_place(blocks, block, boxes), block)
            for block in arranged(segments_of(turned, up, sources, space))
        ]
    if down:
        turned = Boxes(boxes.y0, [-x for x in boxes.x1], boxes.y1, [-x for x in boxes.x0])
        placed += [
            (_place(blocks, block, boxes), block)
            for block in arranged(segments_of(turned, down, sources, space))
        ]
    placed.sort(key=lambda one: one[0])
    made: list[Block] = []
    at = 0
    for place, block in placed:
        made += blocks[at:place]
        made.append(block)
        at = place
    return made + blocks[at:]


def _place(blocks: Sequence[Block], block: Block, boxes: Boxes) -> int:
    """Within the text: before what ends below its top. In a margin: behind everything."""
    words = [word for line in block.lines for segment in line for word in segment.words]
    left, right = min(boxes.x0[word] for word in words), max(boxes.x1[word] for word in words)
    top = min(boxes.y0[word] for word in words)
    if not any(other.x0 < left and right < other.x1 for other in blocks):
        return len(blocks)
    return next((place for place, other in enumerate(blocks) if other.y1 > top), len(blocks))


def _reads_up(boxes: Boxes, line: tuple[int, int]) -> bool:
    start, last = line[0], line[1] - 1
    return start == last or boxes.y0[start] >= boxes.y0[last]
