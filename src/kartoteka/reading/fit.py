"""Found words as a layer may hold them: NFC, printable, not empty, within bounds; in columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

FoundWord = tuple[float, float, float, float, str, int, int, int]
"""x0, y0, x1, y1 in points on the page as shown, word, block, line, confidence (of a recognised
word). A new block or line begins where its number changes."""

UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
"""Control characters and lone surrogates; they become U+FFFD, so that they count as damage."""

_EMPTY: tuple[Any, ...] = ((),) * 8


def fit(
    found: Iterable[FoundWord], most_words: int, most_characters: int
) -> tuple[tuple[Sequence[Any], ...], bool]:
    """Return found words as eight columns, and whether some were cut off.

    Args:
        found: As the file or the recogniser has them.
        most_words: Words kept.
        most_characters: Characters kept, what joins words included.
    """
    words = found if isinstance(found, list) else list(found)
    if not words:
        return _EMPTY, False
    columns: tuple[Sequence[Any], ...] = tuple(zip(*words, strict=True))
    texts = columns[4]
    whole = "".join(texts)
    fits = whole.isprintable() or UNFIT.search(whole) is None
    if (
        not (fits and unicodedata.is_normalized("NFC", whole) and all(texts))
        or len(whole.split(None, 1)) != 1
    ):
        words = [
            (*word[:4], text, *word[5:])
            for word in words
            if (text := UNFIT.sub("\ufffd", unicodedata.normalize("NFC", word[4]))) and not text.isspace()
        ]
        if not words:
            return _EMPTY, False
        columns = tuple(zip(*words, strict=True))
        texts = columns[4]
    kept = min(len(texts), most_words)
    if len(whole) + 2 * len(texts) > most_characters:
        lengths = accumulate(len(text) + 2 for text in texts)
        kept = min(kept, sum(1 for length in lengths if length <= most_characters))
    if kept < len(texts):
        return tuple(column[:kept] for column in columns), True
    return columns, False
