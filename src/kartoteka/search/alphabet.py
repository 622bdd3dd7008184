"""Letters that look alike, and to which alphabet a word belongs.

Recognition and copying mix Latin letters into Cyrillic words (``MOCKBA``, ``нaчaльник``). A word
that has a letter only one alphabet knows is written wholly in that alphabet; where every letter
could be either, the majority decides and a tie is Cyrillic. A word that is wholly of the wrong
alphabet cannot be told by its letters, so it is left as it is; what a reader types is looked for in
both alphabets instead, when nothing in it decides (``other_alphabet``).
"""

from __future__ import annotations

import re

_LATIN = "abcehikmoptxy"
_CYRILLIC = "авсенікмортху"
"""Letters of the same look, small or capital, in the same order."""

_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)

_ANY_CYRILLIC = re.compile("[\u0400-\u052f]")
_ANY_LATIN = re.compile("[a-z\u00df-\u024f]")
_SURELY_CYRILLIC = re.compile(f"(?![{_CYRILLIC}])[\u0400-\u052f]")
_SURELY_LATIN = re.compile(f"(?![{_LATIN}])[a-z\u00df-\u024f]")
_SAME_SMALL = "асеорхуіacepoxyi"
"""Small letters that look alike; of ``н`` and ``h`` only the capitals do."""
_TWOFOLD = re.compile(f"[{_SAME_SMALL}{_CYRILLIC.upper()}{_LATIN.upper()}]+\\Z")


def is_cyrillic(word: str) -> bool:
    """Say whether a lower-case word has a Cyrillic letter."""
    return _ANY_CYRILLIC.search(word) is not None


def is_latin(word: str) -> bool:
    """Say whether a lower-case word has a Latin letter."""
    return _ANY_LATIN.search(word) is not None


def unmix(word: str) -> str:
    """Write a lower-case word of both alphabets in one; return any other word as it is.

    Where each alphabet is certain of a letter (``rгu``) the word is left alone: it is no slip.
    """
    if not (is_cyrillic(word) and is_latin(word)):
        return word
    surely_cyrillic = _SURELY_CYRILLIC.search(word) is not None
    surely_latin = _SURELY_LATIN.search(word) is not None
    if surely_cyrillic and surely_latin:
        return word
    if surely_cyrillic:
        return word.translate(_TO_CYRILLIC)
    if surely_latin:
        return word.translate(_TO_LATIN)
    majority = len(_ANY_CYRILLIC.findall(word)) >= len(_ANY_LATIN.findall(word))
    return word.translate(_TO_CYRILLIC if majority else _TO_LATIN)


def other_alphabet(surface: str) -> str | None:
    """Write a word, given in the case it was typed in, in the other alphabet.

    Returns:
        Lower case: Latin ``ok`` for Cyrillic ``ОК`` and the other way round. None where a letter
        decides: ``нам`` and ``ham`` look different, ``НАМ`` and ``HAM`` do not.
    """
    if _TWOFOLD.match(surface) is None:
        return None
    word = unmix(surface.lower())
    return word.translate(_TO_LATIN if is_cyrillic(word) else _TO_CYRILLIC)
