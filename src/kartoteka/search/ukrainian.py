"""A light stemmer for Ukrainian, for which Snowball has none.

It takes off the endings of nouns, adjectives and the commonest verb forms, longest first, and
evens out ``-ість``/``-ості`` and ``-ка``/``-ці``, so that the cases of a noun meet in one term. It is
no dictionary: what matters is that the forms give the same stem, not that the stem is a word. The
change of і and о inside a stem (``стіл``, ``стола``) is left to a dictionary.
"""

from __future__ import annotations

_SHORTEST = 3
"""Letters that must remain."""

_NOUNS = (
    "а е и і ї о у ю я є ь й ами ями ові еві єві ою ею єю ам ям ах ях ом ем єм ів їв ей ій ії ію ією ія "
    "іям іях іями ієм ієві їх"
)
_ADJECTIVES = "ий ій ого ього ому ьому им ім их іх ими іми ая яя еє ої ьої ую юю"
_VERBS = (
    "ати яти ити іти їти увати ювати ає яє ають яють ують юють уть ють ать ять ить їть ала яла ила "
    "ало яло ило али яли или увала ювала ували ювали ував ював ено ано ємо емо имо"
)
_LONGER = "ав яв ив"
"""Endings of verbs that are also ends of nouns (``справ``): a letter more must remain."""

_ENDINGS = frozenset(f"{_NOUNS} {_ADJECTIVES} {_VERBS}".split())
_ENDINGS_OF_LONGER = frozenset(_LONGER.split())
_LONGEST = max(len(ending) for ending in _ENDINGS)
_VOWELS = "аеиіїоуюяє"


def stem(word: str) -> str:
    """Return the term of a lower-case Ukrainian word without apostrophes.

    Args:
        word: Lower case, ``ґ`` already written ``г``.
    """
    if word.endswith(("ся", "сь")) and len(word) > _SHORTEST + 2:
        word = word[:-2]
    if word.endswith(("ість", "істю")) and len(word) > _SHORTEST + 2:
        return word[:-4] + "ост"
    stripped = _without_ending(word)
    if word[-1:] == "і" and stripped[-1:] == "ц":
        stripped = stripped[:-1] + "к"
    if len(stripped) > _SHORTEST and stripped[-1] == stripped[-2] and stripped[-1] not in _VOWELS:
        stripped = stripped[:-1]
    return stripped


def _without_ending(word: str) -> str:
    for length in range(min(_LONGEST, len(word) - _SHORTEST), 0, -1):
        ending = word[-length:]
        if ending in _ENDINGS or (ending in _ENDINGS_OF_LONGER and len(word) - length > _SHORTEST):
            return word[:-length]
    return word
