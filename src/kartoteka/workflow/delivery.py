"""A delivery on disk: what lies in the folder, by stated rules, without opening a file.

The rules, in order:

1. Nothing in the folder is ever written to, renamed or touched.
2. A symbolic link is skipped, wherever it points: what it names is either in the folder, and then
   walked, or outside, and then not part of the delivery. So links can make no loops.
3. A folder that is its own ancestor (a bind mount) is skipped as a loop.
4. Pipes, sockets and devices are skipped.
5. Files that operating systems leave behind (``.DS_Store``, ``Thumbs.db``, ``desktop.ini``,
   ``._*`` twins, ``__MACOSX``) are skipped by name. Other hidden files are files.
6. A folder or file that may not be read is held, never passed over.
7. A Kartoteka archive inside the folder is skipped.

Paths are bytes, as the file system gives them, and the order is that of the bytes; a folder that is not
entered stands where its files would.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from kartoteka.errors import InvalidError, MissingError
from kartoteka.records.item import FileTimes, ItemState, Reason, readable_path

_SYSTEM_NAMES = frozenset({b".DS_Store", b"Thumbs.db", b"thumbs.db", b"desktop.ini", b"__MACOSX"})
_MARKER = b"kartoteka.toml"


@dataclass(frozen=True, slots=True)
class Offered:
    """One file of a delivery, as found."""

    raw_path: bytes
    """Path below the delivery's root."""
    size: int
    """Bytes, as the file system says."""
    times: FileTimes | None
    """None where it could not be asked."""
    verdict: tuple[ItemState, Reason] | None
    """Set where the rules already end it (skipped, held); None: to be stored."""


LINK = Reason(
    "link", "A symbolic link: it was not followed.", "Deliver the file it points to, if it is missed."
)
LOOP = Reason("directory-loop", "The folder contains itself; it was not entered again.")
SPECIAL = Reason("special-file", "A pipe, socket or device, not a file.")
SYSTEM = Reason("system-file", "Left behind by an operating system; skipped by its name.")
ARCHIVE = Reason("archive-inside", "A Kartoteka archive inside the delivery; skipped.")


def unreadable(what: str, error: OSError) -> Reason:
    """Say that a file or folder may not be read, and what to do."""
    return Reason(
        "unreadable",
        f"The {what} could not be read: {error.strerror or error}.",
        "Give yourself the right to read it and run the same import again.",
    )


def offered_files(root: bytes) -> Iterator[Offered]:
    """Yield every file below a folder, or the one file named.

    Args:
        root: Raw path of a folder or of one file.

    Raises:
        MissingError: There is nothing at the path.
        InvalidError: It is neither a folder nor a file.
    """
    shown = readable_path(root)
    try:
        status = os.stat(root)
    except FileNotFoundError as error:
        raise MissingError(
            f"there is no folder {shown}",
            code="delivery-not-found",
            advice="Check the path; is the medium mounted?",
        ) from error
    except OSError as error:
        raise InvalidError(
            f"{shown} cannot be looked at: {error.strerror}",
            code="delivery-unreadable",
            advice="Check your rights.",
        ) from error
    if stat.S_ISREG(status.st_mode):
        yield _file(root, os.path.basename(root), status)
    elif stat.S_ISDIR(status.st_mode):
        yield from _folder(root, b"", ((status.st_dev, status.st_ino),))
    else:
        raise InvalidError(
            f"{shown} is neither a folder nor a file",
            code="delivery-not-a-folder",
            advice="Name a folder of files.",
        )


def _folder(path: bytes, below: bytes, ancestors: tuple[tuple[int, int], ...]) -> Iterator[Offered]:
    try:
        with os.scandir(path) as scan:
            # Names only, a folder's with the separator behind it: so the whole walk is in byte order, and
            # a folder of a million files takes little memory.
            names = [
                entry.name + b"/" if entry.is_dir(follow_symlinks=False) else entry.name for entry in scan
            ]
    except OSError as error:
        yield Offered(below or b".", 0, None, (ItemState.HELD, unreadable("folder", error)))
        return
    if below and _MARKER in names:
        yield Offered(below, 0, None, (ItemState.SKIPPED, ARCHIVE))
        return
    names.sort()
    for sorted_name in names:
        name = sorted_name.removesuffix(b"/")
        full = os.path.join(path, name)
        raw = below + b"/" + name if below else name
        try:
            status = os.lstat(full)
        except OSError as error:
            yield Offered(raw, 0, None, (ItemState.HELD, unreadable("file", error)))
            continue
        if name in _SYSTEM_NAMES or name.startswith(b"._"):
            yield Offered(raw, status.st_size, _times(status), (ItemState.SKIPPED, SYSTEM))
        elif stat.S_ISDIR(status.st_mode):
            here = (status.st_dev, status.st_ino)
            if here in ancestors:
                yield Offered(raw, 0, None, (ItemState.SKIPPED, LOOP))
            else:
                yield from _folder(full, raw, (*ancestors, here))
        else:
            yield _file(full, raw, status)


def _file(path: bytes, raw: bytes, status: os.stat_result) -> Offered:
    times = _times(status)
    if stat.S_ISLNK(status.st_mode):
        return Offered(raw, 0, times, (ItemState.SKIPPED, LINK))
    if not stat.S_ISREG(status.st_mode):
        return Offered(raw, 0, times, (ItemState.SKIPPED, SPECIAL))
    if not os.access(path, os.R_OK):
        return Offered(
            raw,
            status.st_size,
            times,
            (ItemState.HELD, unreadable("file", PermissionError(13, "Permission denied"))),
        )
    return Offered(raw, status.st_size, times, None)


def _times(status: os.stat_result) -> FileTimes:
    born = getattr(status, "st_birthtime_ns", None)
    return FileTimes(status.st_mtime_ns, status.st_ctime_ns, born)
