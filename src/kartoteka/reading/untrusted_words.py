"""The words of a layer as a child sends them: packed as the catalogue keeps them, and checked unpacked.

The checks are made on the columns of differences, whole columns at a time, so that nothing is added up
that is not needed, and what has passed goes into the catalogue byte for byte. A page of 300 words takes
a tenth of a millisecond.
"""

from __future__ import annotations

from itertools import accumulate
from operator import add

from kartoteka.errors import DamagedError
from kartoteka.reading.untrusted import lied
from kartoteka.records.packed_words import Differences, PackedWords, differences

_EDGE = 2
"""Hundredths of a point that a box may stand over the page's edge."""
_BYTES_A_WORD = 9 * 8 + 8
"""Nine columns of eight bytes, and what a compression that does not compress adds."""


def words_of(
    untrusted: object, length: int, width: float, height: float, *, recognised: bool, most: int
) -> PackedWords:
    """Return a layer's words, of which every number is in its range.

    Args:
        untrusted: Packed (``records.packed_words``), a character a byte.
        length: Of the layer's text, in characters.
        width: Of the page, in points.
        height: Of the page, in points.
        recognised: Whether there must be confidences; else there must be none.
        most: Words at most.

    Raises:
        DamagedError: They are not what a child may say (``child-lied``).
    """
    if not isinstance(untrusted, str) or len(untrusted) > _BYTES_A_WORD * most + 64:
        lied("words that are none or too many")
    try:
        packed = untrusted.encode("latin-1")
        taken = differences(packed, most)
    except UnicodeEncodeError:
        lied("packed words that are no bytes")
    except DamagedError as error:
        lied(error.message)
    if (taken.confidences is not None) != recognised:
        lied("confidences where none belong, or none where they do")
    if len(taken.gaps):
        _check_offsets(taken, length)
        _check_boxes(taken, width, height)
        _check_order(taken)
    return PackedWords(packed)


def _check_offsets(taken: Differences, length: int) -> None:
    gaps, lengths = taken.gaps, taken.lengths
    if gaps[0] < 0 or min(lengths) < 1 or (len(gaps) > 1 and min(gaps[1:]) < 1):
        lied("words that overlap or run backwards")
    if sum(gaps) + sum(lengths) > length:
        lied("words beyond the end of the text")


def _check_boxes(taken: Differences, width: float, height: float) -> None:
    for starts, sizes, side in ((taken.left, taken.widths, width), (taken.top, taken.heights, height)):
        low = list(accumulate(starts))
        if min(low) < -_EDGE or min(sizes) < 0 or max(map(add, low, sizes)) > 100 * side + _EDGE:
            lied("boxes that are inside out or off the page")


def _check_order(taken: Differences) -> None:
    for steps in (taken.lines, taken.blocks):
        if steps[0] != 0 or min(steps) < 0 or max(steps) > 1:
            lied("lines or blocks that do not ascend by one")
    if taken.confidences is not None and (min(taken.confidences) < 0 or max(taken.confidences) > 100):
        lied("a confidence out of range")
