"""PDF through the shelf's contract: opening, ink, pixels, drawing."""

from __future__ import annotations

import mmap
from pathlib import Path

import cv2
import numpy as np
import pymupdf
import pytest
from tests.unit.reading.made import RUSSIAN, drawn, scan_pdf, text_pdf

from kartoteka.formats.contract import FormatPage, HeldError, PageBounds
from kartoteka.formats.listing import FORMATS, identify
from kartoteka.formats.pdf import PdfFormat

BOUNDS = PageBounds()


def page_of(pdf: bytes, number: int = 1, bounds: PageBounds = BOUNDS) -> FormatPage:
    return PdfFormat().open(memoryview(pdf), bounds, 100).page(number)


def test_the_shelf_is_an_explicit_list() -> None:
    """Every entry claims its own files and no others, and names its library."""
    assert [entry.media_type for entry in FORMATS] == ["application/pdf"]
    assert isinstance(identify(memoryview(text_pdf(RUSSIAN))), PdfFormat)
    assert isinstance(identify(memoryview(b"junk before it\n%PDF-1.4")), PdfFormat)
    with pytest.raises(HeldError, match="not of a type"):
        identify(memoryview(b"\xff\xd8\xff\xe0 a photograph"))
    assert all(name and version for entry in FORMATS for name, version in [entry.tool])


def test_ink_is_counted_without_drawing() -> None:
    """Whether text is seen, the share of pictures, and shapes."""
    text = page_of(text_pdf(RUSSIAN)).ink()
    assert (text.pictures, text.shapes, text.is_text_hidden) == (0.0, 0, False)
    scan = page_of(scan_pdf(drawn(text_pdf(RUSSIAN)), hidden="Тайный\nтекст")).ink()
    assert scan.pictures > 0.99
    assert scan.is_text_hidden


def test_a_scan_gives_its_own_pixels() -> None:
    """A page that is one picture is not drawn again: its pixels, its resolution, its place."""
    image = drawn(text_pdf(RUSSIAN), dpi=150)
    picture = page_of(scan_pdf(image, dpi=150, quality=100)).picture()
    assert picture.direct
    assert (picture.raster.width, picture.raster.height, picture.raster.dpi) == (875, 834, 150)
    pixels = np.frombuffer(picture.samples, np.uint8).reshape(834, 875)
    assert abs(pixels.astype(int) - image).mean() < 2
    assert picture.raster.transform == pytest.approx((0.48, 0, 0, 0.48, 0, 0), abs=1e-3)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_scan_gives_its_own_pixels_and_the_turn(rotation: int) -> None:
    """The transform leads each pixel to where the page shows it."""
    image = np.full((300, 200), 255, np.uint8)
    image[10:20, 30:40] = 0
    page = page_of(scan_pdf(image, dpi=72, rotation=rotation))
    picture = page.picture()
    a, b, c, d, e, f = picture.raster.transform
    mark = (a * 35 + c * 15 + e, b * 35 + d * 15 + f)
    assert mark == pytest.approx({90: (285, 35), 180: (165, 285), 270: (15, 165)}[rotation])
    shown = page.render(int(page.width))
    seen = np.frombuffer(shown.samples, np.uint8).reshape(shown.raster.height, shown.raster.width, 3)
    assert seen[int(mark[1]), int(mark[0])].max() < 60


def test_what_is_more_than_one_picture_is_drawn_at_its_resolution() -> None:
    """Two strips of a scan, or a scan with a printed stamp, are drawn as they look, not enlarged."""
    document = pymupdf.open(stream=scan_pdf(drawn(text_pdf(RUSSIAN), dpi=150), dpi=150))
    document[0].insert_text((100, 300), "EXHIBIT 0001")
    stamped = page_of(bytes(document.tobytes())).picture()
    assert not stamped.direct
    assert (stamped.raster.dpi, stamped.channels) == (150, 1)
    strips = pymupdf.open()
    page = strips.new_page(width=200, height=200)
    for top in (0, 100):
        strip = np.full((200, 400, 3), (200, 230, 250), np.uint8)
        encoded = cv2.imencode(".png", strip)[1].tobytes()
        page.insert_image(pymupdf.Rect(0, top, 200, top + 100), stream=encoded)
    drawing = page_of(bytes(strips.tobytes())).picture()
    assert not drawing.direct
    assert (drawing.raster.dpi, drawing.channels) == (144, 3)


def test_a_page_of_outlines_is_drawn() -> None:
    """A page without pictures is drawn fine enough for small letters."""
    picture = page_of(text_pdf(RUSSIAN)).picture()
    assert (picture.direct, picture.raster.dpi, picture.channels) == (False, 200, 1)


def test_no_picture_is_larger_than_the_bound() -> None:
    """Own pixels over the bound are drawn smaller; drawings are bounded."""
    image = drawn(text_pdf(RUSSIAN), dpi=200)
    bounds = PageBounds(pixels=100_000)
    picture = page_of(scan_pdf(image), bounds=bounds).picture()
    assert not picture.direct
    assert picture.raster.width * picture.raster.height <= 100_000
    drawing = page_of(text_pdf(RUSSIAN, width=14_400, height=14_400), bounds=bounds).render(10_000)
    assert 95_000 < drawing.raster.width * drawing.raster.height <= 100_000


def test_a_file_cut_before_its_page_list_is_damaged_not_empty(leak: Path) -> None:
    """A repaired file without pages has lost them: "no pages" would be said of the wrong thing."""
    whole = (leak / "mail-3-may" / "français" / "note NT-17.pdf").read_bytes()
    with pytest.raises(HeldError) as caught:
        PdfFormat().open(memoryview(whole[: len(whole) // 2]), BOUNDS, 10)
    assert caught.value.reason.code == "damaged"


def test_damage_is_a_reason_of_its_own() -> None:
    """The complaint of the library is shown, bounded, as what it is."""
    with pytest.raises(HeldError) as caught:
        PdfFormat().open(memoryview(b"%PDF-1.7 and nothing"), BOUNDS, 10)
    assert caught.value.reason.code == "damaged"


def test_a_file_that_its_reader_would_die_of_is_held() -> None:
    """Beyond 2**31 - 1 bytes the reason is said; nothing is opened (the bytes here are a hole in memory)."""
    with mmap.mmap(-1, 2**31) as hole, memoryview(hole) as data, pytest.raises(HeldError) as held:
        PdfFormat().open(data, PageBounds(), 100)
    assert held.value.reason.code == "beyond-the-reader"
