"""Step 6: do the lines of text run across or down? By projection, without recognising anything.

Lines of text make the sums of rows uneven; read across them, sums are even. Whether the page then
stands on its head is told by recognition itself (``attempts``).
"""

from __future__ import annotations

import numpy as np

from kartoteka.ocr.opencv import cv2
from kartoteka.ocr.sheet import Sheet
from kartoteka.ocr.upright import quarter_turn

_LONG_SIDE = 1000
_STRIPS = 24
_MARGIN = 0.08
_DARKEST_PAPER = 215


def set_axis(sheet: Sheet) -> Sheet:
    """Return the sheet with its lines running across."""
    return sheet if lines_run_across(sheet) else quarter_turn(sheet)


def lines_run_across(sheet: Sheet) -> bool:
    """Say whether lines of text run across; True where there is nothing to judge."""
    factor = _LONG_SIDE / max(sheet.width, sheet.height)
    size = (max(1, round(sheet.width * factor)), max(1, round(sheet.height * factor)))
    small = cv2.GaussianBlur(cv2.resize(sheet.pixels, size, interpolation=cv2.INTER_AREA), (0, 0), 1)
    threshold = cv2.threshold(small, 0, 255, cv2.THRESH_OTSU)[0]
    ink = (small < min(threshold, _DARKEST_PAPER)).astype(np.float32)
    height, width = ink.shape
    top, left = int(height * _MARGIN), int(width * _MARGIN)
    ink = ink[top : height - top, left : width - left]
    if min(ink.shape) < 2 * _STRIPS:
        return True
    return _unevenness(ink) >= _unevenness(ink.T)


def _unevenness(ink: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> float:
    """Sum the squared deviations of row sums, in strips, so that columns do not blur each other."""
    across = ink.shape[1] // _STRIPS
    sums = ink[:, : across * _STRIPS].reshape(ink.shape[0], _STRIPS, across).sum(2)
    sums = sums - sums.mean(0)
    return float((sums * sums).sum())
