"""Step 4: divide the paper out, so that shadows, yellowed paper and pale stamps disappear.

The paper is the page shrunk, dilated beyond its letters and blurred. In colour each channel is
divided by its own paper and the brightest is kept: blue and red ink of stamps turns pale, black ink
stays. Two-valued pictures have no paper: a slight blur gives the recogniser the grey edges it was
trained on.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kartoteka.ocr.opencv import cv2
from kartoteka.ocr.sheet import Pixels, Sheet

_SHRINK = 8
_BEYOND_LETTERS = np.ones((7, 7), np.uint8)
_WHITE = 245
_COLOURED = 45
_COLOURED_SHARE = 0.0005
_FRINGE, _FRINGES_SHARE = 5, 0.02
_BILEVEL_SIGMA = 0.8
_NEXT_TO, _BETWEEN_SHARE = 3, 0.03
_WHITE_ALREADY, _BLACK_ALREADY, _CLEAN_SHARE = 240, 16, 0.9


def divide_background(sheet: Sheet) -> Sheet:
    """Return a grey sheet, dark letters on even white."""
    pixels = sheet.pixels
    if pixels.ndim == 3:
        spread = _spread(pixels)
        if spread is None:
            pixels = np.ascontiguousarray(pixels[..., 0])  # grey, stored in three channels
        elif _is_coloured(pixels, spread):
            if is_clean(pixels[..., 1]):
                return replace(sheet, pixels=pixels.max(axis=2), clean=True)
            channels = [_divided(np.ascontiguousarray(pixels[..., i])) for i in range(3)]
            return sheet.painted(np.maximum(np.maximum(channels[0], channels[1]), channels[2]))
        else:
            pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    if is_bilevel(pixels):
        blurred: Pixels = cv2.GaussianBlur(pixels, (0, 0), _BILEVEL_SIGMA)
        return replace(sheet, pixels=blurred, bilevel=True)
    if is_clean(pixels):
        return replace(sheet, pixels=pixels, clean=True)
    return sheet.painted(_divided(pixels))


def is_bilevel(grey: Pixels) -> bool:
    """Say whether a picture has two values only, judged by a sample of its pixels."""
    sample = grey[:: max(1, grey.shape[0] // 90), :: max(1, grey.shape[1] // 90)]
    low, high = int(sample.min()), int(sample.max())
    between = ((sample > low + _NEXT_TO) & (sample < high - _NEXT_TO)).mean()
    return float(between) < _BETWEEN_SHARE and high - low > 128


def is_clean(grey: Pixels) -> bool:
    """Say whether a page came from a screen or was whitened: all but letters is white already."""
    sample = grey[::3, ::7]
    return float(((sample >= _WHITE_ALREADY) | (sample <= _BLACK_ALREADY)).mean()) > _CLEAN_SHARE


def _spread(pixels: Pixels) -> NDArray[np.int16] | None:
    """Return how far the channels lie apart in a sample, or None where they are equal."""
    sample = pixels[::16, ::16].astype(np.int16)
    spread = sample.max(2) - sample.min(2)
    return spread if spread.any() else None


def _is_coloured(pixels: Pixels, spread: NDArray[np.int16]) -> bool:
    """Say whether there is coloured ink: not the coloured fringes that screens give black letters."""
    share = float((spread > _COLOURED).mean())
    if share <= _FRINGES_SHARE:
        return share > _COLOURED_SHARE
    size = (max(1, pixels.shape[1] // _FRINGE), max(1, pixels.shape[0] // _FRINGE))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.int16)
    return float((small.max(2) - small.min(2) > _COLOURED).mean()) > share / 10


def _divided(grey: Pixels) -> Pixels:
    divided: Pixels = cv2.divide(grey, _paper(grey), scale=_WHITE)
    return divided


def _paper(grey: Pixels) -> Pixels:
    height, width = grey.shape
    small = cv2.resize(
        grey, (max(1, width // _SHRINK), max(1, height // _SHRINK)), interpolation=cv2.INTER_AREA
    )
    small = cv2.medianBlur(cv2.dilate(small, _BEYOND_LETTERS), 9)
    paper: Pixels = cv2.resize(
        cv2.GaussianBlur(small, (0, 0), 4), (width, height), interpolation=cv2.INTER_LINEAR
    )
    return paper
