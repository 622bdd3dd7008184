"""Words with their hard spaces: a letter that is shown as one does not take a word apart."""

from __future__ import annotations

import pymupdf
from benchmarks.text_layer_cases import RUSSIAN, as_shown
from benchmarks.text_layer_pages import drawn, relabelled

from kartoteka.formats.contract import PageBounds
from kartoteka.formats.pdf import PdfFormat, PdfPage

CP866 = relabelled(drawn(RUSSIAN[:3]), as_shown("cp866", "cp1251"))


def page_of(pdf: bytes, rotation: int = 0) -> PdfPage:
    """Its first page, as the child opens it."""
    document = pymupdf.open(stream=pdf)
    document[0].set_rotation(rotation)
    return PdfFormat().open(memoryview(document.tobytes()), PageBounds(), 10).page(1)


def test_hard_spaces_stay_within_words() -> None:
    """As many words as the page has, each with the box of the whole."""
    page = page_of(CP866)
    true = page_of(drawn(RUSSIAN[:3])).words()
    spaced = page.spaced_words()
    assert len(page.words()) > len(true) == len(spaced)
    assert any("\xa0" in word[4] for word in spaced)
    for one, other in zip(spaced, true, strict=True):
        assert all(abs(a - b) < 1 for a, b in zip(one[:4], other[:4], strict=True))


def test_boxes_follow_the_files_own_rotation() -> None:
    """As those of ordinary words do."""
    turned, plain = page_of(CP866, 90).spaced_words(), page_of(CP866).spaced_words()
    height = page_of(CP866).height
    assert abs(turned[0][2] - (height - plain[0][1])) < 1
