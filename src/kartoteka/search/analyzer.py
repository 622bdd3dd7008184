"""What a term is: the one place that says so, for index, query and highlighting alike.

A **token** is a stretch of letters and digits. Each token gives exactly one term and takes one
place, so that places, offsets and terms run in step; its offsets are those of the text as it
stands, whatever the term is folded to. Rules, in this order:

1. A line that ends in a hyphen inside a word joins with the next: ``под-⏎разделение`` is one token
   over both halves. So does a soft hyphen. The next line must go on in lower case, or both halves
   be capitals of three letters and more; ``ИК-⏎6`` and ``Салтыков-⏎Щедрин`` stay two tokens.
   Letters that a narrow no-break space joins are one token too: ``reading.spaced`` so joins the
   letters of a s p a c e d word, and nothing else does.
2. Every other hyphen, slash, dot or sign between letters and digits parts tokens: ``ИК-6`` is
   ``ИК`` and ``6``, ``30/2477-ОК`` is ``30``, ``2477`` and ``ОК``, ``04.07.2018`` is three numbers.
   So each is found **by part**, and **as written** because a query reads it as its parts next to one
   another in this order (``ИК 6`` and ``ИК – 6`` are found with it).
3. An apostrophe inside a Cyrillic word belongs to it and leaves no trace (``п'ять``); elsewhere it
   parts (``l'homme``).
4. A term is lower case, NFKC, without stress marks and soft hyphens; ``ё`` is ``е``, ``ґ`` is
   ``г``; Latin letters lose their accents; a word of mixed alphabets is written in one (see
   ``alphabet``).
5. Then it is stemmed: Cyrillic words by Snowball's Russian stemmer, on a Ukrainian, Belarusian or
   Kazakh page by our own; Latin words by its English stemmer, on a French or German page by theirs.
   What has a digit is not stemmed.

Changing any of this changes ``VERSION``, and every index is rebuilt.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import Stemmer

from kartoteka.search import belarusian, kazakh, ukrainian
from kartoteka.search.alphabet import is_cyrillic, is_latin, other_alphabet, unmix

VERSION = "3"
"""Stored with every index; a change means rebuilding."""

LONGEST_TERM = 64
"""Characters of a term that count; a longer run is no word, and its rest is cut off."""

_MARKS = "\u0300-\u036f\u0483-\u0489\u00ad\u200b-\u200d\u2060\ufeff"
"""Stress and accent marks, soft hyphens and joiners: they belong to the word around them."""
_LOWER = "a-zß-öø-ÿа-яѐ-џґўғқңүұһәө"
_UPPER = "A-ZÀ-ÖØ-ÞА-ЯЀ-ЏҐЎҒҚҢҮҰҺӘӨ"
_CYRILLIC = "а-яёіїєґўғқңүұһәөА-ЯЁІЇЄҐЎҒҚҢҮҰҺӘӨ"
_HYPHEN = "-\u00ac\u2010"
_BREAK = r"[ \t]*\n{1,2}[ \t]*"
_LETTER_SPACE = "\u202f"
_TOKEN = re.compile(
    "[^\\W_]+(?:"
    f"\u00ad{_BREAK}(?=[{_LOWER}])[^\\W_]+"
    f"|[{_MARKS}]+[^\\W_]*"
    f"|(?<=[{_LOWER}{_UPPER}]){_LETTER_SPACE}(?=[{_LOWER}{_UPPER}])[^\\W_]+"
    f"|(?<=[{_LOWER}{_UPPER}])[{_HYPHEN}]{_BREAK}(?=[{_LOWER}])[^\\W_]+"
    f"|(?<=[{_UPPER}]{{3}})[{_HYPHEN}]{_BREAK}(?=[{_UPPER}]{{3}})[^\\W_]+"
    f"|(?<=[{_CYRILLIC}])['\u2019\u02bc`](?=[{_CYRILLIC}])[^\\W_]+"
    ")*"
)

_PLAIN = re.compile("(?:[а-яё]+|[a-z]+|[0-9]+)\\Z")

_LANGUAGES = ("ru", "uk", "be", "kk", "fr", "de")
"""Ways of stemming: ``ru`` is Russian and English, and serves every language we do not know."""

_LETTERS = str.maketrans({"ё": "е", "ґ": "г", "ѐ": "е", "ѝ": "и", "\u02bc": None})
"""The last is an apostrophe that Unicode counts among letters."""

_REMEMBERED = 100_000
"""Words a cache holds before it starts afresh; about 25 MB."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, as columns of equal length, in the order of the text."""

    terms: list[str]
    """What each is searched by."""
    starts: list[int]
    """Offset of its first character."""
    ends: list[int]
    """Offset behind its last character."""

    def __len__(self) -> int:
        return len(self.terms)


