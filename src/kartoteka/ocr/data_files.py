"""What a file of Tesseract's language data is: whole or cut short, quick or thorough.

The file begins with the number of its parts (int32) and the offset of each (int64, -1: none); which
part is which is fixed by Tesseract's ``tessdatamanager.h``. Nothing is loaded.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Literal

SUFFIX = ".traineddata"

Kind = Literal["fast", "best", "old"]
"""``fast``: whole numbers, as distributions ship it; ``best``: floating point, four times slower and a
little better; ``old``: with the recogniser of Tesseract 3 beside, which is not used."""

_COUNT = struct.Struct("<i")
_MOST_PARTS = 64
_OLD_TEMPLATES = 3
_NETWORK = 17
_LARGEST_FAST_NETWORK = 1_500_000
"""Bytes; fast networks have 0.3 to 0.5 MB, best ones 3 MB and more."""


def is_whole(path: Path) -> bool:
    """Say whether a data file is no beginning of one, as an interrupted download leaves it.

    A file that ends before its last part begins was cut short.
    """
    found = _offsets(path)
    return found is not None and all(offset < found[1] for offset in found[0])


def kind_of(path: Path) -> Kind | None:
    """Say which kind of data a file holds; None: it is no whole data file."""
    found = _offsets(path)
    if found is None or not is_whole(path):
        return None
    offsets, size = found
    if len(offsets) > _OLD_TEMPLATES and offsets[_OLD_TEMPLATES] >= 0:
        return "old"
    if len(offsets) <= _NETWORK or offsets[_NETWORK] < 0:
        return None
    begin = offsets[_NETWORK]
    end = min((offset for offset in offsets if offset > begin), default=size)
    return "fast" if end - begin <= _LARGEST_FAST_NETWORK else "best"


def _offsets(path: Path) -> tuple[tuple[int, ...], int] | None:
    """Read the offsets of a file's parts and its size; None: it does not begin as one."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_COUNT.size + 8 * _MOST_PARTS)
    except OSError:
        return None
    if len(head) < _COUNT.size:
        return None
    (parts,) = _COUNT.unpack_from(head)
    if not 0 < parts <= _MOST_PARTS or len(head) < _COUNT.size + 8 * parts:
        return None
    return struct.unpack_from(f"<{parts}q", head, _COUNT.size), size
