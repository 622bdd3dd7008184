"""Lines drawn on a sheet: the rules of tables, told by how far ink goes on straight.

A stretch most of which is ink, within three rows of pixels (a scan is never quite level), is a rule:
words have white between and within their letters. A hand's underlining is found too and does no
harm. Some twenty milliseconds a page, asked for where words alone leave doubt.
"""

from __future__ import annotations

import numpy as np

from kartoteka.ocr.opencv import cv2
from kartoteka.ocr.sheet import Pixels, Sheet

Rule = tuple[float, float, float, float]
"""x0, y0, x1, y1 in pixels of the sheet."""

_DPI = 150
"""Resolution that rules are looked for at, at most."""
_DARKER = 18
"""Steps of grey by which a rule is darker than what lies on both sides of it."""
_APART = 4
"""Pixels from a rule to what lies beside it."""
_LONG, _TALL = 75, 25
"""Pixels at that resolution of a stretch: letters run together, but do not rise."""
_INK = 0.88
"""Share of a stretch that is ink."""
_THICKEST = 9
"""Pixels."""
_MOST = 2000
"""Rules of a direction."""


def rules_of(sheet: Sheet) -> list[Rule]:
    """Find the rules of a prepared sheet."""
    scale = max(1.0, sheet.dpi / _DPI)
    size = (max(1, round(sheet.width / scale)), max(1, round(sheet.height / scale)))
    small = cv2.resize(sheet.pixels, size, interpolation=cv2.INTER_AREA) if scale > 1 else sheet.pixels
    x, y = sheet.width / size[0], sheet.height / size[1]
    across = _stretches(_ridges(small, 0), (_LONG, 1), (1, 3))
    down = _stretches(_ridges(small, 1), (1, _TALL), (3, 1))
    half, tall = _LONG // 2, _TALL // 2
    return [
        (max(0.0, x0 - half) * x, y0 * y, (x1 + half) * x, y1 * y)
        for x0, y0, x1, y1 in across
        if y1 - y0 <= _THICKEST
    ] + [
        (x0 * x, max(0.0, y0 - tall) * y, x1 * x, (y1 + tall) * y)
        for x0, y0, x1, y1 in down
        if x1 - x0 <= _THICKEST
    ]


def _ridges(pixels: Pixels, axis: int) -> Pixels:
    """Mark what is darker than the pixels on both of its sides."""
    lighter = np.zeros_like(pixels)
    size = pixels.shape[axis]
    if size > 2 * _APART:
        before, after = (slice(0, size - 2 * _APART), slice(2 * _APART, size))
        inside = slice(_APART, size - _APART)
        if axis == 0:
            lighter[inside] = cv2.min(pixels[before], pixels[after])
        else:
            lighter[:, inside] = cv2.min(
                np.ascontiguousarray(pixels[:, before]), np.ascontiguousarray(pixels[:, after])
            )
    ridges: Pixels = cv2.threshold(cv2.subtract(lighter, pixels), _DARKER, 255, cv2.THRESH_BINARY)[1]
    return ridges


def _stretches(ink: Pixels, stretch: tuple[int, int], beside: tuple[int, int]) -> list[Rule]:
    """Return boxes around the middles of stretches that are mostly ink."""
    wide = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, beside))
    dense = cv2.threshold(cv2.blur(wide, stretch), 255 * _INK, 255, cv2.THRESH_BINARY)[1]
    count, _, stats, _ = cv2.connectedComponentsWithStats(dense, connectivity=8)
    return [
        (float(x), float(y), float(x + width), float(y + height))
        for x, y, width, height, _ in stats[1 : min(count, _MOST)].tolist()
    ]
