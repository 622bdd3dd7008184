"""What a PDF page draws, and its own pixels where one picture is the page.

Resampling costs time and letters: a page that is one picture gives that picture as it is stored,
with the transform that lays it on the page; any other page is drawn at the resolution of its own
pictures, never more.
"""

from __future__ import annotations

from collections.abc import Sequence

from kartoteka.formats.contract import Box, Ink, Picture
from kartoteka.formats.mupdf import MupdfPage, mupdf
from kartoteka.formats.pdf_operations import Operation
from kartoteka.records.page import Raster

Drawn = Sequence[Operation]
"""A page's drawing operations in paint order."""

DRAWING_DPI = 200
"""Resolution for a page without pictures: enough for letters of 6 points."""
LOWEST_DPI, HIGHEST_DPI = 100, 400
"""Bounds of the resolution a page is drawn at for recognition."""

_SIGNIFICANT_SHARE = 0.02
_COVERING_SHARE = 0.5
_EDGE = 2.0
_PICTURES = ("fill-image", "fill-imgmask")
_UNSEEN = "ignore-text"


def ink(drawn: Drawn, width: float, height: float) -> Ink:
    """Count what a page draws.

    Args:
        drawn: Its operations; without text that is seen only where none may be hidden.
        width: Of the page before rotation, in points.
        height: Of the page before rotation, in points.
    """
    pictures, shapes, visible, hidden = 0.0, 0, 0, 0
    seen: list[Box] = []
    for kind, box in drawn:
        if kind in _PICTURES:
            share = _share(box, width, height)
            pictures += share
            if kind == "fill-image" and share >= _COVERING_SHARE:
                seen = [text for text in seen if not _inside(text, box)]
        elif kind == _UNSEEN:
            hidden += 1
        elif kind.endswith("-text"):
            visible += 1
            seen.append(box)
        else:
            shapes += 1
    return Ink(min(1.0, pictures), shapes, hidden + visible - len(seen) > len(seen))


def may_hide_text(drawn: Drawn, width: float, height: float) -> bool:
    """Say whether any text is drawn invisibly, or may lie under a picture.

    Args:
        drawn: Its operations; text that is seen may be left out.
        width: Of the page before rotation, in points.
        height: Of the page before rotation, in points.
    """
    return any(
        kind == _UNSEEN or (kind == "fill-image" and _share(box, width, height) >= _COVERING_SHARE)
        for kind, box in drawn
    )


def own_pixels(page: MupdfPage, drawn: Drawn, largest: int) -> Picture | None:
    """Return the page's one picture, or None where it has none, or more is drawn than it.

    Invisible text over the picture is no obstacle, nor is what it covers.

    Args:
        page: The page.
        drawn: Its operations.
        largest: Pixels of the largest picture that is taken as it is.
    """
    seen = [(kind, box) for kind, box in drawn if kind != _UNSEEN]
    if not seen or seen[-1][0] != "fill-image":
        return None
    cover = seen[-1][1]
    if any(kind in _PICTURES or not _inside(box, cover) for kind, box in seen[:-1]):
        return None
    shown = page.get_image_info()
    if len(shown) != 1 or shown[0]["has-mask"]:
        return None
    width, height = shown[0]["width"], shown[0]["height"]
    placed = mupdf.Matrix(shown[0]["transform"]) * page.rotation_matrix
    xref = _stored_as(page, width, height)
    if xref is None or not 1 <= width * height <= largest or not _upright(placed):
        return None
    across = (placed.a**2 + placed.b**2) ** 0.5 / width
    down = (placed.c**2 + placed.d**2) ** 0.5 / height
    if not 0.97 < across / down < 1.03:  # a fax's oblong pixels are evened out by drawing
        return None
    pixels = mupdf.Pixmap(page.parent, xref)
    if pixels.alpha:
        return None
    if pixels.colorspace is None or pixels.colorspace.n not in (1, 3) or "Lab" in pixels.colorspace.name:
        pixels = mupdf.Pixmap(mupdf.csRGB, pixels)
    if (pixels.width, pixels.height) != (width, height):
        return None
    transform = (
        placed.a / width,
        placed.b / width,
        placed.c / height,
        placed.d / height,
        placed.e,
        placed.f,
    )
    raster = Raster(width, height, max(1, round(72 / across)), transform)
    return Picture(raster, pixels.n, bytes(pixels.samples_mv), direct=True)


def drawing_plan(page: MupdfPage, width: float, height: float) -> tuple[int, bool]:
    """Return the resolution to draw at for recognition, and whether grey is enough.

    Args:
        page: The page.
        width: Of the page before rotation, in points.
        height: Of the page before rotation, in points.
    """
    dpi, grey = 0.0, True
    for info in page.get_image_info():
        if _share(info["bbox"], width, height) < _SIGNIFICANT_SHARE:
            continue
        matrix = mupdf.Matrix(info["transform"])
        across = (matrix.a**2 + matrix.b**2) ** 0.5
        down = (matrix.c**2 + matrix.d**2) ** 0.5
        if across > 0 and down > 0:
            dpi = max(dpi, info["width"] * 72 / across, info["height"] * 72 / down)
        grey = grey and (info["bpc"] == 1 or info["colorspace"] == 1)
    if dpi == 0.0:
        return DRAWING_DPI, True
    return round(min(max(dpi, LOWEST_DPI), HIGHEST_DPI)), grey


def _stored_as(page: MupdfPage, width: int, height: int) -> int | None:
    """Return the object number of the one stored picture of this size, or None if in doubt."""
    found = {image[0] for image in page.get_images(full=True) if image[2:4] == (width, height)}
    return found.pop() if len(found) == 1 else None


def _upright(placed: tuple[float, ...]) -> bool:
    """Whether a picture lies straight, perhaps turned by quarters or mirrored."""
    a, b, c, d, *_ = placed
    small = 0.002 * max(abs(a), abs(b), abs(c), abs(d))
    return (abs(b) < small and abs(c) < small) or (abs(a) < small and abs(d) < small)


def _share(box: Box, width: float, height: float) -> float:
    across = min(box[2], width) - max(box[0], 0.0)
    down = min(box[3], height) - max(box[1], 0.0)
    return across * down / (width * height) if across > 0 and down > 0 else 0.0


def _inside(box: Box, cover: Box) -> bool:
    return (
        box[0] >= cover[0] - _EDGE
        and box[1] >= cover[1] - _EDGE
        and box[2] <= cover[2] + _EDGE
        and box[3] <= cover[3] + _EDGE
    )
