"""Letters: they are measured in pixels, and decide how large a page is read, whatever it says of itself."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from tests.unit.reading.made import RUSSIAN, drawn, text_pdf

from kartoteka.ocr.letters import fit_letters, letter_height
from kartoteka.ocr.sheet import Pixels, Sheet, box_on_page

SOURCE = text_pdf([*RUSSIAN, *RUSSIAN])


def sheet(dpi: int, told: int = 200) -> Sheet:
    pixels = drawn(SOURCE, dpi)
    scale = 420 / pixels.shape[1]
    return Sheet(pixels, (scale, 0, 0, scale, 0, 0), told)


@pytest.mark.parametrize(("dpi", "height"), [(100, 9), (200, 18), (300, 27)])
def test_letters_are_measured(dpi: int, height: int) -> None:
    """Twelve points: small letters of a good half of that."""
    assert abs(letter_height(sheet(dpi)) - height) <= 0.15 * height


def test_rules_and_dirt_are_no_letters() -> None:
    """A table's rules, specks and a picture change nothing."""
    pixels = sheet(200).pixels.copy()
    for y in range(20, 1000, 60):
        cv2.line(pixels, (20, y), (1100, y), (0,), 2)
    dirt = np.random.default_rng(1).integers(0, 1000, (2, 400))
    pixels[dirt[0], dirt[1]] = 0
    assert abs(letter_height(Sheet(pixels, (1, 0, 0, 1, 0, 0), 200)) - 18) <= 3


@pytest.mark.parametrize(("dpi", "letters"), [(90, 12), (200, 18), (400, 18)])
def test_letters_come_out_readable(dpi: int, letters: int) -> None:
    """Small ones larger, large ones smaller, others left; the told resolution does not matter."""
    for told in (72, 250):
        fitted = fit_letters(sheet(dpi, told))
        assert abs(fitted.letters - letters) <= 3
        whole = box_on_page(fitted.transform, 0, 0, fitted.width, fitted.height)
        assert np.allclose(whole, (0, 0, 420, 400), atol=1)


def test_good_letters_are_left() -> None:
    """No resampling where none is needed."""
    page = sheet(200)
    assert fit_letters(page).pixels is page.pixels


@pytest.mark.parametrize("pixels", [np.full((300, 200), 255, np.uint8), np.full((1, 1), 0, np.uint8)])
def test_without_letters_the_resolution_decides(pixels: Pixels) -> None:
    """Nothing to measure: only what says that it is coarse is enlarged."""
    assert letter_height(Sheet(pixels, (1, 0, 0, 1, 0, 0), 200)) == 0.0
    assert fit_letters(Sheet(pixels, (1, 0, 0, 1, 0, 0), 200)).width == pixels.shape[1]
