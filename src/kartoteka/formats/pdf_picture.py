"""What a PDF page shows, and its own pixels where one picture is the page.

Resampling costs time and letters: a page that is one picture gives that picture as it is stored,
with the transform that lays it on the page; any other page is drawn at the resolution of its own
pictures, never more.
"""

from __future__ import annotations

from collections.abc import Sequence

from kartoteka.formats.contract import Ink, Picture
from kartoteka.formats.mupdf import MupdfPage

Drawn = Sequence[tuple[str, tuple[float, float, float, float]]]


def ink(drawn: Drawn, width: float, height: float) -> Ink:
    """Say what a page shows."""
    return "none"


def own_pixels(page: MupdfPage, drawn: Drawn, largest: int) -> Picture | None:
    """Return the page's one picture, or None where it has none or more is drawn."""
    return None


def drawing_plan(page: MupdfPage) -> tuple[int, bool]:
    """Return the resolution to draw at, and whether grey is enough."""
    return 200, True
