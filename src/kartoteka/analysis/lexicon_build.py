"""Builds the lexicon and the table of letters from Tesseract's word lists; run when the lists change.

Usage: ``combine_tessdata -u rus.traineddata rus.`` and ``dawg2wordlist rus.lstm-unicharset
rus.lstm-word-dawg rus.words`` (both come with Debian's ``tesseract-ocr``) for each language, then
``python -m kartoteka.analysis.lexicon_build rus.words ukr.words bel.words kaz.words eng.words
fra.words deu.words``. The same lists give the same bytes.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from kartoteka.analysis.letters import Letters
from kartoteka.analysis.lexicon import SHORTEST, Lexicon, fold

_CYRILLIC = re.compile("[а-яіїєґўәғқңөұүһ]+")
_LATIN = re.compile("[a-zà-öø-ÿœß]+")


def words_of(path: Path) -> list[str]:
    """Return the words of a list, one a line, folded, without what is too short or no word."""
    folded = (fold(line.strip()) for line in path.read_text("utf-8", "replace").splitlines())
    return sorted({word for word in folded if word.isalpha() and len(word) >= SHORTEST})


def build(lists: list[Path]) -> tuple[Lexicon, Letters]:
    """Return the lexicon of all words in word lists, and how their letters follow one another."""
    languages = [words_of(path) for path in lists]
    lexicon = Lexicon.of(word for words in languages for word in words)
    return lexicon, Letters.of([_of_its_alphabet(words) for words in languages])


def _of_its_alphabet(words: list[str]) -> list[str]:
    """Leave out the words of another alphabet than the list's own: word lists hold strays."""
    cyrillic = [word for word in words if _CYRILLIC.fullmatch(word)]
    latin = [word for word in words if _LATIN.fullmatch(word)]
    return max(cyrillic, latin, key=len)


def main() -> None:
    """Write ``data/words.bloom`` and ``data/letters.txt`` beside this module."""
    lexicon, letters = build([Path(name) for name in sys.argv[1:]])
    folder = Path(__file__).parent / "data"
    folder.mkdir(exist_ok=True)
    (folder / "words.bloom").write_bytes(lexicon.bits)
    (folder / "letters.txt").write_text(letters.written(), "utf-8")


if __name__ == "__main__":
    main()
