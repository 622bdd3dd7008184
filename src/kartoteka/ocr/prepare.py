"""The order of preparation, in one place. Each step is a module of its own.

What each step brings and costs was measured (docs/adr/0032); what was measured as harmful is not
here: binarisation, removal of rules, enlarging, other page segmentation.
"""

from __future__ import annotations

from collections.abc import Callable

from kartoteka.ocr.axis import set_axis
from kartoteka.ocr.background import divide_background
from kartoteka.ocr.deskew import deskew
from kartoteka.ocr.letters import fit_letters
from kartoteka.ocr.positive import make_positive
from kartoteka.ocr.profile import BEST, Profile
from kartoteka.ocr.resolution import at_most, set_resolution
from kartoteka.ocr.sheet import Sheet
from kartoteka.ocr.speckle import remove_speckle
from kartoteka.ocr.upright import upright

Step = Callable[[Sheet], Sheet]

STEPS: tuple[Step, ...] = (
    upright,
    set_resolution,
    make_positive,
    divide_background,
    fit_letters,
    set_axis,
    deskew,
    remove_speckle,
)
"""First to last."""

_INK = 140
_LEAST_INK = 0.00005


def prepare(sheet: Sheet, profile: Profile = BEST) -> Sheet:
    """Return the sheet as the recogniser likes it: grey, even, straight, lines across.

    Args:
        sheet: The page's picture.
        profile: How fine it may be.
    """
    for step in STEPS:
        sheet = step(sheet)
        if step is set_resolution:
            sheet = at_most(sheet, profile.finest_dpi)
    return sheet


def is_blank(sheet: Sheet) -> bool:
    """Say whether a prepared sheet has too little ink for a single word."""
    ink = sheet.pixels[::2] < _INK
    return float(ink.mean()) < _LEAST_INK
