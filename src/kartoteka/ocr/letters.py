"""Step 5: as many pixels as letters need, judged by the letters themselves.

The recogniser likes small letters (а, о, n) of 10 to 20 pixels. What a file says of its resolution
may be untrue, and print may be small or large; so the letters are measured. Smaller ones are
enlarged by half (a contract of 9 pixels: words missed 46 of 277, then 8); larger ones are made
smaller, which costs no letters and spares a fifth of the time of a scan of 300 dpi. At 10 pixels and
above enlarging was measured to harm, and is not done.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kartoteka.ocr.opencv import cv2
from kartoteka.ocr.resolution import scaled
from kartoteka.ocr.sheet import Sheet

_INK = 150
_SMALL, _LARGE, _GOOD = 9.5, 21.0, 16.0
_ENLARGED = 1.5
_LEAST_FACTOR = 0.5
_LEAST_LETTERS = 40
_COARSEST_DPI = 110
_LARGEST_PIXELS = 25_000_000
_BAND = 0.5
"""Share of the page's height, in its middle, that is measured."""


def fit_letters(sheet: Sheet) -> Sheet:
    """Return the sheet with letters of a size that is read well, and their height noted."""
    height = letter_height(sheet)
    if height == 0.0:
        return scaled(sheet, _ENLARGED, sheet.dpi) if sheet.dpi < _COARSEST_DPI else sheet
    if height < _SMALL and sheet.pixels.size * _ENLARGED**2 < _LARGEST_PIXELS:
        factor = _ENLARGED
    elif height > _LARGE:
        factor = max(_LEAST_FACTOR, _GOOD / height)
    else:
        return replace(sheet, letters=height)
    return replace(scaled(sheet, factor, sheet.dpi), letters=height * factor)


def letter_height(sheet: Sheet) -> float:
    """Return the usual height of small letters in pixels; 0.0 where there are too few to tell."""
    top, bottom = round(sheet.height * (0.5 - _BAND / 2)), round(sheet.height * (0.5 + _BAND / 2))
    for begin, end in ((top, bottom), (0, top), (bottom, sheet.height)):
        heights = _heights(sheet, begin, end)
        if len(heights) >= _LEAST_LETTERS:
            ordered = np.sort(heights)  # half of the height lies in taller ones: crumbs count little
            sums = np.cumsum(ordered)
            return float(ordered[np.searchsorted(sums, sums[-1] / 2)])
    return 0.0


def _heights(sheet: Sheet, begin: int, end: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    """Measure what has the shape of a letter: not long, not a speck, inked by a fifth to nine tenths."""
    ink = (sheet.pixels[begin:end] < _INK).astype(np.uint8)
    if not ink.any():
        return np.empty(0, np.int32)
    stats = cv2.connectedComponentsWithStats(ink, connectivity=8)[2][1:]
    wide, high, area = stats[:, 2], stats[:, 3], stats[:, 4]
    shaped = (high >= 5) & (wide >= 4) & (wide <= 2.5 * high) & (high <= 2.5 * wide) & (high < sheet.dpi)
    inked = area / (wide * high)
    found: np.ndarray[tuple[int, ...], np.dtype[np.int32]] = high[shaped & (inked > 0.2) & (inked < 0.9)]
    return found
