"""A second look at ink that no word covers: lines that page segmentation took for part of a stamp.

Where a stamp, a signature or a fold touches a line, the whole line is taken for a picture and never
read. What lies outside all words and has the size of letters is gathered into lines here, and each
is read by itself. Only words read with confidence are kept: letters around a seal, scribbles and
ornaments read as nonsense, and say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

import numpy as np
from numpy.typing import NDArray

from kartoteka.ocr.contract import PixelBox, Recognised, Recogniser, SheetWord
from kartoteka.ocr.opencv import cv2
from kartoteka.ocr.sheet import Sheet

_SHRINK = 2
_INK = 150
_LEAST_WORDS = 4
_MOST_LINES = 24
_LEAST_LETTERS = 4
_BELIEVED = 70
_LINE_BELIEVED = 60
_LEAST_SHARE = 0.5
_APART = 3.0
"""Widest gap within a line, in heights of a word."""


def look_again(found: Recognised, recogniser: Recogniser, languages: str) -> Recognised:
    """Return the reading with the lines that were passed over.

    Args:
        found: What was read.
        recogniser: The engine.
        languages: What it was read with.
    """
    if len(found.words) < _LEAST_WORDS:
        return found
    height = median(word.box[3] - word.box[1] for word in found.words)
    lines = uncovered_lines(found.sheet, [word.box for word in found.words], height)
    if not lines:
        return found
    words = list(found.words)
    block = max(word.block for word in words)
    for line in recogniser.read_lines(found.sheet, lines[:_MOST_LINES], languages):
        kept = _believed(line)
        if kept:
            block += 1
            _insert(words, [word._replace(block=block, line=0) for word in kept])
    if len(words) == len(found.words):
        return found
    return replace(found, words=tuple(words))


def uncovered_lines(sheet: Sheet, covered: Sequence[PixelBox], height: float) -> list[PixelBox]:
    """Return where ink of the size of letters stands in lines outside given boxes.

    Args:
        sheet: Prepared.
        covered: Boxes of the words that were read.
        height: The usual height of a word, in pixels.
    """
    size = (max(1, sheet.width // _SHRINK), max(1, sheet.height // _SHRINK))
    ink = (cv2.resize(sheet.pixels, size, interpolation=cv2.INTER_AREA) < _INK).astype(np.uint8)
    for x0, y0, x1, y1 in covered:
        ink[y0 // _SHRINK : y1 // _SHRINK + 1, x0 // _SHRINK : x1 // _SHRINK + 1] = 0
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    tall = height / _SHRINK
    of_letters = (
        (stats[:, 3] >= 0.4 * tall)
        & (stats[:, 3] <= 1.7 * tall)
        & (stats[:, 2] <= 3 * tall)
        & (stats[:, 2] >= 2)
    )
    of_letters[0] = False
    letters = stats[of_letters]
    if len(letters) < _LEAST_LETTERS:
        return []
    return [
        (x0 * _SHRINK, y0 * _SHRINK, min(sheet.width, x1 * _SHRINK), min(sheet.height, y1 * _SHRINK))
        for x0, y0, x1, y1 in _lines(letters, tall)
    ]


def _lines(letters: NDArray[np.int32], tall: float) -> list[PixelBox]:
    """Gather letters (left, top, width, height, area) into lines, from the left."""
    open_lines: list[list[tuple[int, int, int, int]]] = []
    for left, top, width, height, _ in letters[np.argsort(letters[:, 0], kind="stable")].tolist():
        middle = top + height / 2
        box = (left, top, left + width, top + height)
        for line in open_lines:
            last = line[-3:]
            level = median((other[1] + other[3]) / 2 for other in last)
            if left - max(other[2] for other in last) < _APART * tall and abs(middle - level) < 0.5 * tall:
                line.append(box)
                break
        else:
            open_lines.append([box])
    boxes = []
    for line in open_lines:
        x0, x1 = min(box[0] for box in line), max(box[2] for box in line)
        y0, y1 = min(box[1] for box in line), max(box[3] for box in line)
        if len(line) >= _LEAST_LETTERS and x1 - x0 >= 2 * tall and y1 - y0 <= 2.4 * tall:
            boxes.append((x0, y0, x1, y1))
    return sorted(boxes, key=lambda box: (box[1], box[0]))


def _believed(line: Sequence[SheetWord]) -> list[SheetWord]:
    """Return the words of a line that are kept: none of a line that was read badly as a whole."""
    characters = sum(len(word.text) for word in line)
    sure = [word for word in line if word.confidence >= _BELIEVED and any(map(str.isalnum, word.text))]
    kept = sum(len(word.text) for word in sure)
    if kept < _LEAST_LETTERS or kept < _LEAST_SHARE * characters:
        return []
    return [word for word in line if word.confidence >= _LINE_BELIEVED and any(map(str.isalnum, word.text))]


def _insert(words: list[SheetWord], line: Sequence[SheetWord]) -> None:
    """Put a line where it stands from top to bottom: before the first word that begins below it."""
    bottom = max(word.box[3] for word in line)
    left, right = line[0].box[0], line[-1].box[2]
    place = next(
        (
            place
            for place, word in enumerate(words)
            if (word.box[1] + word.box[3]) / 2 > bottom
            and word.box[0] < right
            and word.box[2] > left
            and (place == 0 or (word.block, word.line) != (words[place - 1].block, words[place - 1].line))
        ),
        len(words),
    )
    words[place:place] = line
