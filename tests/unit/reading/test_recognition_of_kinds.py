"""Scans of every kind: however a picture is stored and placed, its words are read where they stand."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import pymupdf
import pytest
from tests.unit.reading.made import RUSSIAN, drawn, read, text_pdf
from tests.unit.reading.pictures import bilevel, document, group4, jbig2, jpeg, jpx, placed

from kartoteka.records.page import Page

SOURCE = text_pdf(RUSSIAN)
SIZE = (420.0, 400.0)
GREY = drawn(SOURCE)
FINE = drawn(SOURCE, 300)
WHOLE = placed(0, *SIZE)

pytestmark = pytest.mark.usefixtures("recognition")

Box = tuple[float, float, float, float]


@cache
def truth() -> dict[str, Box]:
    """Words that stand on the page once, with their boxes in points."""
    words = pymupdf.open(stream=SOURCE)[0].get_text("words")
    texts = [word[4] for word in words]
    return {text: word[:4] for text, word in zip(texts, words, strict=True) if texts.count(text) == 1}


def found(page: Page) -> dict[str, Box]:
    """Words of the shown layer, with their boxes in points."""
    assert page.layer is not None
    assert page.layer.origin == "ocr"
    words, text = page.layer.words, page.layer.text
    return {
        text[start:end]: tuple(value / 100 for value in words.boxes[4 * n : 4 * n + 4])  # type: ignore[misc]
        for n, (start, end) in enumerate(zip(words.starts, words.ends, strict=True))
    }


def assert_read(
    pdf: bytes, *, shift: tuple[float, float] = (0, 0), scale: float = 1, least: float = 0.9
) -> Page:
    """Nine words of ten are read, and each lies where the page shows it."""
    _, (page,) = read(pdf)
    assert page.problem == ""
    got = found(page)
    wanted = truth()
    common = [text for text in wanted if text in got]
    assert len(common) >= least * len(wanted), sorted(set(wanted) - set(got))
    for text in common:
        x0, y0, x1, y1 = (value * scale for value in wanted[text])
        middle = ((x0 + x1) / 2 + shift[0], (y0 + y1) / 2 + shift[1])
        left, top, right, bottom = got[text]
        assert abs((left + right) / 2 - middle[0]) < 4 * scale, text
        assert abs((top + bottom) / 2 - middle[1]) < 4 * scale, text
    return page


class TestStored:
    """How the pixels are packed."""

    def test_jpeg(self) -> None:
        """The usual scan."""
        page = assert_read(document([jpeg(GREY)], WHOLE, SIZE))
        assert page.layer is not None
        assert page.layer.raster is not None
        assert page.layer.raster.dpi == 200

    def test_jpx(self) -> None:
        """JPEG 2000."""
        assert_read(document([jpx(GREY)], WHOLE, SIZE))

    def test_ccitt(self) -> None:
        """A fax, two values a pixel."""
        assert_read(document([group4(bilevel(GREY))], WHOLE, SIZE))

    def test_ccitt_with_oblong_pixels(self) -> None:
        """A fax of normal fineness, 204 dots across and 98 down: evened out, and still read."""
        fax = cv2.resize(FINE, (round(SIZE[0] * 204 / 72), round(SIZE[1] * 98 / 72)))
        page = assert_read(document([group4(bilevel(fax))], WHOLE, SIZE), least=0.5)
        assert page.layer is not None

    def test_jbig2(self) -> None:
        """What large offices' scanners write."""
        assert_read(document([jbig2(bilevel(FINE))], WHOLE, SIZE))

    def test_mixed_raster_content(self) -> None:
        """Paper in coarse colour below, ink in a fine mask above: read at the mask's fineness."""
        paper = np.full((100, 105, 3), (236, 226, 200), np.uint8)
        layers = [jpeg(paper), group4(bilevel(FINE), mask=True)]
        page = assert_read(document(layers, WHOLE + "0.1 0.1 0.3 rg\n" + placed(1, *SIZE), SIZE))
        assert page.layer is not None
        assert page.layer.raster is not None
        assert page.layer.raster.width == 1000  # drawn at the mask's 300 dpi, fitted to its letters

    def test_a_negative(self) -> None:
        """White on black, as microfilm gives it: made positive, and says so."""
        page = assert_read(document([jpeg(255 - GREY)], WHOLE, SIZE))
        assert "negative" in page.notes["recognition"]

    def test_white_letters_on_a_dark_bar(self) -> None:
        """The head of a form: one line is white on black, the rest black on white."""
        image = GREY.copy()
        image[235:287, 60:1140] = 255 - image[235:287, 60:1140]  # its base line: 98.4 points
        assert_read(document([jpeg(image)], WHOLE, SIZE))

    def test_strips(self) -> None:
        """A scan cut into five pictures that lie one under the other, through lines of text."""
        edges = np.linspace(0, GREY.shape[0], 6).astype(int)
        strips = [GREY[top:bottom] for top, bottom in pairwise(edges)]
        down = SIZE[1] / GREY.shape[0]
        operators = "".join(
            placed(n, SIZE[0], (bottom - top) * down, 0, SIZE[1] - bottom * down)
            for n, (top, bottom) in enumerate(pairwise(edges))
        )
        assert_read(document([jpeg(strip) for strip in strips], operators, SIZE))


