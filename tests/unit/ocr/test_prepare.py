"""Preparation: shadows and stamps go, letters stay, lines run across."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from tests.unit.reading.made import RUSSIAN, drawn, text_pdf

from kartoteka.ocr.axis import lines_run_across
from kartoteka.ocr.background import divide_background, is_bilevel
from kartoteka.ocr.prepare import STEPS, is_blank, prepare
from kartoteka.ocr.sheet import Pixels, Sheet
from kartoteka.ocr.speckle import remove_speckle

PAGE = drawn(text_pdf(RUSSIAN))
LETTERS = PAGE < 100


def sheet(pixels: Pixels, dpi: int = 200) -> Sheet:
    return Sheet(pixels, (0.36, 0.0, 0.0, 0.36, 0.0, 0.0), dpi)


def contrast(pixels: Pixels) -> float:
    """Paper, at its darkest twentieth, over letters."""
    paper = cv2.erode((PAGE > 250).astype(np.uint8), np.ones((5, 5))) > 0
    return float(np.percentile(pixels[paper], 5)) - float(np.median(pixels[LETTERS]))


def test_a_shadow_is_divided_out() -> None:
    """Paper that falls to a third of its brightness comes out white from edge to edge."""
    shadow = np.linspace(0.35, 1.0, PAGE.shape[1])
    dark = (PAGE * shadow).astype(np.uint8)
    assert contrast(divide_background(sheet(dark)).pixels) > 180


def test_stamp_ink_turns_pale() -> None:
    """Blue and red rings over letters leave the letters dark and little of themselves."""
    colour = np.repeat(PAGE[..., None], 3, axis=2)
    ring = np.zeros(PAGE.shape, np.uint8)
    cv2.circle(ring, (500, 400), 200, (255,), 10)
    for ink in ((40, 60, 200), (200, 50, 60)):
        stamped = colour.copy()
        stamped[(ring > 0) & ~LETTERS] = ink
        cleaned = divide_background(sheet(stamped)).pixels
        only_ring = (ring > 0) & (PAGE > 250)
        assert cleaned.ndim == 2
        assert np.median(cleaned[only_ring]) > 170
        assert np.median(cleaned[LETTERS]) < 90


def test_grey_in_three_channels_is_grey() -> None:
    """Colour that is none costs one division, with the same result."""
    three = divide_background(sheet(np.repeat(PAGE[..., None], 3, axis=2)))
    assert np.array_equal(three.pixels, divide_background(sheet(PAGE)).pixels)


def test_two_valued_pictures_are_blurred_only() -> None:
    """No paper is divided out of them, and no median eats them."""
    fax = np.where(PAGE > 128, 255, 0).astype(np.uint8)
    assert is_bilevel(fax)
    assert not is_bilevel(PAGE // 2 + np.arange(PAGE.shape[1], dtype=np.uint8) % 50)
    soft = divide_background(sheet(fax))
    assert soft.bilevel
    assert remove_speckle(soft) is soft


@pytest.mark.parametrize("turn", range(4))
def test_the_axis_of_lines_is_seen(turn: int) -> None:
    """Across for 0 and 180 degrees, down for 90 and 270."""
    assert lines_run_across(sheet(np.ascontiguousarray(np.rot90(PAGE, turn)))) == (turn % 2 == 0)


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (3, 3), (40, 30), (2000, 10)])
@pytest.mark.parametrize("channels", [1, 3])
def test_odd_pictures_pass_every_step(shape: tuple[int, int], channels: int) -> None:
    """A picture of one pixel, a line, a dot: none is an error."""
    pixels = np.full(shape if channels == 1 else (*shape, 3), 200, np.uint8)
    pixels[0, 0] = 0
    for dpi in (1, 72, 300, 5000):
        assert prepare(sheet(pixels, dpi)).pixels.ndim == 2


def test_blank_is_blank() -> None:
    """Paper with noise is blank after preparation; one short word is not."""
    noise = np.random.default_rng(2).normal(230, 4, PAGE.shape).clip(0, 255).astype(np.uint8)
    assert is_blank(prepare(sheet(noise)))
    assert not is_blank(prepare(sheet(drawn(text_pdf(["да"])))))


def test_each_step_is_a_module_of_its_own() -> None:
    """The order is one tuple; a step lives alone."""
    modules = [step.__module__ for step in STEPS]
    assert len(modules) == len(set(modules))
