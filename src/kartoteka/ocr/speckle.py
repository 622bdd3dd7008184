"""Step 5: take single specks out with a median of 3x3; never on two-valued pictures."""

from __future__ import annotations

from kartoteka.ocr.opencv import cv2
from kartoteka.ocr.sheet import Sheet


def remove_speckle(sheet: Sheet) -> Sheet:
    """Return the sheet without single specks."""
    if sheet.bilevel or min(sheet.width, sheet.height) < 3:
        return sheet
    return sheet.painted(cv2.medianBlur(sheet.pixels, 3))