def analyse(text: str, language: str) -> Tokens:
    """Take a text apart.

    Args:
        text: NFC; ``kartoteka.records.page`` promises it.
        language: ISO 639-1 of the page; empty or unheard-of: Russian and English.
    """
    matches = list(_TOKEN.finditer(text))
    term_of = _terms(language)
    return Tokens(
        [term_of[match[0]] for match in matches],
        [match.start() for match in matches],
        [match.end() for match in matches],
    )


def terms_of(text: str, language: str) -> list[str]:
    """Return only the terms of ``analyse``; what the index needs, at half the cost."""
    term_of = _terms(language)
    return [term_of[surface] for surface in _TOKEN.findall(text)]


def spans_of(text: str) -> list[tuple[int, int]]:
    """Return only the offsets of ``analyse``; what reading a query needs."""
    return [match.span() for match in _TOKEN.finditer(text)]


def fold(surface: str) -> str:
    """Fold a token by rule 4: everything but the stem; what a prefix is compared by."""
    word = surface.lower()
    if _PLAIN.match(word) is not None:  # nearly every word: nothing below would change it further
        return word.replace("ё", "е")[:LONGEST_TERM]
    word = unicodedata.normalize("NFKC", surface[: 4 * LONGEST_TERM]).lower()
    # Lower case first: it may set marks free (İ); only letters and digits stay, so that hyphens,
    # line ends and apostrophes inside a token go the same way.
    word = "".join(character for character in word if character.isalnum()).translate(_LETTERS)
    word = unmix(word)
    if is_latin(word) and not word.isascii() and not is_cyrillic(word):
        bare = unicodedata.normalize("NFD", word)
        word = "".join(character for character in bare if character.isalnum())
    return word[:LONGEST_TERM] or surface[:LONGEST_TERM]


def query_terms(surface: str) -> tuple[str, ...]:
    """Return all terms that the forms of a typed word have in the index, whatever the page's language.

    A word that could be of either alphabet, as it is typed, gives a term of the other one too.
    """
    folded = fold(surface)
    other = other_alphabet(surface)
    with _STEMMING:
        terms = {_stem(folded, language) for language in _LANGUAGES}
        if other is not None:
            terms.add(_stem(other, "ru"))
    return tuple(sorted(terms))


def _stem(folded: str, language: str) -> str:
    if not folded.isalpha():
        return folded
    if is_cyrillic(folded):
        ours = _OURS.get(language)
        return str(_RUSSIAN.stemWord(folded)) if ours is None else ours(folded)
    if is_latin(folded):
        return str(_SNOWBALL.get(language, _ENGLISH).stemWord(folded)) or folded
    return folded


# Our own caches stand in front of the stemmers, so that theirs are off.
_RUSSIAN = Stemmer.Stemmer("russian", 0)
_ENGLISH = Stemmer.Stemmer("english", 0)
_SNOWBALL = {"fr": Stemmer.Stemmer("french", 0), "de": Stemmer.Stemmer("german", 0)}
_OURS: dict[str, Callable[[str], str]] = {
    "uk": ukrainian.stem,
    "be": belarusian.stem,
    "kk": kazakh.stem,
}


class _Terms(dict[str, str]):
    """From a token as it stands in a text to its term, in one language; made on first sight."""

    __slots__ = ("_language", "_lock")

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        # Stemmer objects may not be used by two threads at once.
        self._lock = _STEMMING

    def __missing__(self, surface: str) -> str:
        with self._lock:
            term = _stem(fold(surface), self._language)
            if len(surface) <= LONGEST_TERM:
                if len(self) >= _REMEMBERED:
                    self.clear()
                self[surface] = term
        return term


_STEMMING = threading.Lock()
_BY_LANGUAGE = {language: _Terms(language) for language in _LANGUAGES}


def _terms(language: str) -> _Terms:
    return _BY_LANGUAGE.get(language, _BY_LANGUAGE["ru"])
