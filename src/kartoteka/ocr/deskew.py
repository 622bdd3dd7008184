"""Step 7: straighten. A skew of one or two degrees makes whole lines disappear.

The angle is the one at which the sums of rows change most sharply from row to row.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from kartoteka.ocr.opencv import cv2
from kartoteka.ocr.sheet import Affine, Sheet

_LONG_SIDE = 900
_INK = 170
_WIDEST = 4.0
_COARSE = 0.5
_FINE = 0.1
_NEGLIGIBLE = 0.25
_MOST_DOTS = 60_000


def deskew(sheet: Sheet) -> Sheet:
    """Return the sheet straightened; unchanged when it is off by a quarter of a degree or less."""
    angle = skew_angle(sheet)
    if abs(angle) <= _NEGLIGIBLE:
        return sheet
    width, height = sheet.width, sheet.height
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    pixels = cv2.warpAffine(
        sheet.pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    inverse = cv2.invertAffineTransform(matrix)
    back: Affine = (
        float(inverse[0, 0]),
        float(inverse[1, 0]),
        float(inverse[0, 1]),
        float(inverse[1, 1]),
        float(inverse[0, 2]),
        float(inverse[1, 2]),
    )
    return sheet.moved(pixels, back, f"straightened by {angle:.1f}°")


def skew_angle(sheet: Sheet) -> float:
    """Return the angle in degrees, against the clock, that would straighten the sheet."""
    factor = min(1.0, _LONG_SIDE / max(sheet.width, sheet.height))
    size = (max(1, round(sheet.width * factor)), max(1, round(sheet.height * factor)))
    ink = cv2.resize(sheet.pixels, size, interpolation=cv2.INTER_AREA) < _INK
    rows, columns = np.nonzero(ink)
    if not len(rows):
        return 0.0
    if len(rows) > _MOST_DOTS:  # a dark margin, a photo: a sample tells the same
        rows, columns = rows[:: len(rows) // _MOST_DOTS], columns[:: len(columns) // _MOST_DOTS]
    dots = (columns.astype(np.float32) - size[0] / 2, rows.astype(np.float32) - size[1] / 2)
    coarse = max(np.arange(-_WIDEST, _WIDEST + 0.01, _COARSE), key=lambda angle: _sharpness(dots, angle))
    fine = np.arange(coarse - _COARSE + _FINE, coarse + _COARSE - _FINE / 2, _FINE)
    best = float(max(fine, key=lambda angle: _sharpness(dots, angle)))
    return best if math.isfinite(best) else 0.0


def _sharpness(dots: tuple[NDArray[np.float32], NDArray[np.float32]], angle: float) -> float:
    """Turn the dots of ink, not the picture: only the row each dot falls into is needed."""
    across, down = dots
    radians = math.radians(angle)
    heights = math.cos(radians) * down - math.sin(radians) * across
    rows = np.bincount((heights - heights.min()).astype(np.int32)).astype(np.float64)
    change = np.diff(rows, prepend=0.0, append=0.0)
    return float((change * change).sum())
