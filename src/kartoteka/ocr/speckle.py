"""Step 8: take single specks out with a median of 3x3.

Never on two-valued or clean pictures, nor on coarse ones, whose thin strokes are specks to a median: on a
crisp page of 96 dpi it made the recogniser lose nearly every line.
"""

from __future__ import annotations

from kartoteka.ocr.opencv import cv2
from kartoteka.ocr.sheet import Sheet

_COARSE_DPI = 145


def remove_speckle(sheet: Sheet) -> Sheet:
    """Return the sheet without single specks."""
    if sheet.bilevel or sheet.clean or sheet.dpi < _COARSE_DPI or min(sheet.width, sheet.height) < 3:
        return sheet
    return sheet.painted(cv2.medianBlur(sheet.pixels, 3))
