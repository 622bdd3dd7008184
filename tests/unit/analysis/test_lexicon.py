"""The lexicon: it forgets no word, invents few, and is built the same each time."""

from __future__ import annotations

import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kartoteka.analysis.lexicon import Lexicon, fold, lexicon
from kartoteka.analysis.lexicon_build import build


@given(st.sets(st.text("абвгдежзий", min_size=4, max_size=9), min_size=1, max_size=50))
def test_no_word_is_forgotten(words: set[str]) -> None:
    """Every word that went in is in."""
    made = Lexicon.of(words)
    assert all(word in made for word in words)


def test_seven_languages_are_known() -> None:
    """Common words of each; ё is folded."""
    common = "заключённых колонии прокурор власник слідчого беларускай туралы prosecutor prisonnier gefangene"
    assert all(lexicon().known([fold(word) for word in common.split()]))
    assert fold("Заключённых") in lexicon()


def test_few_words_are_invented() -> None:
    """One in fifty of made-up words is taken for a word."""
    drawn = random.Random(5)
    made_up = {"".join(drawn.choices("бвгджзклмнпрстфхцчшщьъ", k=9)) for _ in range(5000)}
    assert sum(word in lexicon() for word in made_up) / len(made_up) < 0.03


def test_building_is_repeatable(tmp_path: Path) -> None:
    """Order and repetition in the lists make no difference; short words and figures stay out."""
    (tmp_path / "a").write_text("слово\nдело\nЁлка\nон\nab12\n", "utf-8")
    (tmp_path / "b").write_text("елка\nдело\nслово\nслово\n", "utf-8")
    lexicon_a, letters_a = build([tmp_path / "a"])
    lexicon_b, letters_b = build([tmp_path / "b"])
    assert lexicon_a.bits == lexicon_b.bits
    assert letters_a.written() == letters_b.written()
