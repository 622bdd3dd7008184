"""From a reader's words to a layer's text and columns: NFC, offsets, lines, blocks, boxes.

Text of a layer is its words: joined by a space within a line, by a line feed between lines, by two
between blocks. Control characters and lone surrogates, which no text of ours may hold, become
U+FFFD, so that they count as damage and offsets stay true.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from kartoteka.formats.contract import Embedded, PageBounds
from kartoteka.records.page import Words

WordTuple = tuple[float, float, float, float, str, int, int, int]
"""x0, y0, x1, y1, word, block, line, number; as MuPDF's ``extractWORDS`` gives it."""

_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")


def layout(
    words: Iterable[WordTuple],
    width: float,
    height: float,
    bounds: PageBounds,
) -> Embedded:
    """Lay words out as a layer.

    Args:
        words: In reading order; a new line or block begins where its number changes.
        width: Of the page in points; boxes are cut to the page.
        height: Of the page in points.
        bounds: Words and characters kept.
    """
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    boxes: list[int] = []
    lines: list[int] = []
    blocks: list[int] = []
    right, bottom = round(width * 100), round(height * 100)
    offset, line, block = 0, -1, -1
    last_line: int | None = None
    last_block: int | None = None
    cut = False
    for x0, y0, x1, y1, raw, block_number, line_number, _ in words:
        word = raw
        if not word.isascii():
            word = unicodedata.normalize("NFC", word)
        if not word.isprintable():
            word = _UNFIT.sub("\ufffd", word)
        if not word or word.isspace():
            continue
        if len(starts) >= bounds.words or offset + len(word) + 2 > bounds.characters:
            cut = True
            break
        if block_number != last_block:
            if last_block is not None:
                parts.append("\n\n")
                offset += 2
            block += 1
            line += 1
        elif line_number != last_line:
            parts.append("\n")
            offset += 1
            line += 1
        else:
            parts.append(" ")
            offset += 1
        last_block, last_line = block_number, line_number
        parts.append(word)
        starts.append(offset)
        offset += len(word)
        ends.append(offset)
        lines.append(line)
        blocks.append(block)
        left, top = _within(x0, right), _within(y0, bottom)
        boxes += (left, top, max(left, _within(x1, right)), max(top, _within(y1, bottom)))
    text = "".join(parts)
    return Embedded(
        text,
        Words(tuple(starts), tuple(ends), tuple(boxes), None, tuple(lines), tuple(blocks)),
        cut,
    )


def _within(value: float, largest: int) -> int:
    """Points to hundredths, cut to the page; a value that is no number is the page's edge."""
    hundredths = value * 100
    if hundredths > 0:
        return int(hundredths + 0.5) if hundredths < largest else largest
    return 0
