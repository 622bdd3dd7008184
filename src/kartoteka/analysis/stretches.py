"""Stretches of a text that are no language: half a page, a paragraph or a heading in a broken font.

Each word speaks for or against: a word that exists speaks against, one that does not exist speaks
by how its letters follow one another (``letters``), so that a column of surnames is no stretch; a
bad character, capitals inside a word, or signs between its letters speak for it. A stretch is a run
of words in which what speaks for outweighs what speaks against by ``_ENOUGH``: three words that are
clearly broken, or more that are less so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kartoteka.analysis.letters import letters
from kartoteka.analysis.lexicon import SHORTEST, fold, lexicon

BAD = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0b-\x1f\x7f-\x9f¤¦©¬\xad®µ¶]")
"""What is no character of a text, or only a wrong code page makes frequent."""

_ENOUGH = 7.0
_EXISTS = -3.0
_MOST = 3.0
_LEAST = -2.5
_HONEST = -3.1
_STEEP = 2.0
_BROKEN = 2.5
_ODD = 1.5
_TOKEN = re.compile(r"\S{3,}")
_LETTERS = re.compile(r"[^\W\d_]+")
_CAPITAL_INSIDE = re.compile("[a-zа-яіїєґ][A-ZА-ЯІЇЄҐ]")
_NONE = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0b-\x1f\x7f-\x9f¤¦¬¶]")
DRAWN = re.compile("(?:[\u2500-\u259f][^\\W\\d_]{1,2}){2}|[\u2500-\u259f]{2}[^\\W\\d_][\u2500-\u259f]{2}")
"""Letters among signs of which tables are drawn, as Cyrillic in UTF-8 and KOI8 looks in CP866."""

DRAWING = re.compile("[\u2500-\u259f]")
_MANY_SIGNS = 5
_ALL_NONE = re.compile(f"{_NONE.pattern}{{4}}")
_SIGN = re.compile(r"[~<>\"|{}^\\%$#!?*`@_=\[\]]")
_SIGNS_OF_GARBAGE = 3
_SIGN_INSIDE = re.compile(r"[^\W\d_][~<>\"|{}^\\%$#!?*]+[^\W\d_]")
_FIGURE_INSIDE = re.compile(r"[a-zа-яіїєґ]\d+[a-zа-яіїєґ]")
_MIXED = re.compile("[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]")
_KNOWN_ALPHABET = re.compile("[A-Za-z\u00c0-\u024f\u0400-\u052f]")
_SHORT_CAPITALS = 6


class Stretch(NamedTuple):
    """A run of broken words."""

    start: int
    """Offset of its first character."""
    end: int
    """Offset behind its last."""
    words: int
    """Words in it that were judged."""


def stretches_in(text: str) -> list[Stretch]:
    """Return the broken stretches of a text, ascending and apart."""
    found: list[Stretch] = []
    total = best = 0.0
    start = end = words = words_at_best = 0
    for left, right, weight in _weighed(text):
        if total <= 0.0:
            total, best, start, words = 0.0, 0.0, left, 0
        total += weight
        words += 1
        if total > best:
            best, end, words_at_best = total, right, words
        if (total <= 0.0 or best - total > _ENOUGH) and best >= _ENOUGH:
            found.append(Stretch(start, end, words_at_best))
            total = best = 0.0
        elif best - total > _ENOUGH:
            total = 0.0
    if best >= _ENOUGH and total > 0.0:
        found.append(Stretch(start, end, words_at_best))
    return found


def _weighed(text: str) -> Iterator[tuple[int, int, float]]:
    """Yield where each word stands and how much it speaks for garbage."""
    seen: set[str] = set()  # what is there again says nothing new: codes and headings repeat
    tokens = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token not in seen:
            seen.add(token)
            tokens.append((match.start(), match.end(), token))
    longest = [_longest(token) for _, _, token in tokens]
    exists = lexicon().known([fold(word) for word in longest])
    for (start, end, token), word, known in zip(tokens, longest, exists, strict=True):
        weight = weight_of(token, word, known=known)
        if weight:
            yield start, end, weight


def weight_of(token: str, word: str, *, known: bool) -> float:
    """Say how much a token speaks for garbage; 0.0: it says nothing.

    Args:
        token: What stands between two spaces.
        word: Its longest run of letters.
        known: Whether that is a word that exists.
    """
    odd = 0.0
    if not token.isalpha():
        if _NONE.search(token) and (len(word) > 1 or _ALL_NONE.search(token)):
            return _BROKEN
        if not token.isascii() and (
            DRAWN.search(token) is not None or len(set(DRAWING.findall(token))) >= _MANY_SIGNS
        ):
            return _BROKEN
        signs = len(set(_SIGN.findall(token[1:-1])))
        if signs >= _SIGNS_OF_GARBAGE and "/" not in token:
            return _BROKEN
        if _SIGN_INSIDE.search(token) is not None or _FIGURE_INSIDE.search(token) is not None:
            odd = _ODD
    if len(word) < SHORTEST:
        return odd
    if known:
        return _EXISTS
    if _KNOWN_ALPHABET.search(word) is None:
        return 0.0
    if _MIXED.search(word) is not None:
        return _BROKEN
    if len(word) <= _SHORT_CAPITALS and word.isupper():
        return odd
    if _CAPITAL_INSIDE.search(word) is not None:
        odd += _ODD
    return min(_MOST, max(_LEAST, _STEEP * (_HONEST - letters().likeness(word))) + odd)


def _longest(token: str) -> str:
    return token if token.isalpha() else max(_LETTERS.findall(token), key=len, default="")


def likeness_of(words: Iterable[str]) -> float | None:
    """Return the mean likeness of words, each at its length; None: there are none to judge."""
    table = letters()
    total = count = 0.0
    for word in words:
        if not (len(word) <= _SHORT_CAPITALS and word.isupper()) and _KNOWN_ALPHABET.search(word):
            total += len(word) * table.likeness(word)
            count += len(word)
    return total / count if count else None
