"""The list of what a delivery offers, kept on disk: as long as it may be, it takes no memory.

A walk over a slow medium is done once, and its result is read several times: for the total, for the
receipts, for the report. The list lies in a file without a name in the archive's folder (so that
names of evidence are nowhere else, and gone when the process is), or in memory where nothing may be
written there.
"""

from __future__ import annotations

import marshal
import os
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

from kartoteka.records.item import FileTimes, ItemState, Reason
from kartoteka.storage.durable import refusals, write_all
from kartoteka.workflow.delivery import Offered

_LENGTH = 4
_PIECE = 1 << 18
T = TypeVar("T")


class OfferedList:
    """What a walk has found, in its order. Iterate as often as needed; its file goes when it does."""

    def __init__(self, folder: Path) -> None:
        self._file = _nameless(folder)
        weakref.finalize(self, os.close, self._file)
        self._unwritten = bytearray()
        self._count = 0
        self.bytes = 0
        """Bytes of the files that are to be stored."""

    def append(self, offered: Offered) -> None:
        """Add one file; not while the list is being read."""
        record = marshal.dumps(_flat(offered))
        self._unwritten += len(record).to_bytes(_LENGTH, "big") + record
        self._count += 1
        self.bytes += offered.size if offered.verdict is None else 0
        if len(self._unwritten) >= _PIECE:
            self._write()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Offered]:
        self._write()
        place, rest = 0, b""
        while piece := os.pread(self._file, _PIECE, place):
            place += len(piece)
            buffer, at = rest + piece, 0
            while len(buffer) - at >= _LENGTH:
                end = at + _LENGTH + int.from_bytes(buffer[at : at + _LENGTH], "big")
                if end > len(buffer):
                    break
                yield _offered(marshal.loads(buffer[at + _LENGTH : end]))  # noqa: S302 (our own, in a file without a name)
                at = end
            rest = buffer[at:]

    def _write(self) -> None:
        with refusals("keep the list of the delivery's files"):
            write_all(self._file, bytes(self._unwritten))
        self._unwritten.clear()


def _nameless(folder: Path) -> int:
    """Open a file that no name leads to, in a folder or, where nothing may be written, in memory."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            return os.dup(file.fileno())
    except OSError:
        return os.memfd_create("offered", os.MFD_CLOEXEC)


def in_chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield things a few at a time, in order."""
    rest = iter(things)
    while chunk := list(islice(rest, size)):
        yield chunk


_Flat = tuple[bytes, int, tuple[int, int, int | None] | None, tuple[str, tuple[str, str, str]] | None]


def _flat(offered: Offered) -> _Flat:
    times, verdict = offered.times, offered.verdict
    return (
        offered.raw_path,
        offered.size,
        None if times is None else (times.modified_ns, times.changed_ns, times.born_ns),
        None
        if verdict is None
        else (verdict[0].value, (verdict[1].code, verdict[1].sentence, verdict[1].remedy)),
    )


def _offered(flat: _Flat) -> Offered:
    raw_path, size, times, verdict = flat
    return Offered(
        raw_path,
        size,
        None if times is None else FileTimes(*times),
        None if verdict is None else (ItemState(verdict[0]), Reason(*verdict[1])),
    )
