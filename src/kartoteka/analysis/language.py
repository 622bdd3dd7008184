"""The language of a text: Russian, Ukrainian, English or French, by letters and small words.

No model and no table to load: it runs on every page. A text of too few letters, or of another
language, has none (``""``): search then stems it by its script.
"""

from __future__ import annotations

import re

_LEAST_LETTERS = 12
_SAMPLE = 6000
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u017f]")
_ROMAN = re.compile(r"\b[ІIVXХ]{1,6}\b")
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_RUSSIAN = re.compile("[ыэъёЫЭЪЁ]")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_RUSSIAN_WORDS = _words("и не что как его только был были для при или если это от из они также")
_UKRAINIAN_WORDS = _words("і й та не що як його тільки був були для при або якщо це від із вони також")
_FRENCH_WORDS = _words(
    "les des du et une est dans qui pour pas sur au aux cette elle nous vous ont sont avec ces été"
)
_ENGLISH_WORDS = _words(
    "the of and to in is that for it was on as with be by this are or from at have not which an were"
)


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of most of a text's words: ``ru``, ``uk``, ``en``, ``fr`` or empty."""
    sample = text[:_SAMPLE]
    cyrillic = len(_CYRILLIC.findall(sample))
    latin = len(_LATIN.findall(sample))
    if cyrillic + latin < _LEAST_LETTERS:
        return ""
    if cyrillic >= latin:
        return _cyrillic(sample)
    words = _WORD.findall(sample.lower())
    english = sum(word in _ENGLISH_WORDS for word in words)
    french = sum(word in _FRENCH_WORDS for word in words)
    if max(english, french) < max(2, 0.06 * len(words)):
        return ""
    return "en" if english >= french else "fr"


def _cyrillic(sample: str) -> str:
    sample = _ROMAN.sub("", sample)  # a recogniser writes Roman numbers with the Ukrainian letter
    ukrainian = len(_UKRAINIAN.findall(sample))
    russian = len(_RUSSIAN.findall(sample))
    if ukrainian == russian:
        words = _WORD.findall(sample.lower())
        ukrainian = sum(word in _UKRAINIAN_WORDS for word in words)
        russian = sum(word in _RUSSIAN_WORDS for word in words)
    return "uk" if ukrainian > russian else "ru"
