"""How likely letters follow one another: names and rare words look like words, garbage does not.

For each of two alphabets a table says how likely a letter follows two others, in whichever of the
known languages it is likeliest; it is made from the same word lists as the lexicon, by
``lexicon_build``. The mean over a word's letters is about -1.8 for words that exist, -2.4 for rare
surnames and for languages close to the known ones (Spanish, Turkish, Czech), -3.2 for Russian that
was read as English, and below -4.5 for broken encodings and shuffled glyphs (natural logarithms).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import resources
from math import log

from kartoteka.analysis.lexicon import fold

_FILE = "letters.txt"
_NEVER = -90
_TENTHS = 10.0
_ZERO = 0x100
_CYRILLIC = re.compile("[\u0400-\u052f]")
_SPELT_OUT = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "ı": "i", "đ": "d", "ð": "d", "ə": "a"}
)
_OLD_AND_NEAR = str.maketrans("ѣѳѵѫѧјљњћђџѓќ", "ефиуяйлнчжжгк")


class Letters:
    """How likely letters follow one another.

    Args:
        table: Tenths of the natural logarithm, by three letters; a blank stands for a word's ends.
    """

    def __init__(self, table: dict[str, int]) -> None:
        self._table = table

    @classmethod
    def of(cls, languages: Iterable[Sequence[str]]) -> Letters:
        """Count words, one list a language, folded."""
        best: dict[str, int] = {}
        for words in languages:
            for trigram, tenths in _counted(words):
                best[trigram] = max(tenths, best.get(trigram, _NEVER))
        return cls(best)

    @classmethod
    def read(cls, text: str) -> Letters:
        """Read what ``written`` gave."""
        return cls({text[at : at + 3]: _ZERO - ord(text[at + 3]) for at in range(0, len(text), 4)})

    def written(self) -> str:
        """Write it down: three letters and a character that stands for the tenths, one after another."""
        return "".join(f"{key}{chr(_ZERO - value)}" for key, value in sorted(self._table.items()))

    def likeness(self, word: str) -> float:
        """Say how much a word looks like one, as the mean logarithm a letter; 0 is the most."""
        spelt = f" {spelt_plainly(word)} "
        get = self._table.get
        total = sum([get(spelt[at : at + 3], _NEVER) for at in range(len(spelt) - 2)])
        return total / (_TENTHS * (len(spelt) - 2))


def spelt_plainly(word: str) -> str:
    """Fold a word, take the accents from Latin letters, write Cyrillic ones of old or near by as new ones."""
    word = fold(word)
    if word.isascii():
        return word
    if _CYRILLIC.search(word):
        return word.translate(_OLD_AND_NEAR).rstrip("ъ")
    apart = unicodedata.normalize("NFD", word.translate(_SPELT_OUT))
    return "".join([character for character in apart if not unicodedata.combining(character)])


@functools.cache
def letters() -> Letters:
    """Return the house's table."""
    file = resources.files("kartoteka.analysis").joinpath("data", _FILE)
    return Letters.read(file.read_text("utf-8"))


def _counted(words: Sequence[str]) -> Iterable[tuple[str, int]]:
    """Yield trigrams of a language with tenths of the logarithm of how likely their last letter is."""
    trigrams: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for word in words:
        spelt = f" {spelt_plainly(word)} "
        trigrams.update(spelt[at : at + 3] for at in range(len(spelt) - 2))
        pairs.update(spelt[at : at + 2] for at in range(len(spelt) - 2))
    alphabet = len({trigram[2] for trigram in trigrams})
    for trigram, count in trigrams.items():
        tenths = round(_TENTHS * log((count + 0.1) / (pairs[trigram[:2]] + 0.1 * alphabet)))
        if count > 1 and tenths > _NEVER:
            yield trigram, tenths
