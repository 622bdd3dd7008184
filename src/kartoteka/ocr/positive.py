"""Step 3: make a negative positive: microfilm and some copiers give white letters on black.

Told by which side of the paper the details lie on: letters are the few that differ from what is
around them. On a dark photograph of paper they are darker still, on a negative they are brighter.
Dark bars with white letters, as forms and tables have them for heads, are turned by themselves.
"""

from __future__ import annotations

import numpy as np

from kartoteka.ocr.opencv import cv2
from kartoteka.ocr.sheet import Sheet

_LONG_SIDE = 700
_DARK = 110
_SURROUNDINGS = 15
_CLEARLY = 3.0
_BAR_DPI = 50
_BAR_DARK = 150
_LETTERS = (15, 3)
"""Over so many dots the ink of letters is averaged, at the resolution above."""
_LEAST_BAR, _HIGHEST_BAR = (7, 30), 45
_SOLID, _MOSTLY, _PLAIN = 0.85, 0.5, 0.97


def make_positive(sheet: Sheet) -> Sheet:
    """Return the sheet with dark letters on light, as far as can be told."""
    if is_negative(sheet):
        return sheet.painted(255 - sheet.pixels, "negative made positive")
    bars = dark_bars(sheet)
    if not bars:
        return sheet
    pixels = sheet.pixels.copy()
    for x0, y0, x1, y1 in bars:
        pixels[y0:y1, x0:x1] = 255 - pixels[y0:y1, x0:x1]
    return sheet.painted(pixels)


def is_negative(sheet: Sheet) -> bool:
    """Say whether bright letters stand on a dark ground."""
    if float(np.median(sheet.pixels[::8, ::8])) >= _DARK:
        return False
    factor = min(1.0, _LONG_SIDE / max(sheet.width, sheet.height))
    size = (max(1, round(sheet.width * factor)), max(1, round(sheet.height * factor)))
    small = cv2.resize(sheet.pixels, size, interpolation=cv2.INTER_AREA)
    grey = small if small.ndim == 2 else small.min(axis=2)
    detail = grey.astype(np.float32) - cv2.medianBlur(grey, _SURROUNDINGS)
    brighter = float(np.square(np.maximum(detail, 0)).sum())
    darker = float(np.square(np.minimum(detail, 0)).sum())
    return bool(brighter > _CLEARLY * darker + detail.size)


def dark_bars(sheet: Sheet) -> list[tuple[int, int, int, int]]:
    """Return the boxes of bars of dark with something bright in them, a line or a few high."""
    factor = _BAR_DPI / sheet.dpi
    apart = max(1, int(0.5 / factor))  # every second dot will do: bars are large
    size = (max(1, round(sheet.width * factor)), max(1, round(sheet.height * factor)))
    sparse = np.ascontiguousarray(sheet.pixels[::apart, ::apart])
    small = cv2.resize(sparse, size, interpolation=cv2.INTER_AREA)
    grey = small if small.ndim == 2 else small.max(axis=2)
    dark = (grey < _BAR_DARK).astype(np.uint8)
    if not dark.any():
        return []
    mostly_dark = (cv2.blur(dark * 255, _LETTERS) > _MOSTLY * 255).astype(np.uint8)
    opened = cv2.morphologyEx(mostly_dark, cv2.MORPH_OPEN, np.ones(_LEAST_BAR, np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=4)
    bars = []
    for left, top, width, height, area in stats[1:count].tolist():
        inked = float(dark[top : top + height, left : left + width].mean())
        inside = left > 0 and top > 0 and left + width < size[0] and top + height < size[1]
        solid = area >= _SOLID * width * height
        if inside and solid and height <= _HIGHEST_BAR and _MOSTLY <= inked < _PLAIN:
            edges = (left / factor, top / factor, (left + width) / factor, (top + height) / factor)
            bars.append((round(edges[0]), round(edges[1]), round(edges[2]), round(edges[3])))
    return bars
