"""Do two readings of one page say the same? A file's own text against what its picture shows.

Recognition errs, so words need not be equal: one that differs by a letter is found. Of the same
page two readings share seven words of ten and more even when one of them is poor; two papers of one
office share the office's words, two of ten. Figures are compared apart: the words of a paper may be
true and its numbers false.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kartoteka.analysis.lexicon import fold

SHORTEST = 4
"""Letters of the shortest word that is compared."""

_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_FIGURE = re.compile(r"\d{3,}")
_LEAST_WORDS = 8
_LEAST_FIGURES = 5
_LIKE_LATIN = str.maketrans("асеорхукмтвні", "aceopxykmtbhi")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How much of a text is found in another."""

    words: int
    """Words of the text that were looked for."""
    found: int
    """Of these, found."""
    figures: int
    """Numbers of three digits and more that were looked for."""
    figures_found: int
    """Of these, found."""

    @property
    def share(self) -> float | None:
        """Share of words found, 0-1; None: too few to say."""
        return self.found / self.words if self.words >= _LEAST_WORDS else None

    @property
    def figures_share(self) -> float | None:
        """Share of numbers found, 0-1; None: too few to say."""
        return self.figures_found / self.figures if self.figures >= _LEAST_FIGURES else None


def agreement(text: str, other: str) -> Agreement:
    """Say how much of a text is found in another."""
    words, others = words_of(text), set(words_of(other))
    near = {shorter for word in others for shorter in _shorter(word)} | others
    found = sum(word in others or not near.isdisjoint(_and_shorter(word)) for word in words)
    figures, other_figures = _FIGURE.findall(text), set(_FIGURE.findall(other))
    return Agreement(len(words), found, len(figures), sum(figure in other_figures for figure in figures))


def words_of(text: str) -> list[str]:
    """Return the words of a text that are compared, look-alike letters written as one."""
    return [word.translate(_LIKE_LATIN) for word in _LONG_WORD.findall(fold(text))]


def resembles(text: str, other: str) -> float:
    """Say how much of a line is found in another, letter by letter in order, 0-1.

    Args:
        text: The line that is looked for.
        other: Where it is looked for; what stands before and behind it there does not matter.
    """
    wanted, given = _run(text), _run(other)
    if not wanted:
        return 1.0
    return _longest_common(wanted, given) / len(wanted)


def in_order(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Say how many neighbours of one text are neighbours in the other, 0-1, of words in both.

    Returns:
        None: there are too few words in both to say.
    """
    common = set(first) & set(second)
    one = [word for word in first if word in common]
    other = [word for word in second if word in common]
    pairs = set(_pairs(one))
    if len(pairs) < _LEAST_WORDS:
        return None
    return len(pairs & set(_pairs(other))) / len(pairs)


def _pairs(words: Sequence[str]) -> Iterable[tuple[str, str]]:
    return pairwise(words)


def _run(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text).translate(_LIKE_LATIN)))


def _longest_common(wanted: str, given: str) -> int:
    """Return the length of the longest common subsequence, by bits (Hyyrö 2004)."""
    places: dict[str, int] = {}
    for place, letter in enumerate(wanted):
        places[letter] = places.get(letter, 0) | 1 << place
    every = (1 << len(wanted)) - 1
    rest = every
    for letter in given:
        hit = rest & places.get(letter, 0)
        rest = ((rest + hit) | (rest - hit)) & every
    return len(wanted) - rest.bit_count()


def _shorter(word: str) -> Iterable[str]:
    """Yield a word without one of its letters: two words a letter apart have one of these in common."""
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _and_shorter(word: str) -> Iterable[str]:
    yield word
    yield from _shorter(word)