class TestPlaced:
    """How the page shows the picture."""

    def test_crop_box(self) -> None:
        """Only a part is shown: what stands there is read, in the shown page's space."""
        more = "/CropBox [30 40 420 360]"  # cut: 30 at the left, 40 below and above
        _, (page,) = read(document([jpeg(GREY)], WHOLE, SIZE, more))
        assert (page.width, page.height) == (390, 320)
        assert_read(document([jpeg(GREY)], WHOLE, SIZE, more), shift=(-30, -40))

    @pytest.mark.parametrize("rotation", [90, 180, 270])
    def test_rotation(self, rotation: int) -> None:
        """The file says that the page is to be turned: the picture lies so that it is then upright."""
        image = np.ascontiguousarray(np.rot90(GREY, rotation // 90))
        size = (SIZE[1], SIZE[0]) if rotation != 180 else SIZE
        assert_read(document([jpeg(image)], placed(0, *size), size, f"/Rotate {rotation}"))

    def test_mirrored(self) -> None:
        """Stored upside down and drawn with a negative height, as some fax programs do."""
        assert_read(document([jpeg(GREY[::-1])], f"q {SIZE[0]} 0 0 -{SIZE[1]} 0 {SIZE[1]} cm /P0 Do Q", SIZE))

    def test_user_unit(self) -> None:
        """One unit of the file is two points: boxes are in the points of the page as shown."""
        pdf = document([jpeg(GREY)], WHOLE, SIZE, "/UserUnit 2")
        _, (page,) = read(pdf)
        assert_read(pdf, scale=page.width / SIZE[0])

    def test_text_over_a_scan(self) -> None:
        """A number stamped on the scan as text: both are read."""
        font = "/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
        stamp = "BT /F1 9 Tf 300 20 Td (ZAR-000123) Tj ET"
        page = assert_read(document([jpeg(GREY)], WHOLE + stamp, SIZE, fonts=font))
        assert [layer.origin for layer in page.layers] == ["embedded", "ocr"]
        assert "ZAR-000123" in page.layers[0].text

    def test_letters_drawn_as_shapes(self) -> None:
        """A page of outlines, without text or pictures: drawn and read."""
        picture = pymupdf.open(stream=SOURCE)[0].get_svg_image(text_as_path=True)
        pdf = bytes(pymupdf.open("svg", picture.encode()).convert_to_pdf())
        assert pymupdf.open(stream=pdf)[0].get_text().strip() == ""
        assert_read(pdf)


class TestSizes:
    """Pages of odd sizes."""

    def test_a_plan_of_a0(self) -> None:
        """A large drawing with a title block in one corner: the block is read."""
        sheet = np.full((2200, 3100), 255, np.uint8)
        cv2.rectangle(sheet, (60, 60), (3040, 2140), (0,), 4)
        small = drawn(SOURCE, 110)
        sheet[-small.shape[0] - 80 : -80, -small.shape[1] - 80 : -80] = small
        size = (3100 * 72 / 110, 2200 * 72 / 110)
        left, top = (3100 - 80) * 72 / 110 - SIZE[0], (2200 - 80) * 72 / 110 - SIZE[1]
        assert_read(document([jpeg(sheet)], placed(0, *size), size), shift=(left, top), least=0.7)

    @pytest.mark.parametrize("side", [1, 2, 5])
    def test_pages_and_pictures_of_a_few_pixels(self, side: int) -> None:
        """A picture of one pixel over a page, and a page of one point: nothing to read, nothing breaks."""
        dot = jpeg(np.full((side, side), 90, np.uint8))
        for size in (SIZE, (float(side), float(side))):
            _, (page,) = read(document([dot], placed(0, *size), size))
            assert page.problem == ""
            assert page.layer is None or page.layer.text == ""
