"""Whether a page has as many pixels as are asked for is told from its resources."""

from __future__ import annotations

import pymupdf

from kartoteka.formats.pdf_pixels import has_pixels


def picture(side: int) -> pymupdf.Pixmap:
    return pymupdf.Pixmap(pymupdf.csGRAY, (0, 0, side, side))


def test_pixels_of_all_pictures_are_counted() -> None:
    """Two pictures of 400 pixels together have 800; text and lines have none."""
    with pymupdf.open() as document:
        page = document.new_page()
        page.insert_text((60, 80), "text")
        page.draw_line((50, 200), (250, 200))
        assert not has_pixels(page, 1)
        page.insert_image((10, 10, 50, 50), pixmap=picture(20))
        page.insert_image((60, 10, 90, 50), stream=picture(20).tobytes("png"))
        pixels = sum(image[2] * image[3] for image in page.get_images())
        assert has_pixels(page, pixels)
        assert not has_pixels(page, pixels + 1)


def test_pictures_within_forms_are_counted_and_circles_end() -> None:
    """A form's pictures are the page's; a form that names itself is looked at once."""
    with pymupdf.open() as inner, pymupdf.open() as document:
        inner.new_page().insert_image((10, 10, 50, 50), pixmap=picture(20))
        page = document.new_page()
        page.show_pdf_page(page.rect, inner, 0)
        [form, *_] = [xref for xref, *_ in page.get_xobjects()]
        document.xref_set_key(form, "Resources/XObject/Again", f"{form} 0 R")
        assert has_pixels(page, 400)
        assert not has_pixels(page, 401)
