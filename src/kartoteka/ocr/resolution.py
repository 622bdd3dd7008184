"""Step 0: the true resolution, told to the recogniser, and no more pixels than letters need.

A page that claims to be larger than a newspaper is a picture wrapped without its resolution: it is
taken for a sheet of A4. Very fine scans are halved: beyond 400 dpi pixels cost and letters gain
nothing. Nothing is ever enlarged.
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
    """Return the sheet with a credible resolution, halved while it is finer than needed."""
    dpi = sheet.dpi
    long_side = max(sheet.width, sheet.height)
    if dpi < _SOFT_DPI and long_side / dpi > _LARGEST_INCHES:
        dpi = round(long_side / _A4_LONG_INCHES)
    factor = 1
    while dpi / factor > _FINEST_DPI and min(sheet.width, sheet.height) > 4 * factor:
        factor *= 2
    if factor == 1:
        return replace(sheet, dpi=dpi)
    size = (sheet.width // factor, sheet.height // factor)
    pixels = cv2.resize(sheet.pixels, size, interpolation=cv2.INTER_AREA)
    back: Affine = (sheet.width / size[0], 0.0, 0.0, sheet.height / size[1], 0.0, 0.0)
    return replace(sheet.moved(pixels, back), dpi=round(dpi / factor))
