"""A light stemmer for Kazakh, for which Snowball has none.

Kazakh puts one suffix behind another: plural, whose it is, case. They are taken off from the end, each
kind at most once, while enough of the word remains; a consonant that a suffix has made voiced is written
voiceless again (``кітабы`` and ``кітап`` meet). Suffixes that make new words are left on.
"""

from __future__ import annotations

_SHORTEST = 3
"""Letters that must remain."""


def _longest_first(text: str) -> tuple[str, ...]:
    return tuple(sorted(text.split(), key=lambda suffix: (-len(suffix), suffix)))


_CASES = _longest_first(
    "ның нің дың дің тың тің ға ге қа ке на не ды ді ты ті ны ні да де та те нда нде дан ден тан тен нан нен "
    "мен бен пен"
)
_WHOSE = _longest_first("ымыз іміз мыз міз ыңыз іңіз ңыз ңіз ым ім ың ің сы сі ы і")
_ALSO_ROOTS = frozenset(["ым", "ім", "ың", "ің"])
"""Suffixes that roots end in as well (``шағым``): a letter more must remain."""
_PLURALS = _longest_first("лар лер дар дер тар тер")
_VOICELESS = {"б": "п", "ғ": "қ", "г": "к"}


def stem(word: str) -> str:
    """Return the term of a lower-case Kazakh word."""
    for kind in (_CASES, _WHOSE, _PLURALS):
        for suffix in kind:
            if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST + (suffix in _ALSO_ROOTS):
                word = word[: -len(suffix)]
                break
    return word[:-1] + _VOICELESS.get(word[-1], word[-1])
