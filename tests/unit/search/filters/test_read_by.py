"""What an item's pages were read by, and how sure that was."""

from __future__ import annotations

import pytest
from tests.unit.search.samples import entry, page

from kartoteka.records.index_entry import PageText
from kartoteka.search.filters import confidence, read_by

EMBEDDED = page(1, "раз")


def ocr(confidence: int | None, text: str = "раз") -> PageText:
    return page(2, text, "ru", "ocr", confidence)


@pytest.mark.parametrize(
    ("pages", "origin", "band"),
    [
        ([], "none", "none"),
        ([page(1, "")], "none", "none"),
        ([EMBEDDED], "embedded", "none"),
        ([ocr(100)], "ocr", "90-100"),
        ([ocr(90)], "ocr", "90-100"),
        ([ocr(89)], "ocr", "80-89"),
        ([ocr(70)], "ocr", "70-79"),
        ([ocr(69)], "ocr-doubtful", "0-69"),
        ([ocr(0)], "ocr-doubtful", "0-69"),
        ([ocr(None)], "ocr", "none"),
        ([ocr(100), ocr(30)], "ocr-doubtful", "0-69"),
        ([EMBEDDED, ocr(30)], "mixed", "0-69"),
        ([EMBEDDED, ocr(30, "")], "embedded", "0-69"),
    ],
)
def test_values(pages: list[PageText], origin: str, band: str) -> None:
    """Pages without text have no say in the origin; confidence is the mean over recognised pages."""
    made = entry(1, pages)
    assert read_by.value_of(made) == (origin,)
    assert confidence.value_of(made) == (band,)
