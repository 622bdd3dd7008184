"""Which words exist: a Bloom filter over the words of seven languages.

Russian, Ukrainian, Belarusian, Kazakh, English, French and German. One file of 1.2 MB serves all of
them, is loaded in a millisecond, and answers in about half a microsecond: a word's checksum names
one block of 64 bits and four of them. One word in fifty that does not exist is taken for one that
does, which a share of a page's words can bear. It is derived from the word lists of Tesseract's
language data (Apache licence 2.0) by ``lexicon_build``.
"""

from __future__ import annotations

import functools
import random
from array import array
from collections.abc import Iterable, Sequence
from importlib import resources
from zlib import crc32

SHORTEST = 4
"""Letters of the shortest word that is judged: shorter ones exist in any garbage."""

BITS_A_WORD = 10
_BLOCK = 64
_PROBES = 4
_SCATTER = 2654435761
_FILE = "words.bloom"


def _masks() -> tuple[int, ...]:
    drawn = random.Random("words.bloom")  # noqa: S311 - a table, no secret; the file fits this one only
    return tuple(sum(1 << bit for bit in drawn.sample(range(_BLOCK), _PROBES)) for _ in range(4096))


_MASKS = _masks()


class Lexicon:
    """Words that exist.

    Args:
        bits: The filter, in blocks of eight bytes, lowest first.
    """

    def __init__(self, bits: bytes) -> None:
        self._blocks = memoryview(bits).cast("Q")

    @classmethod
    def of(cls, words: Iterable[str]) -> Lexicon:
        """Make a filter of words that are folded already."""
        known = sorted(set(words))
        blocks = array("Q", bytes(8 * max(1, -(-len(known) * BITS_A_WORD // _BLOCK))))
        for word in known:
            drawn = crc32(word.encode("utf-8", "replace"))
            blocks[(drawn * _SCATTER >> 12) % len(blocks)] |= _MASKS[drawn & 4095]
        return cls(blocks.tobytes())

    @property
    def bits(self) -> bytes:
        """The filter, to be written down."""
        return self._blocks.tobytes()

    def __contains__(self, word: str) -> bool:
        return self.known([word])[0]

    def known(self, words: Sequence[str]) -> list[bool]:
        """Say of each word whether it exists."""
        blocks, masks, size = self._blocks, _MASKS, len(self._blocks)
        return [  # written out: this runs for every word of every page
            not ~blocks[((drawn := crc32(word.encode("utf-8", "replace"))) * _SCATTER >> 12) % size]
            & masks[drawn & 4095]
            for word in words
        ]


@functools.cache
def lexicon() -> Lexicon:
    """Return the house's lexicon."""
    return Lexicon(resources.files("kartoteka.analysis").joinpath("data", _FILE).read_bytes())


def fold(text: str) -> str:
    """Write words as the lexicon knows them: small letters, ``е`` for ``ё``."""
    return text.lower().replace("ё", "е")
