"""Page images: a bounded cache, thrown away and made again at will.

One file an image, ``derivatives/pages/ab/<digest>-<page>-<width>``: a header with a checksum over key
and bytes, then the JPEG. Rules:

- the sum of all files stays within the limit, whichever threads and processes write: it stands in the
  file ``used``, which is locked while files come and go;
- what was not looked at for longest goes first. When that was is the file's modification time, which
  we set ourselves: access times are switched off on many systems;
- a file that is missing, cut off, altered or misplaced is a miss, never an error; a disk that is full
  or read-only means that the image is not kept, never that it is not shown.

Nothing is flushed: after a power cut the checksum tells which files are whole.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from kartoteka.clock import now
from kartoteka.records.digest import Digest
from kartoteka.storage.contract import checked
from kartoteka.storage.durable import write_all
from kartoteka.storage.layout import ArchiveLayout

_HEADER = struct.Struct(">4sIQ")
_MAGIC = b"KPI1"
_USED = struct.Struct(">Q")
_UNFINISHED = ".new"
_KEPT_AT_EVICTION = 0.9  # of the limit, so that not every image has to look for room
_ABANDONED_AFTER_NS = 600 * 10**9


class PageImageKey(NamedTuple):
    """Which picture of which page."""

    digest: Digest
    """The document."""
    page: int
    """From 1."""
    width: int
    """Pixels."""


class PageImages:
    """The page images of one archive; any number of threads and processes may use them at once."""

    def __init__(self, layout: ArchiveLayout, limit_bytes: int) -> None:
        self._folder = layout.page_images
        self._limit = limit_bytes

    def get(self, key: PageImageKey) -> bytes | None:
        """Return an image, or None where it has to be made.

        Raises:
            InvalidError: The key holds no digest.
        """
        path = self._path(key)
        try:
            untrusted = path.read_bytes()
        except OSError:
            return None
        jpeg = _unpack(key, untrusted)
        with suppress(OSError):  # dropped meanwhile, or a disk that may not be written
            if jpeg is None:
                path.unlink()
            else:
                _looked_at(path)
        return jpeg

    def put(self, key: PageImageKey, jpeg: bytes) -> None:
        """Keep an image, and drop others where that needs room. No failing disk makes it fail.

        Raises:
            InvalidError: The key holds no digest.
        """
        path = self._path(key)
        packed = _pack(key, jpeg)
        if len(packed) > self._limit:
            return
        unfinished = path.with_name(secrets.token_hex(16) + _UNFINISHED)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(unfinished, packed)
            _looked_at(unfinished)
            with self._used() as used:
                before = _size(path)
                unfinished.replace(path)
                used.total += len(packed) - before
                if used.total > self._limit:
                    used.total = self._make_room(path)
        except OSError:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)

    def _path(self, key: PageImageKey) -> Path:
        digest = checked(key.digest)
        return self._folder / digest[:2] / f"{digest}-{key.page:d}-{key.width:d}"

    @contextmanager
    def _used(self) -> Iterator[_Used]:
        """Hold the sum of all files; counted afresh where it is not known."""
        descriptor = os.open(self._folder / "used", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            written = os.pread(descriptor, _USED.size, 0)
            known = len(written) == _USED.size
            used = _Used(_USED.unpack(written)[0] if known else sum(size for _, _, size in self._files()))
            # A process killed while it holds the sum leaves it unknown, not wrong.
            os.ftruncate(descriptor, 0)
            yield used
            os.pwrite(descriptor, _USED.pack(max(0, used.total)), 0)
        finally:
            os.close(descriptor)  # which frees the lock

    def _make_room(self, newest: Path) -> int:
        """Drop what was not looked at for longest, but not the newest; return the sum of what is left."""
        files = sorted(self._files())
        total = sum(size for _, _, size in files)
        for _, path, size in files:
            if total <= self._limit * _KEPT_AT_EVICTION:
                break
            if path == newest:
                continue
            with suppress(OSError):
                path.unlink(missing_ok=True)
                total -= size
        return total

    def _files(self) -> Iterator[tuple[int, Path, int]]:
        """Walk over (last looked at, path, bytes) of all images; remove what a kill left unfinished."""
        abandoned = _now_ns() - _ABANDONED_AFTER_NS
        for path in self._folder.glob("??/*"):
            try:
                status = path.lstat()
                if path.suffix != _UNFINISHED:
                    yield status.st_mtime_ns, path, status.st_size
                elif status.st_mtime_ns < abandoned:
                    path.unlink()
            except OSError:
                continue  # dropped meanwhile


class _Used:
    """The sum of all files while it is held."""

    __slots__ = ("total",)

    def __init__(self, total: int) -> None:
        self.total = total


def _pack(key: PageImageKey, jpeg: bytes) -> bytes:
    return _HEADER.pack(_MAGIC, _checksum(key, jpeg), len(jpeg)) + jpeg


def _unpack(key: PageImageKey, untrusted: bytes) -> bytes | None:
    if len(untrusted) < _HEADER.size:
        return None
    magic, checksum, length = _HEADER.unpack_from(untrusted)
    jpeg = untrusted[_HEADER.size :]
    if magic != _MAGIC or length != len(jpeg) or checksum != _checksum(key, jpeg):
        return None
    return jpeg


def _checksum(key: PageImageKey, jpeg: bytes) -> int:
    return zlib.crc32(jpeg, zlib.crc32(f"{key.digest}-{key.page}-{key.width}".encode()))


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        write_all(descriptor, data)
    finally:
        os.close(descriptor)


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except FileNotFoundError:
        return 0


def _looked_at(path: Path) -> None:
    stamp = _now_ns()
    os.utime(path, ns=(stamp, stamp))


def _now_ns() -> int:
    return int(now().timestamp() * 1_000_000) * 1000
