"""A taste of a page, read before the page: which way it lies, and in what it is written.

A page that is read the wrong way up, or by the model of another script, costs a whole reading in
vain. A strip of a line or two tells both for a thirtieth of that. It is taken where letters stand
closest; rules, shadows and pictures have few changes from light to dark along a row.

The first page of a document is tasted, a page that was turned by a quarter (half of them then stand
on their heads), and a page that follows one that lay upside down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kartoteka.ocr.contract import Recognised, Recogniser
from kartoteka.ocr.opencv import cv2
from kartoteka.ocr.sheet import Sheet
from kartoteka.ocr.upright import half_turn

_STRIP_INCHES = 0.32
_STRIP_WIDTH_INCHES = 3.6
_SHRINK = 4
_INK = 170
_SURE = 78
_GOOD = 58
_CLEARLY = 12
_LEAST_CHARACTERS = 5


@dataclass(frozen=True, slots=True)
class Taste:
    """What a strip has shown."""

    turned: bool
    """Whether the page lies upside down."""
    languages: str
    """What the strip was read best with; empty: it says nothing."""


def taste(sheet: Sheet, recogniser: Recogniser, first: str, others: tuple[str, ...]) -> Taste:
    """Read a strip of a prepared sheet.

    Args:
        sheet: Its lines running across.
        recogniser: The engine.
        first: The languages that are likely.
        others: Sets of languages that it may be in instead, the likelier first.
    """
    strip = densest_strip(sheet)
    upright = recogniser.read(strip, first)
    if _says_much(upright) and upright.confidence >= _SURE:
        return Taste(turned=False, languages=first)
    surest = upright.confidence if _says_much(upright) else 0
    for lies, seen in ((False, strip), (True, half_turn(strip))):
        readings = [(recogniser.read(seen, first) if lies else upright, first)]
        readings += [(recogniser.read(seen, languages), languages) for languages in others]
        readings = [reading for reading in readings if _says_much(reading[0])]
        found, languages = max(readings, key=lambda reading: reading[0].confidence, default=(upright, ""))
        if languages == first and not lies and found.confidence >= _GOOD:
            return Taste(turned=False, languages=first)
        if languages and found.confidence >= max(_GOOD, surest + _CLEARLY):
            return Taste(lies, languages)
    return Taste(turned=False, languages="")


def densest_strip(sheet: Sheet) -> Sheet:
    """Return the part of a sheet, about two lines high, in which letters stand closest."""
    height = min(sheet.height, max(8, round(_STRIP_INCHES * sheet.dpi)))
    width = min(sheet.width, round(_STRIP_WIDTH_INCHES * sheet.dpi))
    size = (max(1, sheet.width // _SHRINK), max(1, sheet.height // _SHRINK))
    ink = (cv2.resize(sheet.pixels, size, interpolation=cv2.INTER_AREA) < _INK).astype(np.float32)
    changes = np.abs(np.diff(ink, axis=1, prepend=ink[:, :1]))
    window = (max(1, min(width // _SHRINK, size[0])), max(1, min(height // _SHRINK, size[1])))
    sums = cv2.boxFilter(changes, -1, window, normalize=False, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT)
    sums = sums[: size[1] - window[1] + 1, : size[0] - window[0] + 1]
    row, column = np.unravel_index(int(sums.argmax()), sums.shape)
    top = min(int(row) * _SHRINK, sheet.height - height)
    left = min(int(column) * _SHRINK, sheet.width - width)
    top, height = _between_lines(changes, top, height, left, width)
    pixels = np.ascontiguousarray(sheet.pixels[top : top + height, left : left + width])
    strip = sheet.moved(pixels, (1.0, 0.0, 0.0, 1.0, float(left), float(top)))
    return replace(strip, steps=sheet.steps)


def _says_much(found: Recognised) -> bool:
    return len(found.text) >= _LEAST_CHARACTERS


def _between_lines(
    changes: NDArray[np.float32], top: int, height: int, left: int, width: int
) -> tuple[int, int]:
    """Move both edges of a strip to where its columns have least ink, so that no line is cut."""
    rows = changes[:, left // _SHRINK : (left + width) // _SHRINK + 1].sum(1)
    reach = max(1, height // _SHRINK // 3)

    def emptiest(row: int) -> int:
        low = max(0, row - reach)
        return (low + int(rows[low : row + reach + 1].argmin())) * _SHRINK

    first, last = emptiest(top // _SHRINK), emptiest(min(len(rows) - 1, (top + height) // _SHRINK))
    return (first, last - first) if last - first > height // 3 else (top, height)
