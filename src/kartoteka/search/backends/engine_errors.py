"""What tantivy's failures mean to a person.

Tantivy-py raises ``ValueError`` with a sentence for nearly everything; the operating system's reason
stands in it as ``os error N``.
"""

from __future__ import annotations

import errno
import re
import tempfile
from pathlib import Path

from kartoteka.errors import ConflictError, DamagedError, KartotekaError, MissingError, UnavailableError

_REASON = re.compile(r"os error (\d+)|code: (\d+)")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_PROBE_MEGABYTES = 8
_REBUILD = "`kartoteka index rebuild` makes it anew from the catalogue; nothing is lost."


def missing(folder: Path) -> MissingError:
    """There is no index."""
    return MissingError(f"There is no index in {folder}.", code="index-not-found", advice=_REBUILD)


def outdated(folder: Path) -> ConflictError:
    """Another version made it."""
    return ConflictError(
        f"The index in {folder} was made by another version of Kartoteka.",
        code="index-outdated",
        advice=_REBUILD,
    )


def damaged(folder: Path, error: Exception) -> DamagedError:
    """It cannot be read."""
    return DamagedError(
        f"The index in {folder} cannot be read: {error}", code="index-damaged", advice=_REBUILD
    )


def unwritable(folder: Path, error: Exception) -> KartotekaError:
    """It cannot be written: find out why."""
    text = str(error)
    if "LockBusy" in text or "Lockfile" in text:
        return ConflictError(
            f"Another process writes to the index in {folder}.",
            code="index-busy",
            advice="Wait until the other import ends; searching goes on meanwhile.",
        )
    found = _REASON.search(text)
    reason = error.errno if isinstance(error, OSError) else int(found[1] or found[2]) if found else None
    reason = reason or _probed(folder)
    if reason in _FULL:
        return UnavailableError(
            f"There is no room left for the index in {folder}.",
            code="disk-full",
            advice="Make room and run the same command again; what was indexed before is still there.",
        )
    if reason in _READ_ONLY:
        return UnavailableError(
            f"The index in {folder} cannot be written.",
            code="index-read-only",
            advice="See that the folder belongs to you and that its disk is mounted for writing.",
        )
    return UnavailableError(
        f"The index in {folder} could not be written: {text}",
        code="index-unwritable",
        advice=f"See that the disk has room, then run the same command again. If it fails again: {_REBUILD}",
    )


def _probed(folder: Path) -> int | None:
    """Find out by writing why a thread of tantivy failed, of which it only says that it did."""
    try:
        with tempfile.TemporaryFile(dir=folder, buffering=0) as probe:
            for _ in range(_PROBE_MEGABYTES):
                probe.write(bytes(1 << 20))
    except OSError as error:
        return error.errno
    return None
