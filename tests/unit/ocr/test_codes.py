"""Codes: digits that were read as letters of their shape are digits again; words are not touched."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.ocr.codes import is_ukrainian, put_right
from kartoteka.ocr.contract import Recognised, SheetWord
from kartoteka.ocr.sheet import Sheet

SHEET = Sheet(np.full((10, 10), 255, np.uint8), (1, 0, 0, 1, 0, 0), 200)
RUSSIAN = "этапирование осуждённых согласно прилагаемому списку"
UKRAINIAN = "зниклі безвісти особи, утримувані в установах області"


def reading(text: str) -> Recognised:
    words = (SheetWord((9 * n, 0, 9 * n + 8, 9), word, 0, 0, 90) for n, word in enumerate(text.split()))
    return Recognised(tuple(words), SHEET, "Cyrillic")


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("СИЗО-І", "СИЗО-1"),
        ("ОТБ-З,", "ОТБ-3,"),
        ("СИЗО-1І", "СИЗО-1"),  # one sign, read as a digit and as a letter
        ("ИК-11", "ИК-11"),
        ("ИК-33", "ИК-33"),
        ("ИКк-4", "ИК-4"),
        ("СиЗоО-1", "СИЗОО-1"),  # о and О side by side are one; what stands apart stays
        ("СиЗО-2", "СИЗО-2"),
        ("ч. З ст. 158", "ч. 3 ст. 158"),
        ("(З)", "(3)"),
        ("3.П.", "3.П."),
        ("З.П.", "З.П."),  # initials
        ("Из-за", "Из-за"),
        ("кое-что", "кое-что"),
        ("Ростов-10", "Ростов-10"),
    ],
)
def test_numbers_and_codes(read: str, meant: str) -> None:
    """What can only be a number is one; names, initials and words stay."""
    found = put_right(reading(f"{RUSSIAN} {read}"))
    assert found.text == f"{RUSSIAN} {meant}"


def test_a_ukrainian_page_keeps_its_words() -> None:
    """There і and з are words, and many."""
    page = reading(f"{UKRAINIAN} з ними і СИЗО-І")
    assert is_ukrainian(page.words)
    assert put_right(page) is page


@given(st.lists(st.from_regex(r"[а-яё]{2,9}[.,]?", fullmatch=True), min_size=1, max_size=9))
def test_plain_words_are_never_touched(words: list[str]) -> None:
    """Only numbers and codes are mended, whatever a page says."""
    page = reading(" ".join(words))
    assert put_right(page).text == page.text
