"""A page's drawing operations are gathered as MuPDF's own list has them."""

from __future__ import annotations

import pymupdf
import pytest

from kartoteka.formats.pdf_operations import operations


@pytest.mark.parametrize("rotation", [0, 90])
def test_operations_are_those_of_the_library(rotation: int) -> None:
    """Kinds, boxes and order agree before the page's rotation; text that is seen may be left out."""
    with pymupdf.open() as document:
        page = document.new_page()
        page.draw_rect((50, 50, 250, 90), fill=(0.9, 0.9, 0.9), width=2)
        page.draw_line((50, 200), (250, 200))
        page.insert_text((60, 80), "seen")
        page.insert_text((60, 280), "outlined", render_mode=1)
        page.insert_text((60, 380), "unseen", render_mode=3)
        page.insert_image((300, 300, 400, 380), pixmap=pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 4, 4)))
        page.set_rotation(rotation)
        theirs = [(kind, box) for kind, box in page.get_bboxlog() if kind != "ignore-text"]
        ours = operations(page, text=True)
        fewer = operations(page, text=False)
        assert page.rotation == rotation
    assert {"fill-path", "stroke-path", "fill-text", "stroke-text", "fill-image"} == {
        kind for kind, _ in theirs
    }
    assert [one for one in ours if one[0] != "ignore-text"] == theirs
    assert len(ours) == len(theirs) + 1
    assert fewer == [one for one in ours if one[0] not in {"fill-text", "stroke-text"}]
