"""Which paragraph of a layer is a footnote: smaller letters than the page's, begun by the sign of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import sub

from kartoteka.records.page import TextLayer, Words

_SMALLER = 0.9
"""Height of a footnote's words, in those of the page, at most."""
_SIGN = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3})[.)]?\Z|(?:\d{1,3}|[*†‡])[^\W\d]")


def usual_height(words: Words) -> int:
    """Return the height that a word of a layer usually has, in hundredths of a point; 0: no words."""
    return _median(map(sub, words.boxes[3::4], words.boxes[1::4]))


def is_note(layer: TextLayer, places: Sequence[int], usual: int) -> bool:
    """Say whether a paragraph is a footnote.

    Args:
        layer: What it is of.
        places: Its words, at least one.
        usual: As ``usual_height``.
    """
    words = layer.words
    height = _median(words.boxes[4 * word + 3] - words.boxes[4 * word + 1] for word in places)
    first = layer.text[words.starts[places[0]] : words.ends[places[0]]]
    return height < _SMALLER * usual and _SIGN.match(first) is not None


def _median(values: Iterable[int]) -> int:
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else 0
