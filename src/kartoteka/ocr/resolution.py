"""Step 2: the true resolution, told to the recogniser, and as many pixels as letters need.

A page that claims to be larger than a newspaper is a picture wrapped without its resolution: it is
taken for a sheet of A4. Beyond 400 dpi pixels cost and letters gain nothing: such scans are halved.
How large letters are is measured later (``letters``).
"""

from __future__ import annotations

from dataclasses import replace

from kartoteka.ocr.opencv import cv2
from kartoteka.ocr.sheet import Affine, Sheet

_A4_LONG_INCHES = 11.7
_LARGEST_INCHES = 23.5
_SOFT_DPI = 150
_FINEST_DPI = 400


def set_resolution(sheet: Sheet) -> Sheet:
    """Return the sheet with a credible resolution and neither too many nor too few pixels."""
    dpi = sheet.dpi
    long_side = max(sheet.width, sheet.height)
    if dpi < _SOFT_DPI and long_side / dpi > _LARGEST_INCHES:
        dpi = round(long_side / _A4_LONG_INCHES)
    factor = 1.0
    while dpi * factor > _FINEST_DPI and min(sheet.width, sheet.height) * factor > 4:
        factor /= 2
    return replace(sheet, dpi=dpi) if factor == 1.0 else scaled(sheet, factor, dpi)


def at_most(sheet: Sheet, dpi: int) -> Sheet:
    """Return the sheet no finer than a resolution."""
    if sheet.dpi <= dpi or min(sheet.width, sheet.height) * dpi < 4 * sheet.dpi:
        return sheet
    return scaled(sheet, dpi / sheet.dpi, sheet.dpi)


def scaled(sheet: Sheet, factor: float, dpi: int) -> Sheet:
    """Return the sheet with more or fewer pixels, and its resolution told so."""
    size = (max(1, round(sheet.width * factor)), max(1, round(sheet.height * factor)))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    pixels = cv2.resize(sheet.pixels, size, interpolation=how)
    back: Affine = (sheet.width / size[0], 0.0, 0.0, sheet.height / size[1], 0.0, 0.0)
    return replace(sheet.moved(pixels, back), dpi=max(1, round(dpi * factor)))
