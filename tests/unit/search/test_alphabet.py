"""Letters that look alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.search.alphabet import is_cyrillic, is_latin, other_alphabet, unmix

LATIN, CYRILLIC = "abcehikmoptxy", "авсенікмортху"


@pytest.mark.parametrize(
    ("mixed", "expected"),
    [
        ("нaчaльник", "начальник"),  # a surely Cyrillic letter
        ("pоlice", "police"),  # a surely Latin letter
        ("oк", "ок"),  # nothing decides: a tie is Cyrillic
        ("mоsсоw", "moscow"),
        ("rгu", "rгu"),  # each is sure: left alone
        ("приказ", "приказ"),
        ("order", "order"),
        ("", ""),
    ],
)
def test_unmix(mixed: str, expected: str) -> None:
    """A mixed word is written in the alphabet that is sure of a letter, or of most."""
    assert unmix(mixed) == expected


@given(st.text(LATIN + CYRILLIC + "яжбrgd", max_size=12))
def test_unmixing_twice_is_unmixing_once(word: str) -> None:
    """What comes out is of one alphabet, or as it went in; and stays."""
    once = unmix(word)
    assert unmix(once) == once
    assert len(once) == len(word)
    assert once == word or not (is_cyrillic(once) and is_latin(once))


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("ОК", "ok"),
        ("OK", "ок"),
        ("МОСКВА", "mockba"),
        ("москва", None),
        ("НАМ", "ham"),
        ("нам", None),
        ("сор", "cop"),
        ("ПРИКАЗ", None),
        ("order", None),
        ("6", None),
    ],
)
def test_other_alphabet(typed: str, other: str | None) -> None:
    """Only a word whose every letter looks alike in the case it is typed in has another spelling."""
    assert other_alphabet(typed) == other
