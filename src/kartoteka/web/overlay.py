"""What lies over a page image, in page space: boxes of hits, and the text to select and copy.

Text is laid as one SVG ``text`` a line segment with its length given, the only form that both
Chromium and Firefox set exactly and copy line by line. A gap wider than 1.5 line heights (tables,
columns) starts a new segment. A word taller than it is wide by far stands on its side and is left
to the transcript.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kartoteka.records.consulted import HitMark
from kartoteka.records.page import TextLayer, Words

LETTER_SPACE = "\u202f"
"""What joins the letters of a s p a c e d word in a layer's text."""

_GAP = 1.5
_BASELINE = 0.8
_UPRIGHT = 3.0


class Segment(NamedTuple):
    """A piece of a line."""

    x: str
    """Left edge, points."""
    y: str
    """Baseline, points."""
    size: str
    """Font size, points."""
    length: str
    """Width it is set to, points."""
    text: str
    """Its words, joined by spaces."""


class Rectangle(NamedTuple):
    """A box of a hit."""

    mark: int
    """The hit's number on the page, from 1."""
    x: str
    y: str
    width: str
    height: str


def rectangles(marks: Sequence[HitMark], margin: float = 1.0) -> list[Rectangle]:
    """Return the boxes of all hits, grown by a margin in points so that the ink stays legible."""
    return [
        Rectangle(
            number,
            _figure(box.x0 - margin),
            _figure(box.y0 - margin),
            _figure(max(box.x1 - box.x0, 0) + 2 * margin),
            _figure(max(box.y1 - box.y0, 0) + 2 * margin),
        )
        for number, mark in enumerate(marks, 1)
        for box in mark.boxes
    ]


def segments(layer: TextLayer) -> list[Segment]:
    """Return the layer's lines, cut where words stand far apart."""
    words = layer.words
    made: list[Segment] = []
    line: list[int] = []
    for index in range(len(words)):
        x0, y0, x1, y1 = words.boxes[4 * index : 4 * index + 4]
        letters = max(1, words.ends[index] - words.starts[index])
        if x1 <= x0 or y1 <= y0 or y1 - y0 > _UPRIGHT * letters * (x1 - x0):
            continue
        if line and _breaks(words, line[-1], index):
            made.append(_segment(layer, line))
            line = []
        line.append(index)
    if line:
        made.append(_segment(layer, line))
    return made


def _breaks(words: Words, last: int, index: int) -> bool:
    left, top, right, bottom = words.boxes[4 * last : 4 * last + 4]
    x0, y0, _x1, y1 = words.boxes[4 * index : 4 * index + 4]
    return (
        words.lines[last] != words.lines[index] or x0 - right > _GAP * max(bottom - top, y1 - y0) or x0 < left
    )


def _segment(layer: TextLayer, line: Sequence[int]) -> Segment:
    boxes = [layer.words.boxes[4 * index : 4 * index + 4] for index in line]
    left, right = boxes[0][0], max(box[2] for box in boxes)
    top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    text = "".join(_joint(layer, index) + _word(layer, index) for index in line).strip()
    height = (bottom - top) / 100
    return Segment(
        _figure(left / 100),
        _figure(top / 100 + height * _BASELINE),
        _figure(height),
        _figure((right - left) / 100),
        text.replace("\n", ""),
    )


def _word(layer: TextLayer, index: int) -> str:
    return layer.text[layer.words.starts[index] : layer.words.ends[index]]


def _joint(layer: TextLayer, index: int) -> str:
    """Return what joins a word to the one before it: the layer's own sign within a spaced word."""
    before = layer.text[layer.words.starts[index] - 1 : layer.words.starts[index]] if index else ""
    return before if before == LETTER_SPACE else " "


def _figure(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
