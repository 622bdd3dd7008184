"""Text that was read in the wrong code page, and what it says in the right one.

Cyrillic has many code pages, and programs that guess wrong leave texts like ``Íà÷àëüíèêó`` (CP1251
shown as Latin-1) or ``Р СѓСЃСЃРєРёР№`` (UTF-8 shown as CP1251). The bytes are all there: the text is
written back in the code page it was shown in and read in the one it was meant in. A pair of code
pages is believed when seven of ten words then exist; after that each word is judged on its own, so
that a name in the same font is decoded and a sound word beside it is not.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kartoteka.analysis.letters import letters
from kartoteka.analysis.lexicon import SHORTEST, fold, lexicon
from kartoteka.analysis.soundness import known_share

MEANT = ("cp1251", "utf-8", "koi8-u", "cp866", "mac-cyrillic", "cp1125", "iso8859-5")
"""Code pages a text may have been written in, likeliest first."""

SHOWN = ("cp1252", "cp1251", "koi8-u", "cp866", "mac-cyrillic", "latin1", "mac-roman")
"""Code pages it may have been shown in."""

ACCEPTED = 0.7
"""Share of words that must exist in what comes out."""

_LEAST_WORDS = 3
_SAMPLE = 80
_EXISTS = 4.0
_MOMENTUM = 1.0
_TELLING = 1.5


@dataclass(frozen=True, slots=True)
class Decoding:
    """A pair of code pages."""

    meant: str
    """The code page the bytes were written in."""
    shown: str
    """The code page they were shown in."""

    def __str__(self) -> str:
        return f"{self.meant} shown as {self.shown}"

    def read(self, text: str) -> str | None:
        """Read a text as it was meant; None: it cannot be."""
        table = _bytes_of(self.shown)
        try:
            meant = bytes([table[character] for character in text]).decode(self.meant)
        except (KeyError, UnicodeDecodeError):
            return None
        return meant if meant.isprintable() else None


def decoding_of(words: Sequence[str]) -> Decoding | None:
    """Find the pair of code pages in which words make sense; None: there is none.

    Args:
        words: Of a text, or of its broken stretches, hard spaces kept within them: in some pair of
            code pages a letter is shown as one. Words of plain ASCII say nothing.
    """
    strange = [word for word in words if not word.isascii()]
    strange = strange[:: len(strange) // _SAMPLE + 1]
    best, most = None, 0
    for shown in SHOWN:
        for meant in MEANT:
            tried = Decoding(meant, shown)
            count = 0 if meant == shown else _words_made(strange, tried)
            if count >= _LEAST_WORDS and count > most:
                best, most = tried, count
    return best


def _words_made(words: Sequence[str], decoding: Decoding) -> int:
    """Return how many words exist that did not before, if most do; else 0."""
    read = [(word, decoding.read(word)) for word in words]
    made = [piece for word, meant in read if meant is not None and meant != word for piece in _pieces(meant)]
    share = known_share(made)
    if share is None or share < ACCEPTED or 2 * sum(meant is None for _, meant in read) > len(words):
        return 0
    return round(share * len(made))


def decoded(words: Sequence[str], decoding: Decoding) -> list[str | None]:
    """Decode those words that make more sense decoded; None stands for one that stays as it is.

    A word that says little goes with the word before it, at the beginning with the one behind.
    """
    read = [None if word.isascii() else decoding.read(word) for word in words]
    gains = [
        0.0 if meant is None else _gain(word, meant, decoding)
        for word, meant in zip(words, read, strict=True)
    ]
    last = next((gain for gain in gains if abs(gain) > _TELLING), 0.0)
    chosen: list[str | None] = []
    for meant, gain in zip(read, gains, strict=True):
        inclined = gain + (_MOMENTUM if last > 0 else -_MOMENTUM)
        chosen.append(meant if meant is not None and inclined > 0 else None)
        if abs(gain) > _TELLING:
            last = gain
    return chosen


def _gain(word: str, meant: str, decoding: Decoding) -> float:
    if decoding.meant == "utf-8" and len(meant) < len(word):
        return _EXISTS  # chance gives no well-formed UTF-8
    before, after = _sense(word), _sense(meant)
    if before is not None and after is not None:
        return after - before
    letters_more = sum(map(str.isalpha, meant)) / len(meant) - sum(map(str.isalpha, word)) / len(word)
    return max(0.0, _EXISTS * letters_more)


def _sense(text: str) -> float | None:
    """Say how much a word looks like one; None: too short to say."""
    pieces = list(_pieces(text))
    if not pieces:
        return None
    exists = lexicon().known([fold(piece) for piece in pieces])
    senses = [
        _EXISTS if known else letters().likeness(piece) for piece, known in zip(pieces, exists, strict=True)
    ]
    return sum(senses) / len(senses)


def _pieces(text: str) -> Iterator[str]:
    """Yield the runs of letters of a text that are long enough to be judged."""
    run = ""
    for character in f"{text} ":
        if character.isalpha():
            run += character
        else:
            if len(run) >= SHORTEST:
                yield run
            run = ""


@functools.cache
def _bytes_of(code_page: str) -> Mapping[str, int]:
    """Return the byte behind each character of a code page, as programs show it.

    A byte that has no character is shown as the control character of its number, and the only one
    such of CP1251 also as U+FFFD.
    """
    table: dict[str, int] = {}
    for byte in range(256):
        try:
            table[bytes([byte]).decode(code_page)] = byte
        except UnicodeDecodeError:
            table[chr(byte)] = byte
            if code_page == "cp1251":
                table["\ufffd"] = byte
    return table
