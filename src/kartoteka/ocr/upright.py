"""Step 1: lay a picture as the page shows it, where the file stores it turned or mirrored.

Exact: quarters and mirrors only move pixels. A page's own rotation is known and need not be guessed.
"""

from __future__ import annotations

import numpy as np

from kartoteka.ocr.sheet import Affine, Sheet

HALF_TURN = "turned by 180°"
QUARTER_TURN = "turned by 90°"
"""As the steps of a sheet name them."""


def upright(sheet: Sheet) -> Sheet:
    """Return the sheet with its rows from left to right and its lines from top to bottom."""
    if abs(sheet.transform[1]) > abs(sheet.transform[0]):  # rows run down the page: swap the axes
        swapped: Affine = (0.0, 1.0, 1.0, 0.0, 0.0, 0.0)
        sheet = sheet.moved(sheet.pixels.swapaxes(0, 1), swapped)
    if sheet.transform[0] < 0:
        sheet = sheet.moved(sheet.pixels[:, ::-1], (-1.0, 0.0, 0.0, 1.0, float(sheet.width), 0.0))
    if sheet.transform[3] < 0:
        sheet = sheet.moved(sheet.pixels[::-1], (1.0, 0.0, 0.0, -1.0, 0.0, float(sheet.height)))
    return sheet.painted(np.ascontiguousarray(sheet.pixels))


def half_turn(sheet: Sheet) -> Sheet:
    """Return the sheet turned by 180 degrees."""
    pixels = np.ascontiguousarray(sheet.pixels[::-1, ::-1])
    back: Affine = (-1.0, 0.0, 0.0, -1.0, float(sheet.width), float(sheet.height))
    return sheet.moved(pixels, back, HALF_TURN)


def quarter_turn(sheet: Sheet) -> Sheet:
    """Return the sheet turned by 90 degrees against the clock."""
    pixels = np.ascontiguousarray(np.rot90(sheet.pixels))
    return sheet.moved(pixels, (0.0, 1.0, -1.0, 0.0, float(sheet.width), 0.0), QUARTER_TURN)
