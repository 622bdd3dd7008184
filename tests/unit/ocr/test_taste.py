"""A taste: a strip of whole lines, taken where letters stand closest, says how to read the page."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from tests.unit.reading.made import FRENCH, RUSSIAN, drawn, text_pdf

from kartoteka.ocr.contract import Recogniser
from kartoteka.ocr.listing import recogniser
from kartoteka.ocr.null import NullRecogniser
from kartoteka.ocr.sheet import Sheet, box_on_page
from kartoteka.ocr.taste import Taste, densest_strip, taste
from kartoteka.ocr.upright import half_turn

ENGLISH = (
    "The inmates named in the list were moved on the ninth of October",
    "without notice to their families or to the lawyers who act for them",
    "and the complaint of the second of November was left unanswered.",
)


def sheet(lines: tuple[str, ...]) -> Sheet:
    return Sheet(drawn(text_pdf(lines)), (0.36, 0, 0, 0.36, 0, 0), 200)


@pytest.fixture(scope="module")
def engine() -> Recogniser:
    from kartoteka.ocr.language_data import require

    return recogniser("tesseract", require("rus+eng+fra"))


@pytest.mark.parametrize(
    ("lines", "languages"), [(RUSSIAN, "rus"), (ENGLISH, "eng fra"), (FRENCH, "eng fra")]
)
@pytest.mark.parametrize("turned", [False, True])
def test_script_and_direction(
    engine: Recogniser, lines: tuple[str, ...], languages: str, *, turned: bool
) -> None:
    """Three languages, upright and on their heads: a strip tells the script and how it lies."""
    page = half_turn(sheet(lines)) if turned else sheet(lines)
    found = taste(page, engine, "rus", ("eng", "fra"))
    assert found.turned == turned
    assert found.languages in languages.split()


def test_nothing_is_said_of_nothing() -> None:
    """Without letters a taste decides nothing."""
    white = Sheet(np.full((900, 700), 245, np.uint8), (0.36, 0, 0, 0.36, 0, 0), 200)
    assert taste(white, NullRecogniser(), "rus", ("eng",)) == Taste(turned=False, languages="")


def test_the_strip_is_where_the_letters_are() -> None:
    """Beside a dark picture and a shadow, the strip lies on text, and knows where that is."""
    page = sheet(RUSSIAN)
    pixels = np.full((1600, 1200), 245, np.uint8)
    pixels[100:700, 100:1100] = 90
    pixels[900 : 900 + 300, 50:1150] = page.pixels[:300, :1100]
    strip = densest_strip(replace(page, pixels=pixels))
    _, top, _, bottom = box_on_page(strip.transform, 0, 0, strip.width, strip.height)
    assert 0.36 * 880 <= top < bottom <= 0.36 * 1220
    assert strip.height < 100


def test_lines_are_whole() -> None:
    """No letter touches the strip's upper or lower edge."""
    strip = densest_strip(sheet(RUSSIAN))
    assert strip.pixels[0].min() > 150
    assert strip.pixels[-1].min() > 150


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (900, 3), (30, 40)])
def test_odd_sizes(shape: tuple[int, int]) -> None:
    """A page smaller than a strip is its own strip."""
    pixels = np.full(shape, 200, np.uint8)
    cv2.line(pixels, (0, 0), (shape[1] - 1, shape[0] - 1), (0,), 1)
    strip = densest_strip(Sheet(pixels, (1, 0, 0, 1, 0, 0), 100))
    assert 0 < strip.height <= shape[0]
    assert 0 < strip.width <= shape[1]
