"""Letters that stand apart are one word where they are set as one."""

from __future__ import annotations

import pytest

from kartoteka.reading.layout import layout
from kartoteka.reading.spaced import LETTER_SPACE
from kartoteka.search.analyzer import terms_of


def line(*pieces: tuple[str, float]) -> str:
    """The text of one line: each piece after so much white."""
    words, x = [], 50.0
    for number, (text, white) in enumerate(pieces):
        x += white
        end = x + 7.0 * len(text)
        words.append((x, 100.0, end, 114.0, text, 0, 0, number))
        x = end
    return layout(words, 600, 800, most_words=99, most_characters=999).text


def spelt(word: str, white: float = 4.0) -> list[tuple[str, float]]:
    return [(letter, white if n else 12.0) for n, letter in enumerate(word)]


def test_two_spaced_words_are_two_terms() -> None:
    """Wider white between them parts them; each is found as it is typed."""
    text = line(*spelt("ПРИКАЗ"), *spelt("ИСКА"))
    assert text == " ".join(LETTER_SPACE.join(word) for word in ("ПРИКАЗ", "ИСКА"))
    assert terms_of(text, "ru") == terms_of("приказ иска", "ru")


def test_a_sign_may_end_it() -> None:
    """A colon stays with the last letter."""
    text = line(*spelt("приказыва"), ("ю:", 4.0))
    assert terms_of(text, "ru") == terms_of("приказываю", "ru")


@pytest.mark.parametrize(
    "pieces",
    [
        [("и", 4.0), ("в", 4.0), ("с", 4.0), ("к", 4.0)],
        [("А", 4.0), ("Б", 4.0)],
        [("1", 4.0), ("2", 4.0), ("3", 4.0), ("4", 4.0)],
        [("А", 4.0), ("Б", 60.0), ("В", 60.0), ("Г", 60.0)],
        [("И", 4.0), ("и", 4.0), ("И", 4.0), ("и", 4.0)],
    ],
)
def test_short_words_stay_words(pieces: list[tuple[str, float]]) -> None:
    """Prepositions, two initials, figures, headings of columns, letters of mixed case."""
    assert LETTER_SPACE not in line(*pieces)
