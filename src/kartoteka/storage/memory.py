"""Originals in memory: the whole contract without a disk, for tests and trials."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import BinaryIO, Self

from kartoteka.records.digest import Digest
from kartoteka.storage.contract import CHUNK, Advance, Stored, checked, missing, require_size


class MemoryOriginals:
    """Originals in memory: nothing survives the process."""

    def __init__(self) -> None:
        self._bytes: dict[Digest, bytes] = {}
        self._lock = threading.Lock()

    def take_in(
        self, read: BinaryIO, *, expected_size: int | None = None, progress: Advance | None = None
    ) -> Stored:
        """Keep everything that can still be read."""
        data = _read(read, expected_size, progress)
        digest = Digest(hashlib.sha256(data).hexdigest())
        return Stored(digest, len(data), self.keep(digest, data))

    def intake(self) -> MemoryIntake:
        """Begin to take in many."""
        return MemoryIntake(self)

    def keep(self, digest: Digest, data: bytes) -> bool:
        """Keep bytes under their digest; False when they were there already."""
        with self._lock:
            new = digest not in self._bytes
            self._bytes.setdefault(digest, data)
        return new

    def open_descriptor(self, digest: Digest) -> int:
        """Write the bytes to a nameless file and open it for reading."""
        data = self._get(digest)
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            return os.open(file.name, os.O_RDONLY | os.O_CLOEXEC)

    def exists(self, digest: Digest) -> bool:
        """Say whether an original is there."""
        return checked(digest) in self._bytes

    def size(self, digest: Digest) -> int:
        """Return an original's size in bytes."""
        return len(self._get(digest))

    def digests(self) -> Iterator[Digest]:
        """Walk over all originals, in ascending order of digests."""
        return iter(sorted(self._bytes))

    def rehash(self, digest: Digest) -> Digest:
        """Hash the bytes again."""
        return Digest(hashlib.sha256(self._get(digest)).hexdigest())

    def clear_incoming(self) -> int:
        """Nothing is ever half-written in memory."""
        return 0

    def _get(self, digest: Digest) -> bytes:
        try:
            return self._bytes[checked(digest)]
        except KeyError as error:
            raise missing(digest) from error


class MemoryIntake:
    """Holds what was taken in back until it is flushed, as a disk does."""

    def __init__(self, originals: MemoryOriginals) -> None:
        self._originals = originals
        self._waiting: dict[Digest, bytes] = {}

    def take_in(
        self, read: BinaryIO, *, expected_size: int | None = None, progress: Advance | None = None
    ) -> Stored:
        """Read everything that can still be read."""
        data = _read(read, expected_size, progress)
        digest = Digest(hashlib.sha256(data).hexdigest())
        new = digest not in self._waiting and not self._originals.exists(digest)
        self._waiting[digest] = data
        return Stored(digest, len(data), new)

    def flush(self) -> None:
        """Keep what was taken in."""
        for digest, data in self._waiting.items():
            self._originals.keep(digest, data)
        self.drop()

    def drop(self) -> None:
        """Forget what was not flushed."""
        self._waiting.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.flush()
        self.drop()


def _read(read: BinaryIO, expected_size: int | None, progress: Advance | None) -> bytes:
    pieces: list[bytes] = []
    while piece := read.read(CHUNK):
        pieces.append(piece)
        if progress is not None:
            progress(len(piece))
    data = b"".join(pieces)
    require_size(len(data), expected_size)
    return data
