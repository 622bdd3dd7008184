"""Threes of letters: what is written is read back, and scores follow the lists they were counted in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kartoteka.analysis.language_build import build, words_of
from kartoteka.analysis.trigrams import LEAST, Trigrams, tables

_WORDS = st.lists(st.text("абвгдїў", min_size=2, max_size=6), min_size=1, max_size=20)


@given(_WORDS, _WORDS)
def test_round_trip(first: list[str], second: list[str]) -> None:
    """Written down and read back, a table scores alike."""
    made = Trigrams.of({"ru": first, "uk": second})
    read = Trigrams.read(made.written())
    assert read.languages == ("ru", "uk")
    for word in first + second:
        assert read.scores(f" {word} ") == made.scores(f" {word} ")


@given(_WORDS, _WORDS)
def test_a_word_is_likeliest_where_it_was_counted(first: list[str], second: list[str]) -> None:
    """A word of one list alone, with letters that the other never has together, scores higher there."""
    scores, count = Trigrams.of({"ru": [*first, "щщщ"], "uk": second}).scores(" щщщ ")
    assert count == 3
    assert scores[0] > scores[1] == 3 * LEAST / 10


def test_words_of_the_lists() -> None:
    """English names are left out, German nouns are not; strays of another alphabet are."""
    lines = ["house", "London", "Haus", "дом", "e", "naïve ", "А"]
    assert words_of(lines, "en") == ["house", "naïve"]
    assert words_of(lines, "de") == ["haus", "house", "london", "naïve"]
    assert words_of(lines, "ru") == ["дом"]


def test_the_same_lists_give_the_same_bytes() -> None:
    """Order and repetition in a list do not matter."""
    lists = [["слово", "дело"], ["слово"], ["слова"], ["сөз"], ["word"], ["mot"], ["Wort"]]
    again = [[*reversed(one), *one] for one in lists]
    assert build(lists) == build(again)


def test_what_is_shipped() -> None:
    """Both alphabets' tables are there, for all their languages."""
    assert {name: table.languages for name, table in tables().items()} == {
        "cyrillic": ("ru", "uk", "be", "kk"),
        "latin": ("en", "fr", "de"),
    }
