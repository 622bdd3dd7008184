"""Sheets: wherever a step moves pixels, the transform still leads home."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.ocr.deskew import deskew
from kartoteka.ocr.resolution import set_resolution
from kartoteka.ocr.sheet import Sheet, box_on_page, compose, sheet_of
from kartoteka.ocr.upright import half_turn, quarter_turn, upright
from kartoteka.records.page import Raster

NUMBER = st.floats(-100, 100)
AFFINE = st.tuples(NUMBER, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER)


def marked(height: int, width: int, y: int, x: int, dpi: int = 200) -> Sheet:
    """White paper with one dark spot of 9 x 9 around (x, y)."""
    pixels = np.full((height, width), 255, np.uint8)
    pixels[y - 4 : y + 5, x - 4 : x + 5] = 0
    return Sheet(pixels, (0.5, 0.0, 0.0, 0.5, 7.0, 11.0), dpi)


def spot_on_page(sheet: Sheet) -> tuple[float, float]:
    """Where the middle of the dark pixels lies on the page."""
    ys, xs = np.nonzero(sheet.pixels < 128)
    a, b, c, d, e, f = sheet.transform
    x, y = xs.mean() + 0.5, ys.mean() + 0.5
    return a * x + c * y + e, b * x + d * y + f


@pytest.mark.parametrize("step", [half_turn, quarter_turn, upright], ids=lambda step: step.__name__)
def test_turns_lead_home(step: object) -> None:
    """The spot is where it was on the page, to a tenth of a point."""
    sheet = marked(120, 90, 30, 60)
    moved = step(sheet)  # type: ignore[operator]
    assert spot_on_page(moved) == pytest.approx(spot_on_page(sheet), abs=0.1)
    assert moved.pixels.flags.c_contiguous


@pytest.mark.parametrize(
    "stored",
    [
        (1, 0, 0, 1),
        (-1, 0, 0, 1),
        (1, 0, 0, -1),
        (-1, 0, 0, -1),
        (0, 1, 1, 0),
        (0, -1, 1, 0),
        (0, 1, -1, 0),
        (0, -1, -1, 0),
    ],
)
def test_upright_undoes_turns_and_mirrors(stored: tuple[int, int, int, int]) -> None:
    """All eight ways a picture can be stored come out with rows to the right and down."""
    a, b, c, d = stored
    sheet = Sheet(marked(120, 90, 30, 60).pixels, (0.5 * a, 0.5 * b, 0.5 * c, 0.5 * d, 40.0, 70.0), 144)
    turned = upright(sheet)
    assert turned.transform[0] > 0
    assert turned.transform[3] > 0
    assert turned.transform[1] == turned.transform[2] == 0
    assert spot_on_page(turned) == pytest.approx(spot_on_page(sheet), abs=0.1)


@pytest.mark.parametrize(("dpi", "told"), [(96, 96), (150, 150), (400, 400), (600, 300), (1600, 400)])
def test_resolution_is_brought_into_reach(dpi: int, told: int) -> None:
    """Very fine scans are halved, all else is left alone; how large letters are is measured later."""
    sheet = marked(400, 400, 200, 120, dpi)
    found = set_resolution(sheet)
    assert found.dpi == told
    assert found.width == pytest.approx(400 * told / dpi, abs=1)
    assert spot_on_page(found) == pytest.approx(spot_on_page(sheet), abs=0.6)


def test_a_page_larger_than_a_newspaper_is_a_page_without_resolution() -> None:
    """A photograph wrapped at 72 dpi is taken for A4."""
    sheet = Sheet(np.full((3508, 2480), 255, np.uint8), (1, 0, 0, 1, 0, 0), 72)
    assert set_resolution(sheet).dpi == 300
    assert set_resolution(Sheet(sheet.pixels, sheet.transform, 200)).dpi == 200


def test_deskew_straightens_and_leads_home() -> None:
    """Lines drawn at 1.5 degrees come out level; a level sheet is left alone."""
    import cv2

    level = np.full((900, 700), 255, np.uint8)
    for y in range(60, 860, 24):
        level[y : y + 8, 60:640] = 0
    assert deskew(Sheet(level, (1, 0, 0, 1, 0, 0), 100)).steps == ()
    matrix = cv2.getRotationMatrix2D((350, 450), 1.5, 1)
    crooked = cv2.warpAffine(level, matrix, (700, 900), borderValue=(255,))
    straight = deskew(Sheet(crooked, (1, 0, 0, 1, 0, 0), 100))
    assert straight.steps == ("straightened by -1.5°",)
    a, b, c, d, e, f = straight.transform
    x, y = 60, 64  # a corner of the first line, on the straightened sheet
    back = matrix @ np.array([x, y, 1])
    assert (a * x + c * y + e, b * x + d * y + f) == pytest.approx(tuple(back), abs=1.5)


@given(AFFINE, AFFINE, NUMBER, NUMBER)
def test_compose_is_one_after_the_other(
    outer: tuple[float, ...], inner: tuple[float, ...], x: float, y: float
) -> None:
    """compose(f, g)(p) is f(g(p))."""

    def apply(affine: tuple[float, ...], x: float, y: float) -> tuple[float, float]:
        a, b, c, d, e, f = affine
        return a * x + c * y + e, b * x + d * y + f

    both = compose(outer, inner)  # type: ignore[arg-type]
    assert apply(both, x, y) == pytest.approx(apply(outer, *apply(inner, x, y)), abs=1e-3)


@given(AFFINE, NUMBER, NUMBER)
def test_a_box_on_the_page_holds_its_corners(affine: tuple[float, ...], x: float, y: float) -> None:
    """Left before right, top before bottom, whatever the transform."""
    x0, y0, x1, y1 = box_on_page(affine, x, y, x + 10, y + 20)  # type: ignore[arg-type]
    assert x0 <= x1
    assert y0 <= y1


def test_samples_become_a_sheet_without_copying() -> None:
    """Grey and colour."""
    raster = Raster(3, 2, 72, (1, 0, 0, 1, 0, 0))
    assert sheet_of(bytes(range(6)), 1, raster).pixels.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert sheet_of(bytes(18), 3, raster).pixels.shape == (2, 3, 3)
