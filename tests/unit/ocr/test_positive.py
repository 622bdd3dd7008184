"""Negatives: white letters on black are turned; dark photographs of paper and pictures are not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from tests.unit.reading.made import RUSSIAN, drawn, text_pdf

from kartoteka.ocr.positive import dark_bars, is_negative, make_positive
from kartoteka.ocr.sheet import Pixels, Sheet

PAGE = drawn(text_pdf(RUSSIAN))


def sheet(pixels: Pixels) -> Sheet:
    return Sheet(pixels, (0.36, 0, 0, 0.36, 0, 0), 200)


def test_a_negative_becomes_the_page() -> None:
    """Grey, colour and two values alike; the steps say so."""
    for page in (PAGE, np.repeat(PAGE[..., None], 3, axis=2), np.where(PAGE > 150, 255, 0).astype(np.uint8)):
        turned = make_positive(sheet(255 - page))
        assert np.array_equal(turned.pixels, page)
        assert turned.steps == ("negative made positive",)


@pytest.mark.parametrize("light", [1.0, 0.4, 0.15])
def test_a_page_in_bad_light_is_none(light: float) -> None:
    """However dark the paper, its letters are darker."""
    dark = sheet((PAGE * light).astype(np.uint8))
    assert not is_negative(dark)
    assert make_positive(dark) is dark


def test_a_dark_bar_is_turned_by_itself() -> None:
    """White letters on a bar become dark letters on white; the rest is not touched."""
    pixels = PAGE.copy()
    pixels[235:287, 60:1140] = 255 - pixels[235:287, 60:1140]
    ((x0, y0, x1, y1),) = dark_bars(sheet(pixels))
    assert max(abs(x0 - 60), abs(y0 - 235), abs(x1 - 1140), abs(y1 - 287)) <= 6
    turned = make_positive(sheet(pixels)).pixels
    assert np.array_equal(turned[300:], PAGE[300:])
    assert np.median(turned[240:282]) > 200


def test_what_is_no_bar() -> None:
    """Rules, a plain black box (a redaction), a dark picture and a shadow at the edge stay as they are."""
    pixels = PAGE.copy()
    cv2.line(pixels, (50, 700), (1100, 700), (0,), 4)
    pixels[750:790, 100:600] = 0
    pixels[820:1050, 100:500] = np.random.default_rng(3).integers(20, 90, (230, 400))
    pixels[1080:] = np.random.default_rng(4).integers(20, 255, (32, pixels.shape[1]))
    same = sheet(pixels)
    assert make_positive(same) is same


@pytest.mark.parametrize("value", [0, 255])
def test_plain_pages(value: int) -> None:
    """Nothing but black, nothing but white."""
    assert not is_negative(sheet(np.full((300, 200), value, np.uint8)))
