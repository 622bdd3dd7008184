"""Spaces: words are cut where the ink has a gap as wide as a space, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.reading.made import drawn, text_pdf

from kartoteka.ocr.contract import Recognised, SheetWord
from kartoteka.ocr.sheet import Pixels, Sheet
from kartoteka.ocr.spaces import part_glued


def printed(text: str) -> tuple[Pixels, tuple[int, int, int, int]]:
    """A line of print and the box of its ink."""
    page = drawn(text_pdf([text]))
    rows, columns = np.nonzero(page < 150)
    return page, (int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)


def read_as(shown: str, text: str) -> list[SheetWord]:
    """What becomes of ``text``, read where ``shown`` is printed."""
    page, box = printed(shown)
    word = SheetWord(box, text, 0, 0, 91)
    return list(part_glued(Recognised((word,), Sheet(page, (1, 0, 0, 1, 0, 0), 200), "rus")).words)


@pytest.mark.parametrize(
    ("shown", "read", "parts"),
    [
        ("4 ст.", "4ст.", ["4", "ст."]),
        ("ч. 4", "ч.4", ["ч.", "4"]),
        ("ч. 4 ст. 111", "ч.4ст.111", ["ч.", "4", "ст.", "111"]),
        ("10 л.", "10л.", ["10", "л."]),
        ("З ст.", "Зст.", ["З", "ст."]),
        ("4ст.", "4ст.", ["4ст."]),  # printed without a space
        ("ч.4", "ч.4", ["ч.4"]),
        ("03.11.2023", "03.11.2023", ["03.11.2023"]),
        ("ИК-6", "ИК-6", ["ИК-6"]),
    ],
)
def test_the_ink_decides(shown: str, read: str, parts: list[str]) -> None:
    """The same letters are cut where the print has a space, and left where it has none."""
    assert [word.text for word in read_as(shown, read)] == parts


def test_boxes_are_cut_at_the_gap() -> None:
    """Parts stand side by side inside the word's box, in order, with no ink between them."""
    page, box = printed("4 ст.")
    first, second = read_as("4 ст.", "4ст.")
    assert box[0] == first.box[0] < first.box[2] < second.box[0] < second.box[2] == box[2]
    assert page[box[1] : box[3], first.box[2] : second.box[0]].min() > 150
    assert first.confidence == second.confidence == 91


def test_a_reading_without_glue_is_the_same_object() -> None:
    """Nothing to do costs nothing."""
    page, box = printed("слово")
    found = Recognised((SheetWord(box, "слово", 0, 0, 90),), Sheet(page, (1, 0, 0, 1, 0, 0), 200), "rus")
    assert part_glued(found) is found
    nothing = Recognised((), found.sheet, "rus")
    assert part_glued(nothing) is nothing


def test_boxes_without_ink_are_left() -> None:
    """A box on white paper, or of no height, is no reason to fail."""
    white = Sheet(np.full((50, 200), 255, np.uint8), (1, 0, 0, 1, 0, 0), 200)
    words = (SheetWord((5, 5, 90, 30), "4ст.", 0, 0, 50), SheetWord((5, 5, 90, 5), "4ст.", 0, 0, 50))
    assert part_glued(Recognised(words, white, "rus")).words == words
