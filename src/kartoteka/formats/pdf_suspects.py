"""Which objects of a PDF may hold one of some names, found by looking at bytes, not at objects.

To have MuPDF load every object and write it out costs several times more. A name stands in the file as
it is, or with ``#xx`` escapes, either in plain sight or in a decoded object stream. So both are searched,
and each place found is led back to the object whose bytes begin last before it. Where that leads
nowhere, or may have been made to mislead (the object does not hold what was found), the answer is
"don't know", and the caller looks at every object.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from kartoteka.formats.mupdf import MupdfDocument, lowlevel, pdf_of

_LARGEST_FILE = 64 * 1024**2
_LARGEST_STREAM = 16 * 1024**2
_LONGEST_HEADER = 1024**2
_OBJECT_STREAM = b"ObjStm"
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Suspects:
    """Where names were found."""

    objects: tuple[int, ...]
    """Numbers of the objects that they seem to stand in, ascending; each has to hold what looks like one."""
    undecoded: tuple[int, ...]
    """Numbers of objects that lie in streams which nobody can decode, ascending."""


class Names:
    """Names to look for.

    Args:
        names: Without the slash; letters and digits only.
    """

    def __init__(self, *names: str) -> None:
        self._names = {name.encode("ascii") for name in names} | {_OBJECT_STREAM}
        longest_first: list[bytes] = sorted(self._names, key=len, reverse=True)
        either = b"|".join(longest_first)
        escaped = rb"[A-Za-z0-9]{0,60}#[0-9A-Fa-f]{2}(?:[A-Za-z0-9]|#[0-9A-Fa-f]{2}){0,60}"
        self._pattern = re.compile(rb"/(" + either + b"|" + escaped + rb")(?=[\x00\t\n\f\r ()<>\[\]{}/%]|\Z)")

    def places(self, data: bytes | memoryview) -> Iterator[tuple[int, bytes]]:
        """Give where each stands, and which it is."""
        for match in self._pattern.finditer(data):
            name = bytes(match[1])
            if b"#" in name:
                name = _ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), name)
            if name in self._names:
                yield match.start(), name


def suspects(document: MupdfDocument, data: memoryview, objects: range, names: Names) -> Suspects | None:
    """Return the objects that may hold a name; None: it cannot be said cheaply.

    Args:
        document: Open, with its table of objects as the reader has it, repaired where it had to be.
        data: The file.
        objects: Which are of interest.
        names: What is looked for.
    """
    if len(data) > _LARGEST_FILE:
        return None
    places = list(names.places(data))
    if not places:
        return Suspects((), ())
    plain, packed = _entries(document, objects)
    found: set[int] = set()
    undecoded: list[int] = []
    in_sight = [at for at, name in places if name != _OBJECT_STREAM]
    if not _lead_back(in_sight, sorted(plain.items()), found):
        return None
    for number, members in packed.items():
        stream = _decoded(document, number)
        starts = _starts(document, number, stream, members)
        undecoded += members.difference(of for _, of in starts)
        within = [at for at, _ in names.places(stream)]
        if within and not _lead_back(within, starts, found):
            return None
    return Suspects(tuple(sorted(found)), tuple(sorted(undecoded)))


def is_there(document: MupdfDocument, number: int) -> bool:
    """Say whether the file has an object of this number, readable or not."""
    entry = lowlevel.ll_pdf_get_xref_entry_no_change(pdf_of(document).m_internal, number)
    return entry is not None and entry.type in {"n", "o"}


def _entries(document: MupdfDocument, objects: range) -> tuple[dict[int, int], dict[int, set[int]]]:
    """Return objects in plain sight by offset, and those in object streams by the stream's number."""
    pdf = pdf_of(document).m_internal
    entry_of = lowlevel.ll_pdf_get_xref_entry_no_change
    plain: dict[int, int] = {}
    packed: dict[int, set[int]] = {}
    for number in objects:
        entry = entry_of(pdf, number)
        kind = entry.type if entry is not None else ""
        if kind == "n":
            plain[entry.ofs] = number
        elif kind == "o":
            packed.setdefault(entry.ofs, set()).add(number)
    return plain, packed


def _decoded(document: MupdfDocument, number: int) -> bytes:
    """Return an object stream's bytes, as far as they can be decoded."""
    try:
        stream = lowlevel.pdf_open_stream_number(pdf_of(document), number)
        buffer, _ = lowlevel.fz_read_best(stream, 1024, _LARGEST_STREAM)
        return bytes(lowlevel.fz_buffer_extract_copy(buffer))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not decoded
        return b""


def _starts(document: MupdfDocument, number: int, stream: bytes, members: set[int]) -> list[tuple[int, int]]:
    """Return where objects begin in what was decoded of their stream, ascending, and their numbers."""
    try:
        first = int(document.xref_get_key(number, "First")[1])
        header = [int(word) for word in stream[: min(first, _LONGEST_HEADER)].split()]
    except ValueError:
        return []
    found = zip(header[::2], header[1::2], strict=False)
    return sorted(
        (first + offset, of) for of, offset in found if of in members and first + offset < len(stream)
    )


def _lead_back(places: list[int], starts: list[tuple[int, int]], found: set[int]) -> bool:
    """Add the object that each place lies in, and say whether there was one for each."""
    offsets = [at for at, _ in starts]
    for at in places:
        place = bisect_right(offsets, at) - 1
        if place < 0:
            return False
        found.add(starts[place][1])
    return True
