"""From found words to a layer's text and columns: NFC, offsets, lines, blocks, boxes.

Text of a layer is its words: joined by a space within a line, by a line feed between lines, by two
between blocks. Control characters and lone surrogates, which no text of ours may hold, become
U+FFFD, so that they count as damage and offsets stay true.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from operator import gt

from kartoteka.records.page import Words

FoundWord = tuple[float, float, float, float, str, int, int, int]
"""x0, y0, x1, y1 in points on the page as shown, word, block, line, confidence (of a recognised
word). A new block or line begins where its number changes."""

_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Words as a layer keeps them."""

    text: str
    """As ``records.page.TextLayer.text``."""
    words: Words
    """Columns."""
    cut: bool
    """True: there were more words or characters than are kept."""


def layout(
    found: Iterable[FoundWord],
    width: float,
    height: float,
    *,
    recognised: bool,
    most_words: int,
    most_characters: int,
) -> LaidOut:
    """Lay words out as a layer.

    Args:
        found: In reading order.
        width: Of the page in points; boxes are cut to the page.
        height: Of the page in points.
        recognised: Whether confidences are kept.
        most_words: Words kept.
        most_characters: Characters kept.
    """
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    corners: list[float] = []
    lines: list[int] = []
    blocks: list[int] = []
    confidences: list[int] = []
    offset, line, block = 0, -1, -1
    last_line, last_block = -1, -1
    cut = False
    for x0, y0, x1, y1, raw, block_number, line_number, confidence in found:
        word = raw
        if not word.isascii():
            word = unicodedata.normalize("NFC", word)
        if not word.isprintable():
            word = _UNFIT.sub("\ufffd", word)
        if not word or word.isspace():
            continue
        if len(starts) >= most_words or offset + len(word) + 2 > most_characters:
            cut = True
            break
        if block < 0:
            block = line = 0
        elif block_number != last_block:
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
        confidences.append(confidence)
        corners += (x0, y0, x1, y1)
    words = Words(
        tuple(starts),
        tuple(ends),
        _boxes(corners, round(width * 100), round(height * 100)),
        tuple(confidences) if recognised else None,
        tuple(lines),
        tuple(blocks),
    )
    return LaidOut("".join(parts), words, cut)


def printable(text: str) -> str:
    """Return a text of the file, or about it, as a frame may carry it: one line, nothing unfit."""
    return _UNFIT.sub("\ufffd", unicodedata.normalize("NFC", text))


def _boxes(corners: list[float], right: int, bottom: int) -> tuple[int, ...]:
    """Points to hundredths, cut to the page, left before right and top before bottom."""
    try:
        boxes = [int(value * 100 + 0.5) for value in corners]
    except (ValueError, OverflowError):  # a corner that is no number
        boxes = [int(min(max(value * 100, -1e9), 1e9)) if value == value else 0 for value in corners]
    for axis, largest in ((0, right), (1, bottom)):
        low, high = boxes[axis::4], boxes[axis + 2 :: 4]
        if low and (min(low) < 0 or max(high) > largest or any(map(gt, low, high))):
            low = [min(max(value, 0), largest) for value in low]
            boxes[axis::4] = low
            boxes[axis + 2 :: 4] = [
                min(max(value, least), largest) for value, least in zip(high, low, strict=True)
            ]
    return tuple(boxes)
