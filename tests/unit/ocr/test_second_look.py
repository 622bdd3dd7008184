"""A second look: whole lines under a stamp are found and read; what is no text stays unread."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from tests.unit.reading.made import RUSSIAN, drawn, text_pdf

from kartoteka.ocr.contract import PixelBox, Recognised, SheetWord
from kartoteka.ocr.null import NullRecogniser
from kartoteka.ocr.second_look import look_again, uncovered_lines
from kartoteka.ocr.sheet import Sheet

PAGE = drawn(text_pdf(RUSSIAN))
ROWS = np.flatnonzero(np.diff((PAGE < 150).any(1).astype(np.int8)))
LINES = [(int(top), int(bottom) + 1) for top, bottom in zip(ROWS[::2], ROWS[1::2], strict=True)]


def sheet(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]] = PAGE) -> Sheet:
    return Sheet(pixels, (0.36, 0, 0, 0.36, 0, 0), 200)


def covering(lines: Sequence[tuple[int, int]]) -> tuple[SheetWord, ...]:
    """Four words on each line, side by side, over all of its ink."""
    words: list[SheetWord] = []
    for number, (top, bottom) in enumerate(lines):
        columns = np.flatnonzero((PAGE[top:bottom] < 150).any(0))
        edges = np.linspace(columns[0], columns[-1] + 1, 5).astype(int)
        words += [
            SheetWord((int(x0), top, int(x1), bottom), "слово", 0, number, 95) for x0, x1 in pairwise(edges)
        ]
    return tuple(words)


class Line(NullRecogniser):
    """Reads every line as told."""

    def __init__(self, *words: tuple[str, int]) -> None:
        self.words = words
        self.asked: list[PixelBox] = []

    def read_lines(
        self, sheet: Sheet, boxes: Sequence[PixelBox], languages: str
    ) -> list[tuple[SheetWord, ...]]:
        self.asked += boxes
        return [
            tuple(
                SheetWord((x0 + n, y0, x1, y1), text, 0, 0, confidence)
                for n, (text, confidence) in enumerate(self.words)
            )
            for x0, y0, x1, y1 in boxes
        ]


def test_a_line_that_was_passed_over_is_found() -> None:
    """The third line is covered by no word: it is asked for, whole, and stands in its place."""
    engine = Line(("подполковник", 93), ("службы", 88))
    found = Recognised(covering([*LINES[:2], *LINES[3:]]), sheet(), "rus")
    again = look_again(found, engine, "rus")
    assert len(engine.asked) == 1
    x0, y0, x1, y1 = engine.asked[0]
    columns = np.flatnonzero((PAGE[LINES[2][0] : LINES[2][1]] < 150).any(0))
    assert abs(y0 - LINES[2][0]) < 4
    assert abs(y1 - LINES[2][1]) < 8  # a comma is no letter
    assert x0 - columns[0] < 12
    assert columns[-1] - x1 < 24
    assert [word.text for word in again.words[8:10]] == ["подполковник", "службы"]
    assert len({word.block for word in again.words}) == 2


def test_everything_covered_is_nothing_to_do() -> None:
    """No call, and the same reading."""
    engine = Line(("слово", 99))
    found = Recognised(covering(LINES), sheet(), "rus")
    assert look_again(found, engine, "rus") is found
    assert engine.asked == []


def test_nonsense_is_not_kept() -> None:
    """A line that reads badly is an ornament or a scribble: it adds nothing."""
    found = Recognised(covering(LINES[1:]), sheet(), "rus")
    assert look_again(found, Line(("ЖЬ7ўһ", 31), ("да", 96)), "rus") is found


def test_rings_rules_and_specks_are_no_lines() -> None:
    """A stamp's ring, a table's rules and dirt are not the size of letters."""
    drawing = np.full((900, 900), 245, np.uint8)
    cv2.circle(drawing, (300, 300), 150, (60,), 6)
    for y in range(500, 800, 60):
        cv2.line(drawing, (50, y), (850, y), (60,), 3)
    drawing[
        np.random.default_rng(5).integers(0, 900, 300), np.random.default_rng(6).integers(0, 900, 300)
    ] = 60
    assert uncovered_lines(sheet(drawing), [], 24) == []


def test_a_page_of_few_words_is_left() -> None:
    """Too few words to know how high letters are."""
    found = Recognised(covering(LINES[:1])[:3], sheet(), "rus")
    assert look_again(found, Line(("слово", 99)), "rus") is found
