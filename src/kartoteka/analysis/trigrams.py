"""How often three letters follow one another in each of the seven languages.

One table an alphabet: for three letters, how likely each of its languages has them, as tenths of a
natural logarithm. It is made by ``language_build`` from the word lists of Tesseract's language data
(Apache licence 2.0), so that a language is told by its words' ends and roots where no letter and no
small word tells it. What no list has counts alike for all.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from math import log
from types import MappingProxyType

CYRILLIC = ("ru", "uk", "be", "kk")
LATIN = ("en", "fr", "de")

LEAST = -115
"""Tenths of the logarithm for what a language does not have."""

_FILE = "languages.txt"
_RAREST = 2e-5
_ZERO = 0x100
_TENTHS = 10.0
_FIELD = 28
_MOST = (1 << _FIELD) - 1
"""A field holds two million threes of letters: more than a page may have characters."""


class Trigrams:
    """The table of one alphabet.

    Args:
        languages: Its languages, ISO 639-1, in the order of the table's columns.
        table: Tenths of the logarithm of the share, one a language, by three letters; a blank stands for
            a word's ends.
    """

    def __init__(self, languages: Sequence[str], table: Mapping[str, tuple[int, ...]]) -> None:
        self.languages = tuple(languages)
        self._table = table
        # One number a key, a field a language, so that one addition adds up all languages.
        self._packed = {key: _packed(row) for key, row in table.items()}
        self._unknown = _packed((LEAST,) * len(self.languages))

    @classmethod
    def of(cls, words: Mapping[str, Iterable[str]]) -> Trigrams:
        """Count words, lower case, a list a language."""
        shares = {language: _shares(listed) for language, listed in words.items()}
        kept = {key for known in shares.values() for key, share in known.items() if share >= _RAREST}
        table = {
            key: tuple(_tenths(known.get(key, 0.0)) for known in shares.values()) for key in sorted(kept)
        }
        return cls(tuple(words), table)

    @classmethod
    def read(cls, text: str) -> Trigrams:
        """Read what ``written`` gave: the languages, a line feed, the table."""
        head, _, body = text.partition("\n")
        languages = head.split()
        step = 3 + len(languages)
        table = {
            body[at : at + 3]: tuple([_ZERO - ord(sign) for sign in body[at + 3 : at + step]])
            for at in range(0, len(body), step)
        }
        return cls(languages, table)

    def written(self) -> str:
        """Write it down in one line behind the languages: three letters, and a sign a language."""
        rows = (key + "".join(chr(_ZERO - tenths) for tenths in row) for key, row in self._table.items())
        return " ".join(self.languages) + "\n" + "".join(rows)

    def scores(self, words: str) -> tuple[list[float], int]:
        """Say how likely each language has these words.

        Args:
            words: Lower case, a blank before each and behind the last.

        Returns:
            Sums of logarithms in the order of ``languages``, and how many threes of letters they are over.
        """
        get, unknown = self._packed.get, self._unknown
        last = len(words) - 2
        total = sum([get(words[at : at + 3], unknown) for at in range(last)])
        between = max(0, words.count(" ") - 2)
        total -= between * unknown  # two words' ends, which no list has: they count for nothing
        count = max(0, last) - between
        fields = (total >> place * _FIELD & _MOST for place in range(len(self.languages)))
        return [-field / _TENTHS for field in fields], count


def _packed(row: Sequence[int]) -> int:
    return sum(-tenths << place * _FIELD for place, tenths in enumerate(row))


def _shares(words: Iterable[str]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for word in words:
        spelt = f" {word} "
        counts.update(spelt[at : at + 3] for at in range(len(spelt) - 2))
    total = sum(counts.values()) or 1
    return {key: count / total for key, count in counts.items()}


def _tenths(share: float) -> int:
    return max(LEAST, round(_TENTHS * log(share))) if share > 0 else LEAST


@functools.cache
def tables() -> Mapping[str, Trigrams]:
    """Load the tables of both alphabets, by the first of their languages' codes; 10 ms, once."""
    text = resources.files("kartoteka.analysis").joinpath("data", _FILE).read_text("utf-8")
    first, second = (Trigrams.read(part) for part in text.split("\f"))
    return MappingProxyType({"cyrillic": first, "latin": second})
