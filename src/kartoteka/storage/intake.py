"""Taking originals into an archive folder: copied, hashed, flushed, then given their place.

The order is the promise: bytes to ``incoming`` and hashed on the way; mode 0444; the file flushed; linked
to ``ab/<digest>`` without replacing anything; the folders flushed; only then are they safe. Many are
flushed together: all their files, then all their links, then all their folders. A process killed anywhere
leaves at most files in ``incoming`` and originals that are complete.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from kartoteka.errors import MissingError
from kartoteka.records.digest import Digest, short
from kartoteka.storage.contract import CHUNK, Advance, Stored, require_same_size, require_size
from kartoteka.storage.durable import each, link_or_rename, refusals, sync_file, sync_folder, write_all
from kartoteka.storage.layout import ArchiveLayout

# What may wait for a flush: open files, and bytes that the system still holds in memory.
MOST_COPIES = 64
MOST_BYTES = 64 * CHUNK

_ZEROS = bytes(CHUNK)


@dataclass(frozen=True, slots=True)
class _Copy:
    """A whole copy in ``incoming``; open, so that its flush reports what went wrong with it."""

    path: Path
    descriptor: int
    digest: Digest
    size: int

    def flush(self) -> None:
        with refusals(f"store the original {short(self.digest)}"):
            sync_file(self.descriptor)


class DurableFolders:
    """The folders of originals, and which of them this process has flushed into their parents.

    An earlier process may have been killed between making a folder and flushing it, so a folder that is
    there is not taken for durable. At most 256 are remembered.
    """

    def __init__(self) -> None:
        self._known: set[Path] = set()

    def sync(self, inner: Iterable[Path]) -> None:
        """Flush inner folders (``originals/ab``), and the folder above where it may not know their names."""
        innermost = dict.fromkeys(inner)
        above = dict.fromkeys(folder.parent for folder in innermost if folder not in self._known)
        each(sync_folder, [*innermost, *above])
        self._known.update(innermost)


class FolderIntake:
    """Takes many originals into one archive, for one thread."""

    def __init__(
        self, layout: ArchiveLayout, folders: DurableFolders, size_of: Callable[[Digest], int]
    ) -> None:
        self._layout = layout
        self._folders = folders
        self._size_of = size_of
        self._copies: dict[Digest, _Copy] = {}
        # Folders of originals that were there before: the run that put them there may have been killed
        # between its link and its flush.
        self._again: dict[Path, None] = {}

    def take_in(
        self, read: BinaryIO, *, expected_size: int | None = None, progress: Advance | None = None
    ) -> Stored:
        """Copy everything that can still be read; it is safe after the next ``flush``."""
        if len(self._copies) >= MOST_COPIES or sum(c.size for c in self._copies.values()) >= MOST_BYTES:
            self.flush()
        path = self._layout.incoming / secrets.token_hex(16)
        with refusals("make a file in the archive"):
            self._layout.incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            digest, size = _copy(read, descriptor, progress)
            require_size(size, expected_size)
            new = self._is_new(digest, size)
            if new:
                with refusals(f"store the original {short(digest)}"):
                    os.fchmod(descriptor, 0o444)
        except BaseException:
            _drop(path, descriptor)
            raise
        if new:
            self._copies[digest] = _Copy(path, descriptor, digest, size)
        else:
            _drop(path, descriptor)
        return Stored(digest, size, new)

    def flush(self) -> None:
        """Return once everything that was taken in is safe."""
        self.place()

    def place(self) -> frozenset[Digest]:
        """Flush, and return the digests that were not there before: another thread may have been faster."""
        copies, folders = self._copies, self._again
        self._copies, self._again = {}, {}
        placed: set[Digest] = set()
        try:
            each(_Copy.flush, list(copies.values()))
            for copy in copies.values():
                path = self._layout.original(copy.digest)
                with refusals(f"store the original {short(copy.digest)}"):
                    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                    if link_or_rename(copy.path, path):
                        placed.add(copy.digest)
                if copy.digest not in placed:
                    require_same_size(copy.digest, self._size_of(copy.digest), copy.size)
                folders[path.parent] = None
            with refusals("flush the folders of the originals"):
                self._folders.sync(folders)
        finally:
            for copy in copies.values():
                _drop(copy.path, copy.descriptor)
        return frozenset(placed)

    def drop(self) -> None:
        """Forget everything that was taken in since the last flush."""
        for copy in self._copies.values():
            _drop(copy.path, copy.descriptor)
        self._copies.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.flush()
        finally:
            self.drop()

    def _is_new(self, digest: Digest, size: int) -> bool:
        if digest in self._copies:
            return False
        try:
            stored = self._size_of(digest)
        except MissingError:
            return True
        require_same_size(digest, stored, size)
        self._again[self._layout.original(digest).parent] = None
        return False


def _copy(read: BinaryIO, descriptor: int, progress: Advance | None) -> tuple[Digest, int]:
    """Copy and hash; a piece of zeros becomes a hole, so that a sparse file stays one."""
    hasher = hashlib.sha256()
    size = 0
    while piece := read.read(CHUNK):
        hasher.update(piece)
        size += len(piece)
        with refusals("copy a file into the archive"):
            if len(piece) == CHUNK and piece == _ZEROS:
                os.lseek(descriptor, CHUNK, os.SEEK_CUR)
            else:
                write_all(descriptor, piece)
        if progress is not None:
            progress(len(piece))
    with refusals("copy a file into the archive"):
        os.ftruncate(descriptor, size)
    return Digest(hasher.hexdigest()), size


def _drop(path: Path, descriptor: int) -> None:
    """Close a copy and remove its name, if it still has one."""
    with suppress(OSError):
        os.close(descriptor)
    with suppress(OSError):
        path.unlink(missing_ok=True)
