"""Rules of a scanned table are found, lines of letters are not."""

from __future__ import annotations

import cv2
import numpy as np

from kartoteka.ocr.rules import rules_of
from kartoteka.ocr.sheet import Sheet


def sheet_with(*, table: bool) -> Sheet:
    pixels = np.full((800, 1000), 250, np.uint8)
    for y in range(180, 700, 50):
        cv2.putText(pixels, "Beloteloff Marat 1983", (120, y), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 20, 2)
    if table:
        for y in (100, 300, 500, 700):
            cv2.line(pixels, (100, y), (900, y + 2), 120, 1)
        for x in (100, 500, 900):
            cv2.line(pixels, (x, 100), (x, 700), 120, 2)
    return Sheet(pixels, (0.48, 0.0, 0.0, 0.48, 0.0, 0.0), 150)


def test_rules_are_where_they_are_drawn() -> None:
    """Thin and grey and a little askew: each is found along its whole length."""
    found = rules_of(sheet_with(table=True))
    across = [rule for rule in found if rule[2] - rule[0] > 600]
    down = [rule for rule in found if rule[3] - rule[1] > 500]
    assert [round((rule[1] + rule[3]) / 2, -1) for rule in sorted(across, key=lambda rule: rule[1])] == [
        100, 300, 500, 700,
    ]  # fmt: skip
    assert [round((rule[0] + rule[2]) / 2, -1) for rule in sorted(down)] == [100, 500, 900]


def test_letters_are_no_rules() -> None:
    """Lines of words have white in them."""
    assert [rule for rule in rules_of(sheet_with(table=False)) if rule[2] - rule[0] > 150] == []
