"""Which words exist: a Bloom filter over the words of Russian, Ukrainian, English and French.

One file of some 800 kB serves all four, is loaded in a millisecond, and answers in about two
microseconds; one word in fifty that does not exist is taken for one that does, which a share of a
page's words can bear. It is derived from the word lists of Tesseract's language data (Apache
licence 2.0) by ``lexicon_build``.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from importlib import resources

SHORTEST = 4
"""Letters of the shortest word that is judged: shorter ones exist in any garbage."""

PROBES = 5
BITS_A_WORD = 8
_FILE = "words.bloom"


class Lexicon:
    """Words that exist.

    Args:
        bits: The filter.
    """

    def __init__(self, bits: bytes) -> None:
        self._bits = bits
        self._size = len(bits) * 8

    @classmethod
    def of(cls, words: Iterable[str]) -> Lexicon:
        """Make a filter of words that are folded already."""
        known = sorted(set(words))
        bits = bytearray(max(8, -(-len(known) * BITS_A_WORD // 8)))
        size = len(bits) * 8
        for word in known:
            for probe in _probes(word, size):
                bits[probe >> 3] |= 1 << (probe & 7)
        return cls(bytes(bits))

    @property
    def bits(self) -> bytes:
        """The filter, to be written down."""
        return self._bits

    def __contains__(self, word: str) -> bool:
        bits, size = self._bits, self._size
        probe, step = _drawn(word)
        for _ in range(PROBES):  # written out: this runs for every word of every page
            place = probe % size
            if not bits[place >> 3] >> (place & 7) & 1:
                return False
            probe += step
        return True


@functools.cache
def lexicon() -> Lexicon:
    """Return the house's lexicon."""
    return Lexicon(resources.files("kartoteka.analysis").joinpath("data", _FILE).read_bytes())


def fold(text: str) -> str:
    """Write words as the lexicon knows them: small letters, ``е`` for ``ё``."""
    return text.lower().replace("ё", "е")


def _probes(word: str, size: int) -> tuple[int, ...]:
    first, step = _drawn(word)
    return tuple((first + step * i) % size for i in range(PROBES))


def _drawn(word: str) -> tuple[int, int]:
    digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()
    drawn = int.from_bytes(digest, "big")
    return drawn >> 32, (drawn & 0xFFFFFFFF) | 1
