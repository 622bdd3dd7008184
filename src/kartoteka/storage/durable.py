"""What survives a power cut: files and folders flushed to the disk, and what went wrong in words.

A file is durable when its bytes are flushed *and* the folder that names it is. Everything here turns
the operating system's refusals into errors with a remedy; nothing is swallowed.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from kartoteka.errors import KartotekaError, UnavailableError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)

# What file systems without hard links (exFAT, some network shares) answer to `link`.
_NO_HARD_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS)
_RENAMING = threading.Lock()
_FEW = 3  # an original's folders
_AT_ONCE = 8
T = TypeVar("T")


def sync_file(descriptor: int) -> None:
    """Flush a file's bytes and metadata to the medium."""
    if sys.platform == "darwin":
        import fcntl

        # macOS's fsync stops at the drive's cache; F_FULLFSYNC goes through it.
        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Flush a folder's list of names to the medium."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def each(flush: Callable[[T], None], things: Sequence[T]) -> None:
    """Flush several things; in the order given when they are few, all at once when they are many.

    A journalling file system writes what is waiting in one go: eight that wait together are served as
    fast as one. The first failure is raised, after all have ended.
    """
    if len(things) <= _FEW:
        for thing in things:
            flush(thing)
        return
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="flush") as threads:
        for _ in threads.map(flush, things):
            pass


def write_all(descriptor: int, data: bytes | memoryview) -> None:
    """Write every byte; a disk that takes only some is asked again until it says why."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def link_or_rename(written: Path, place: Path) -> bool:
    """Give a finished file its place, without ever replacing what is there.

    The file's own name is removed whatever happens. Where the file system has no hard links, the
    caller's lock must keep other writers away between the look and the renaming.

    Returns:
        True when the file took its place; False when something was there already.
    """
    try:
        place.hardlink_to(written)
    except FileExistsError:
        written.unlink()
        return False
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        with _RENAMING:
            if os.path.lexists(place):
                written.unlink()
                return False
            written.rename(place)
            return True
    written.unlink()
    return True


def refusal(error: OSError, what: str) -> KartotekaError:
    """Say in our words what the operating system said about the archive.

    Args:
        error: What was raised.
        what: What was being done, to follow "cannot": ``write original 6e34…``.
    """
    if error.errno in _FULL:
        return UnavailableError(
            f"cannot {what}: the disk of the archive is full",
            code="disk-full",
            advice="Make room on it and give the same command again; it goes on where it stopped.",
        )
    if error.errno == errno.EFBIG:
        return UnavailableError(
            f"cannot {what}: its file system, or a limit of this process, takes no file so large",
            code="disk-full",
            advice="Move the archive to a disk for large files (ext4, XFS, APFS), or raise `ulimit -f`.",
        )
    if error.errno in _READ_ONLY:
        return UnavailableError(
            f"cannot {what}: the archive may not be written to ({error.strerror})",
            code="archive-read-only",
            advice="Give your user the right to write in the archive folder, or mount its disk for writing.",
        )
    return UnavailableError(
        f"cannot {what}: {error.strerror or error}",
        code="storage-failed",
        advice="Check the disk of the archive (`dmesg`, `smartctl`) and give the same command again.",
    )


@contextmanager
def refusals(what: str) -> Iterator[None]:
    """Turn every ``OSError`` of the block into an error of ours; see ``refusal``."""
    try:
        yield
    except OSError as error:
        raise refusal(error, what) from error
