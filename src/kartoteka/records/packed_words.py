"""The words of a layer in a few bytes: columns of differences, narrow integers, zlib.

So they come out of the child, so they lie in the catalogue; whoever looks at a column unpacks them.

Layout, version 1: one byte ``1``; four bytes little-endian number of words; then zlib (level 1)
of: one byte, 1 if there are confidences; then each column as one byte for the width of its
integers (1, 2, 4 or 8) and the integers, signed, little-endian. Columns in order: gap (start minus
the end before), length, x0 (difference to the word before), y0 (difference), width, height,
confidence (where there), line (difference), block (difference). A page of 300 words takes about
2 kB. Version 1 is never changed: another layout is another first byte, and this one stays readable.
"""

from __future__ import annotations

import struct
import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import accumulate
from operator import add, sub
from typing import Any

from kartoteka.errors import DamagedError, InvalidError
from kartoteka.records.page import Words

VERSION = 1
_HEADER = struct.Struct("<BI")
_WIDTHS = {1: "b", 2: "h", 4: "i", 8: "q"}
_LARGEST_HEADER = 1 + 9


@dataclass(frozen=True, slots=True)
class Differences:
    """Packed columns, taken apart but not added up."""

    gaps: Sequence[int]
    """Start minus the end of the word before; of the first: its start."""
    lengths: Sequence[int]
    """End minus start."""
    left: Sequence[int]
    """x0 minus that of the word before."""
    top: Sequence[int]
    """y0 minus that of the word before."""
    widths: Sequence[int]
    """x1 minus x0."""
    heights: Sequence[int]
    """y1 minus y0."""
    confidences: Sequence[int] | None
    """As they are; None: embedded text."""
    lines: Sequence[int]
    """Line minus that of the word before."""
    blocks: Sequence[int]
    """Block minus that of the word before."""


class PackedWords(Words):
    """Words that are unpacked when a column of theirs is first looked at; equal to the same words.

    Args:
        packed: What ``pack_words`` gave, or what ``differences`` has taken apart without complaint.
    """

    __slots__ = ("packed",)
    packed: bytes

    def __init__(self, packed: bytes) -> None:
        object.__setattr__(self, "packed", packed)

    def __len__(self) -> int:
        return int.from_bytes(self.packed[1:5], "little")

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - asked for columns that are not there yet
        if name not in _COLUMNS:
            raise AttributeError(name)
        words = unpack_words(self.packed)
        for column in _COLUMNS:
            object.__setattr__(self, column, getattr(words, column))
        return getattr(words, name)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, PackedWords) and other.packed == self.packed:
            return True
        return isinstance(other, Words) and all(getattr(self, c) == getattr(other, c) for c in _COLUMNS)

    __hash__ = Words.__hash__


_COLUMNS = tuple(field.name for field in fields(Words))


def pack_words(words: Words) -> bytes:
    """Pack the words of a layer.

    Raises:
        InvalidError: The columns are of unequal length, or a number is beyond 64 bits.
    """
    if isinstance(words, PackedWords):
        return words.packed
    count = len(words.starts)
    columns_of_one = [words.ends, words.lines, words.blocks]
    if words.confidences is not None:
        columns_of_one.append(words.confidences)
    even = len(words.boxes) == 4 * count and all(len(column) == count for column in columns_of_one)
    if not even:
        raise InvalidError("the columns of a layer's words are of unequal length", code="words-uneven")
    x0, y0, x1, y1 = (words.boxes[corner::4] for corner in range(4))
    columns: list[Iterable[int]] = [
        map(sub, words.starts, (0, *words.ends)),
        map(sub, words.ends, words.starts),
        _differences(x0),
        _differences(y0),
        map(sub, x1, x0),
        map(sub, y1, y0),
    ]
    if words.confidences is not None:
        columns.append(words.confidences)
    columns += [_differences(words.lines), _differences(words.blocks)]
    body = b"".join([bytes([words.confidences is not None]), *map(_narrow, columns)])
    return _HEADER.pack(VERSION, count) + zlib.compress(body, 1)


def unpack_words(packed: bytes) -> Words:
    """Give back what ``pack_words`` packed.

    Raises:
        DamagedError: The bytes are not what was packed.
    """
    taken = differences(packed)
    count = len(taken.gaps)
    ends = tuple(accumulate(map(add, taken.gaps, taken.lengths)))
    boxes = array("q", bytes(8 * 4 * count))
    try:
        boxes[0::4] = x0 = array("q", accumulate(taken.left))
        boxes[1::4] = y0 = array("q", accumulate(taken.top))
        boxes[2::4] = array("q", map(add, x0, taken.widths))
        boxes[3::4] = array("q", map(add, y0, taken.heights))
    except OverflowError as error:
        raise _damaged("a number is beyond 64 bits") from error
    return Words(
        starts=tuple(map(sub, ends, taken.lengths)),
        ends=ends,
        boxes=tuple(boxes),
        confidences=None if taken.confidences is None else tuple(taken.confidences),
        lines=tuple(accumulate(taken.lines)),
        blocks=tuple(accumulate(taken.blocks)),
    )


def differences(packed: bytes, most: int | None = None) -> Differences:
    """Take packed words apart; each length is checked before there is anything of that length.

    Args:
        packed: From the catalogue, or from a child and untrusted.
        most: Words at most; None: any number.

    Raises:
        DamagedError: The bytes are not as ``pack_words`` makes them, or of more words.
    """
    try:
        version, count = _HEADER.unpack_from(packed)
        if version != VERSION:
            raise _damaged(f"packed by layout {version}, which this version does not know")
        if most is not None and count > most:
            raise _damaged("of too many words")
        stream = zlib.decompressobj()
        body = stream.decompress(packed[_HEADER.size :], 8 * 9 * count + _LARGEST_HEADER)
        if not stream.eof or stream.unused_data:
            raise _damaged("too long or too short")
    except (struct.error, zlib.error) as error:
        raise _damaged(str(error)) from error
    if not body or body[0] > 1:
        raise _damaged("no columns")
    columns, place = [], 1
    for _ in range(9 if body[0] else 8):
        width = body[place] if place < len(body) else 0
        if width not in _WIDTHS or place + 1 + width * count > len(body):
            raise _damaged("a column is cut off")
        columns.append(_widen(width, body[place + 1 : place + 1 + width * count]))
        place += 1 + width * count
    if place != len(body):
        raise _damaged("bytes left over")
    gaps, lengths, left, top, widths, heights, *rest = columns
    return Differences(
        gaps, lengths, left, top, widths, heights, rest[0] if body[0] else None, rest[-2], rest[-1]
    )


def _differences(column: Sequence[int]) -> Iterable[int]:
    return map(sub, column, (0, *column))


def _narrow(column: Iterable[int]) -> bytes:
    numbers = tuple(column)
    for width, code in _WIDTHS.items():
        try:
            packed = array(code, numbers)
        except OverflowError:  # the first number that does not fit ends the attempt
            continue
        if sys.byteorder == "big":
            packed.byteswap()
        return bytes([width]) + packed.tobytes()
    raise InvalidError("a word's offset or box is beyond 64 bits", code="words-out-of-range")


def _widen(width: int, data: bytes) -> array[int]:
    column = array(_WIDTHS[width], data)
    if sys.byteorder == "big":
        column.byteswap()
    return column


def _damaged(why: str) -> DamagedError:
    return DamagedError(
        f"the packed words of a text layer are damaged: {why}",
        code="words-damaged",
        advice="Run `kartoteka verify`; the page can be read again from its original.",
    )
