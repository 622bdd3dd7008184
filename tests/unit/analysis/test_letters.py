"""Letters: words of a kind with the known ones look like words, garbage does not, whatever the case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.analysis.letters import Letters, letters, spelt_plainly


@pytest.mark.parametrize("word", ["Пшеничников", "ЦХАКАЯ", "Гриценко", "Kowalczyk", "Überstellung", "Müslüm"])
def test_names_look_like_words(word: str) -> None:
    """Also names that no list holds."""
    assert letters().likeness(word) > -3.0


@pytest.mark.parametrize("garbage", ["Íà÷àëüíèêó", "оБВЮКЭМХЙС", "фялпз", "HauanbHuKy", "xjb^bq"])
def test_garbage_does_not(garbage: str) -> None:
    """Wrong code pages, shuffled letters, Russian read as English."""
    assert letters().likeness(garbage) < -3.0


@given(st.lists(st.text("abc", min_size=3, max_size=6), min_size=2, max_size=30))
def test_what_is_written_is_read(words: list[str]) -> None:
    """The file holds the whole table."""
    made = Letters.of([words, words])
    again = Letters.read(made.written())
    assert all(made.likeness(word) == again.likeness(word) for word in words)


def test_accents_and_old_letters_are_spelt_plainly() -> None:
    """One table serves near languages and old spelling."""
    assert [spelt_plainly(word) for word in ("Éléphant", "Straße", "Сѣверъ", "Ёлка")] == [
        *("elephant", "strasse", "север", "елка"),
    ]
