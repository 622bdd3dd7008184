"""Builds the lexicon's file from Tesseract's word lists; run by hand when the lists change.

Usage: ``combine_tessdata -u rus.traineddata rus.`` and ``dawg2wordlist rus.lstm-unicharset
rus.lstm-word-dawg rus.words`` (both come with Debian's ``tesseract-ocr``) for each language, then
``python -m kartoteka.analysis.lexicon_build rus.words ukr.words eng.words fra.words``.
The same lists give the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kartoteka.analysis.lexicon import SHORTEST, Lexicon, fold


def build(lists: list[Path]) -> Lexicon:
    """Return the lexicon of all words in word lists, one a line."""
    words: set[str] = set()
    for path in lists:
        folded = (fold(line.strip()) for line in path.read_text("utf-8").splitlines())
        words |= {word for word in folded if word.isalpha() and len(word) >= SHORTEST}
    return Lexicon.of(words)


def main() -> None:
    """Write ``data/words.bloom`` beside this module."""
    target = Path(__file__).parent / "data" / "words.bloom"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(build([Path(name) for name in sys.argv[1:]]).bits)


if __name__ == "__main__":
    main()
