"""From found words to a layer's text and columns: NFC, reading order, offsets, lines, blocks, boxes.

Text of a layer is its words in reading order: joined by a space within a line, by a line feed
between lines, by two between blocks. Letters of one s p a c e d word are joined by a narrow
no-break space: each keeps its box, and ``search.analyzer`` makes one term of them. Control characters
and lone surrogates, which no text of ours may hold, become U+FFFD, so that they count as damage and
offsets stay true.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate, chain, compress, repeat
from operator import add, gt, itemgetter, mul, ne, or_, sub
from typing import Any

from kartoteka.reading.fit import UNFIT, FoundWord, fit
from kartoteka.reading.order import Order, reading_order
from kartoteka.reading.ruled import Rule
from kartoteka.reading.segments import Boxes
from kartoteka.reading.simple import BLOCK, simple_order
from kartoteka.reading.spaced import LETTER_SPACE, may_be_spaced, spaced
from kartoteka.records.page import Raster, Words


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
    most_words: int,
    most_characters: int,
    raster: Raster | None = None,
    rules: Callable[[], Sequence[Rule]] | None = None,
) -> LaidOut:
    """Lay words out as a layer.

    Args:
        found: As the file or the recogniser has them; their order, lines and blocks are hints.
        width: Of the page in points; boxes are cut to the page.
        height: Of the page in points.
        most_words: Words kept.
        most_characters: Characters kept.
        raster: The picture that was recognised, so that confidences are kept; None: the words are
            the file's own.
        rules: Gives the lines drawn on the page in points, or on the picture in its pixels; asked
            only where words alone leave doubt. None: there is none to ask.
    """
    columns, cut = fit(found, most_words, most_characters)
    if not columns[4]:
        return LaidOut("", Words(confidences=() if raster else None), cut)
    order = _order(columns, raster, rules)
    if order.words is not None:
        columns = tuple(map(_picker(order.words), columns))
    x0, y0, x1, y1, texts, _, _, confidences = columns
    joints = ["", *[" "] * (len(texts) - 1)]
    for place in order.lines:
        joints[place] = "\n"
    for place in order.blocks:
        joints[place] = "\n\n"
    lengths = list(map(len, texts))
    if may_be_spaced(texts, lengths):
        for place in spaced(texts, joints, order.boxes or Boxes(x0, y0, x1, y1)):
            joints[place] = LETTER_SPACE
    pieces = list(map(add, joints, texts))
    ends = tuple(accumulate(map(len, pieces)))
    words = Words(
        tuple(map(sub, ends, lengths)),
        ends,
        _boxes(x0, y0, x1, y1, width, height),
        tuple(confidences) if raster else None,
        _numbered(order.lines, len(texts)),
        _numbered(order.blocks, len(texts)),
    )
    return LaidOut("".join(pieces), words, cut)


def _order(
    columns: Sequence[Sequence[Any]],
    raster: Raster | None,
    rules: Callable[[], Sequence[Rule]] | None,
) -> Order:
    """Find the order of words: cheaply where it is simple."""
    x0, y0, x1, y1, texts, sources, source_lines, _ = columns
    changes = map(or_, map(ne, source_lines, source_lines[1:]), map(ne, sources, sources[1:]))
    starts = [0, *compress(range(1, len(texts)), changes)]
    lines = list(zip(starts, (*starts[1:], len(texts)), strict=True))
    simple = simple_order(x0, y0, x1, y1, lines, sources) if raster is None else None
    if simple is None:
        transform = None if raster is None else raster.transform
        return reading_order(Boxes(x0, y0, x1, y1), texts, sources, lines, transform, rules)
    placed, begins = simple
    words = [place for start, end in placed for place in range(start, end)] if placed != lines else None
    heads = list(accumulate((end - start for start, end in placed[:-1]), initial=0))
    return Order(
        words,
        [head for head, begin in zip(heads, begins, strict=True) if begin and head],
        [head for head, begin in zip(heads, begins, strict=True) if begin == BLOCK and head],
    )


def printable(text: str) -> str:
    """Return a text of the file, or about it, as a frame may carry it: one line, nothing unfit."""
    return UNFIT.sub("\ufffd", unicodedata.normalize("NFC", text))


def _picker(places: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Return what takes things from a column in an order."""
    return itemgetter(*places) if len(places) > 1 else tuple


def _numbered(begin: Sequence[int], count: int) -> tuple[int, ...]:
    """Number what begins at given places."""
    numbers: list[int] = []
    for number, (start, end) in enumerate(zip((0, *begin), (*begin, count), strict=True)):
        numbers += [number] * (end - start)
    return tuple(numbers)


def _boxes(
    x0: Sequence[float],
    y0: Sequence[float],
    x1: Sequence[float],
    y1: Sequence[float],
    width: float,
    height: float,
) -> tuple[int, ...]:
    """Points to hundredths, cut to the page, left before right and top before bottom."""
    corners = chain.from_iterable(zip(x0, y0, x1, y1, strict=True))
    if (
        min(x0) >= 0
        and max(x1) <= width
        and min(y0) >= 0
        and max(y1) <= height
        and not any(map(gt, x0, x1))
        and not any(map(gt, y0, y1))
    ):
        with suppress(TypeError, ValueError):  # a corner that is whole, or no number
            return tuple(map(float.__round__, map(mul, corners, repeat(100.0))))
    boxes: list[int] = []
    right, bottom = round(width * 100), round(height * 100)
    for left, top, far, low in zip(x0, y0, x1, y1, strict=True):
        left, top = _within(left, 0, right), _within(top, 0, bottom)
        boxes += (left, top, _within(far, left, right), _within(low, top, bottom))
    return tuple(boxes)


def _within(value: float, least: int, most: int) -> int:
    """Points in hundredths, between bounds; what is no number is the lower one."""
    if not value * 100 > least:
        return least
    return most if value * 100 >= most else round(value * 100)
