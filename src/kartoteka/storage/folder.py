"""Originals in an archive folder: finding, opening, listing and hashing them again.

How they come in is ``intake.py``'s. A link that somebody put in an original's place is never followed, and
what lies among the originals without being one is listed apart.

obstore's local store is not used here: it renames without flushing, and one file name that is not
UTF-8 ends its listing (docs/adr/0010).
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from kartoteka.errors import DamagedError, KartotekaError, UnavailableError
from kartoteka.records.digest import Digest, is_digest, short
from kartoteka.storage.contract import (
    CHUNK,
    Advance,
    Stored,
    checked,
    missing,
)
from kartoteka.storage.durable import refusals, sync_folder
from kartoteka.storage.intake import DurableFolders, FolderIntake
from kartoteka.storage.layout import ArchiveLayout

# What a failing disk answers, and a link or a folder where an original should be.
_MEDIUM = (errno.EIO, errno.EUCLEAN, errno.EBADMSG, errno.ELOOP, errno.EISDIR)
_FOLDER = re.compile(rb"[0-9a-f]{2}\Z")


class FolderOriginals:
    """Originals as files of one archive."""

    def __init__(self, layout: ArchiveLayout) -> None:
        self._layout = layout
        self._folders = DurableFolders()

    def take_in(
        self, read: BinaryIO, *, expected_size: int | None = None, progress: Advance | None = None
    ) -> Stored:
        """Copy everything that can still be read, and return once it would survive a power cut."""
        with self.intake() as intake:
            stored = intake.take_in(read, expected_size=expected_size, progress=progress)
            return replace(stored, new=stored.digest in intake.place())

    def intake(self) -> FolderIntake:
        """Begin to take in many."""
        return FolderIntake(self._layout, self._folders, self.size)

    def open_descriptor(self, digest: Digest) -> int:
        """Open an original for reading; a link in its place is not followed."""
        path = self._path(digest)
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise missing(digest) from error
        except OSError as error:
            raise _unreadable(f"the original {short(digest)}", error) from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise _unreadable(f"the original {short(digest)}", OSError(errno.EISDIR, "it is not a file"))
        return descriptor

    def exists(self, digest: Digest) -> bool:
        """Say whether an original is there."""
        path = self._path(digest)
        try:
            return stat.S_ISREG(path.lstat().st_mode)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise _unreadable(f"the original {short(digest)}", error) from error

    def size(self, digest: Digest) -> int:
        """Return an original's size in bytes."""
        descriptor = self.open_descriptor(digest)
        try:
            return os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)

    def digests(self) -> Iterator[Digest]:
        """Walk over all originals, in ascending order, one inner folder in memory at a time."""
        for name, strange in self._walk():
            if not strange:
                yield Digest(os.fsdecode(name).rsplit("/", 1)[-1])

    def strangers(self) -> Iterator[bytes]:
        """Walk over what lies among the originals without being one: raw paths below ``originals``."""
        for name, strange in self._walk():
            if strange:
                yield name

    def rehash(self, digest: Digest) -> Digest:
        """Read an original from first to last byte and return the digest that its bytes have now."""
        descriptor = self.open_descriptor(digest)
        hasher = hashlib.sha256()
        buffer = memoryview(bytearray(CHUNK))
        try:
            while count := os.readv(descriptor, [buffer]):
                hasher.update(buffer[:count])
        except OSError as error:
            raise _unreadable(f"the original {short(digest)}", error) from error
        finally:
            os.close(descriptor)
        return Digest(hasher.hexdigest())

    def clear_incoming(self) -> int:
        """Remove what interrupted runs left half-written, and return how many files that were."""
        removed = 0
        with refusals("clear the folder of half-written copies"):
            if not self._layout.incoming.is_dir():
                return 0
            for path in self._layout.incoming.iterdir():
                path.unlink()
                removed += 1
            if removed:
                sync_folder(self._layout.incoming)
        return removed

    def _path(self, digest: Digest) -> Path:
        return self._layout.original(checked(digest))

    def _walk(self) -> Iterator[tuple[bytes, bool]]:
        """Yield (raw path below ``originals``, whether it is a stranger) of everything but our folders."""
        root = os.fsencode(self._layout.originals)
        for folder in _listing(root):
            if folder.name == os.fsencode(self._layout.incoming.name):
                continue
            if not _is_ours(folder):
                yield folder.name, True
                continue
            for file in _listing(folder.path):
                at_home = file.name[:2] == folder.name and is_digest(os.fsdecode(file.name))
                yield (
                    b"/".join((folder.name, file.name)),
                    not (at_home and file.is_file(follow_symlinks=False)),
                )


def _listing(folder: bytes) -> list[os.DirEntry[bytes]]:
    """List a folder in ascending order; one that has just vanished is empty."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _unreadable(f"the folder {os.fsdecode(folder)}", error) from error


def _is_ours(entry: os.DirEntry[bytes]) -> bool:
    return _FOLDER.match(entry.name) is not None and entry.is_dir(follow_symlinks=False)


def _unreadable(what: str, error: OSError) -> KartotekaError:
    if error.errno in _MEDIUM:
        return DamagedError(
            f"{what} cannot be read: {error.strerror}",
            code="original-unreadable",
            advice="Check the disk of the archive, and restore what is damaged from a backup.",
        )
    return UnavailableError(
        f"{what} cannot be opened: {error.strerror}",
        code="archive-unreadable",
        advice="Ask the owner of the archive folder for the right to read it.",
    )
