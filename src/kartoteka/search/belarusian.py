"""A light stemmer for Belarusian, for which Snowball has none.

As its Ukrainian sister it takes off the endings of nouns, adjectives and the commonest verb forms,
longest first, so that the cases of a noun meet in one term, and evens out ``-асць``/``-асці``. A first
``ў`` is ``у``, because what stands before decides between them. The changes inside a stem (``вада``,
``вод``) are left to a dictionary.
"""

from __future__ import annotations

_SHORTEST = 3
"""Letters that must remain."""

_NOUNS = (
    "а я у ю ы і е э о ь й амі ямі ам ям ах ях ом ём ем оў ёў аў яў ей ой ай яй ою аю яю эй "
    "ія іі ію іяй іям іях іямі цы ца цу"
)
_ADJECTIVES = "ы і ая яя ае яе ыя ія ога ага яга аму яму ому ым ім ых іх ымі імі ую юю"
_VERBS = (
    "аць яць іць ыць ець уць юць ала яла іла ыла алі ялі ілі ылі ало яло іла аны яны ены ана яна ена іў ыў "
    "ае яе уе юе аюць яюць уюць ваць вала валі ваў"
)
_ENDINGS = frozenset(f"{_NOUNS} {_ADJECTIVES} {_VERBS}".split())
_LONGEST = max(len(ending) for ending in _ENDINGS)
_REFLEXIVE = {"цца": "ць", "ўся": "ў", "лася": "ла", "ліся": "лі", "лося": "ло", "ся": ""}
_VOWELS = "аеёіоуыэюя"


def stem(word: str) -> str:
    """Return the term of a lower-case Belarusian word without apostrophes.

    Args:
        word: Lower case, ``ё`` already written ``е``.
    """
    if word.startswith("ў"):
        word = "у" + word[1:]
    for ending, rest in _REFLEXIVE.items():
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word[: -len(ending)] + rest
            break
    for ending in ("асць", "асці", "асцю"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST - 1:
            return word[: -len(ending)] + "аст"
    stripped = _without_ending(word)
    if len(stripped) > _SHORTEST and stripped[-1] == stripped[-2] and stripped[-1] not in _VOWELS:
        stripped = stripped[:-1]
    return stripped


def _without_ending(word: str) -> str:
    for length in range(min(_LONGEST, len(word) - _SHORTEST), 0, -1):
        if word[-length:] in _ENDINGS:
            return word[:-length]
    return word
