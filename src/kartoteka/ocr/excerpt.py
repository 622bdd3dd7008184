"""Pieces of a page one beneath the other on a sheet of their own: to read a sample of it.

A line costs the recogniser a fortieth of a page; a few lines from all over it say whether a text
layer is of this page. Pieces are taken as they lie in the picture, and turned where the page turns it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kartoteka.ocr.opencv import cv2
from kartoteka.ocr.sheet import Pixels, Sheet

PageBox = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points on the page."""

Strip = tuple[float, float]
"""Top and bottom of a piece on the sheet of pieces, in points."""

_HIGHEST_DPI = 300
_MARGIN = 0.35
_LEAST_MARGIN = 2.0


def excerpt(sheet: Sheet, boxes: Sequence[PageBox]) -> tuple[Sheet, list[Strip]]:
    """Put pieces of a sheet together.

    Args:
        sheet: Unprepared, upright or turned by quarters.
        boxes: What to take, on the page; each is taken with a margin.

    Returns:
        The sheet of pieces, whose transform gives points, and where each piece stands on it.
    """
    pieces = [_turned(_cut(sheet, box), sheet) for box in boxes]
    shrink = min(1.0, _HIGHEST_DPI / sheet.dpi)
    if shrink < 1.0:
        pieces = [_shrunk(piece, shrink) for piece in pieces]
    dpi = max(1, round(sheet.dpi * shrink))
    gap = max(4, dpi // 12)
    width = max(piece.shape[1] for piece in pieces) + 2 * gap
    height = sum(piece.shape[0] + gap for piece in pieces) + gap
    paper = _paper(pieces)
    pixels = np.empty((height, width, *pieces[0].shape[2:]), np.uint8)
    pixels[:] = paper
    strips: list[Strip] = []
    top = gap
    for piece in pieces:
        pixels[top : top + piece.shape[0], gap : gap + piece.shape[1]] = piece
        strips.append((top * 72 / dpi, (top + piece.shape[0]) * 72 / dpi))
        top += piece.shape[0] + gap
    point = 72 / dpi
    return Sheet(pixels, (point, 0.0, 0.0, point, 0.0, 0.0), dpi), strips


def _cut(sheet: Sheet, box: PageBox) -> Pixels:
    """Take the upright rectangle of pixels that holds a box of the page and its margin."""
    margin = max(_LEAST_MARGIN, _MARGIN * (box[3] - box[1]))
    left, top, right, bottom = box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin
    corners = [_pixel(sheet, x, y) for x in (left, right) for y in (top, bottom)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    x0, x1 = max(0, int(min(xs))), min(sheet.width, int(max(xs)) + 1)
    y0, y1 = max(0, int(min(ys))), min(sheet.height, int(max(ys)) + 1)
    if x0 >= x1 or y0 >= y1:
        return np.full((1, 1, *sheet.pixels.shape[2:]), 255, np.uint8)
    return sheet.pixels[y0:y1, x0:x1]


def _pixel(sheet: Sheet, x: float, y: float) -> tuple[float, float]:
    """Return the pixel that lies at a point of the page."""
    a, b, c, d, e, f = sheet.transform
    across, down, determinant = x - e, y - f, a * d - b * c
    return (d * across - c * down) / determinant, (a * down - b * across) / determinant


def _turned(piece: Pixels, sheet: Sheet) -> Pixels:
    """Lay a piece as the page shows it: mirrored and turned by quarters as the transform says."""
    a, b, c, d, _, _ = sheet.transform
    if abs(b) > abs(a):  # the picture's rows stand upright on the page
        piece = np.swapaxes(piece, 0, 1)
        a, d = c, b
    if a < 0:
        piece = piece[:, ::-1]
    if d < 0:
        piece = piece[::-1]
    return np.ascontiguousarray(piece)


def _shrunk(piece: Pixels, by: float) -> Pixels:
    size = (max(1, round(piece.shape[1] * by)), max(1, round(piece.shape[0] * by)))
    return np.asarray(cv2.resize(piece, size, interpolation=cv2.INTER_AREA), np.uint8)


def _paper(pieces: Sequence[Pixels]) -> Pixels:
    """Return the colour of the paper: what is brightest in the pieces, but for speckle."""
    flat = [piece.reshape(-1, *piece.shape[2:]) for piece in pieces]
    return np.asarray(np.percentile(np.concatenate(flat), 90, axis=0), np.uint8)
