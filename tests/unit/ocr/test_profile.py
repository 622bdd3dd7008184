"""Profiles: what the quick one leaves out."""

from __future__ import annotations

import numpy as np
from tests.unit.reading.made import RUSSIAN, drawn, text_pdf

from kartoteka.ocr.attempts import Attempts
from kartoteka.ocr.contract import Recognised
from kartoteka.ocr.null import NullRecogniser
from kartoteka.ocr.prepare import prepare
from kartoteka.ocr.profile import BEST, FAST, PROFILES
from kartoteka.ocr.sheet import Sheet, box_on_page

PAGE = drawn(text_pdf(RUSSIAN), 200)


def sheet() -> Sheet:
    return Sheet(PAGE, (0.36, 0, 0, 0.36, 0, 0), 200)


def test_names_are_those_of_requests() -> None:
    """A person says best or fast."""
    assert PROFILES == {"best": BEST, "fast": FAST}


def test_fast_reads_fewer_pixels_of_the_same_page() -> None:
    """A coarser picture, the same place on the page, and the true resolution told."""
    best, fast = prepare(sheet(), BEST), prepare(sheet(), FAST)
    assert (best.dpi, fast.dpi) == (200, 160)
    assert fast.pixels.size < 0.7 * best.pixels.size
    corner = box_on_page(fast.transform, 0, 0, fast.width, fast.height)
    assert np.allclose(corner, box_on_page(best.transform, 0, 0, best.width, best.height), atol=0.5)


def test_both_read_a_page() -> None:
    """The profile goes all the way to the sheet that is read."""

    class Seen(NullRecogniser):
        sizes: tuple[int, ...] = ()

        def read(self, sheet: Sheet, languages: str) -> Recognised:
            self.sizes = (*self.sizes, sheet.width)
            return Recognised((), sheet, languages)

    best, fast = Seen(), Seen()
    Attempts(best, "rus", BEST).read(sheet())
    Attempts(fast, "rus", FAST).read(sheet())
    assert fast.sizes[-1] < 0.85 * best.sizes[-1]
