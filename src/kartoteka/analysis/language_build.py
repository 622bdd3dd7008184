"""Builds the table by which languages are told apart; run when the word lists change.

Usage: lists as for ``lexicon_build``, in the same order: ``python -m kartoteka.analysis.language_build
rus.words ukr.words bel.words kaz.words eng.words fra.words deu.words``. The same lists give the same
bytes. English and French words that stand capitalised in their lists are names of all nations and are
left out; German nouns stand so, and other lists are capitalised at random.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from kartoteka.analysis.trigrams import CYRILLIC, LATIN, Trigrams

_ALPHABETS = (re.compile("[а-яёіїєґўәғқңөұүһ]{2,}"), re.compile("[a-zß-öø-ÿœ]{2,}"))
_NAMES_APART = frozenset(("en", "fr"))


def words_of(lines: Sequence[str], language: str) -> list[str]:
    """Return the words of a list that are the language's own, lower case."""
    alphabet = _ALPHABETS[language in LATIN]
    as_they_stand = language in _NAMES_APART
    folded = (line.strip() if as_they_stand else line.strip().lower() for line in lines)
    return sorted({word for word in folded if alphabet.fullmatch(word)})


def build(lists: Sequence[Sequence[str]]) -> str:
    """Return the content of ``data/languages.txt`` from the lines of the seven lists."""
    words = {
        language: words_of(lines, language)
        for language, lines in zip((*CYRILLIC, *LATIN), lists, strict=True)
    }
    return "\f".join(
        Trigrams.of({language: words[language] for language in alphabet}).written()
        for alphabet in (CYRILLIC, LATIN)
    )


def main() -> None:
    """Write ``data/languages.txt`` beside this module."""
    lists = [Path(name).read_text("utf-8", "replace").splitlines() for name in sys.argv[1:]]
    target = Path(__file__).parent / "data" / "languages.txt"
    target.write_text(build(lists), "utf-8")


if __name__ == "__main__":
    main()
