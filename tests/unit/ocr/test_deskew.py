"""Straightening: the angle is found within a tenth of a degree or so, and words stay on the page."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.reading.made import RUSSIAN, drawn, skewed, text_pdf

from kartoteka.ocr.deskew import deskew, skew_angle
from kartoteka.ocr.sheet import Sheet, box_on_page

PAGE = drawn(text_pdf(RUSSIAN))


def sheet(degrees: float) -> Sheet:
    return Sheet(skewed(PAGE, degrees), (1, 0, 0, 1, 0, 0), 200)


@pytest.mark.parametrize("degrees", [-3.6, -1.5, -0.6, 0.8, 2.3, 3.9])
def test_a_skew_is_undone(degrees: float) -> None:
    """Whichever way: what was turned is turned back, and then is straight."""
    assert abs(abs(skew_angle(sheet(degrees))) - abs(degrees)) <= 0.2
    assert abs(skew_angle(deskew(sheet(degrees)))) <= 0.2


def test_a_straight_page_is_left_alone() -> None:
    """No warp, no loss: the same object."""
    straight = sheet(0)
    assert deskew(straight) is straight


def test_the_transform_leads_back() -> None:
    """The first letter's ink, found on the straightened sheet, is where the crooked page has it."""
    crooked = sheet(2.3)
    straight = deskew(crooked)
    rows, columns = np.nonzero(straight.pixels < 100)
    first = int(rows.argmin())
    x, y = float(columns[first]), float(rows[first])
    left, top, right, bottom = box_on_page(straight.transform, x - 4, y - 4, x + 4, y + 4)
    there = crooked.pixels[max(0, int(top)) : int(bottom) + 1, max(0, int(left)) : int(right) + 1]
    assert there.min() < 130


@pytest.mark.parametrize("value", [0, 255])
def test_no_ink_or_nothing_else(value: int) -> None:
    """A white and a black picture are straight."""
    plain = Sheet(np.full((400, 300), value, np.uint8), (1, 0, 0, 1, 0, 0), 200)
    assert deskew(plain) is plain
