"""Page images: a bounded cache, thrown away and made again at will.

One file an image, ``derivatives/pages/ab/<digest>-<page>-<width>.image``: a header with a checksum over
the key and the bytes, then the JPEG. Rules:

- the sum of all files stays within the limit, whichever threads and processes write: the sum stands in
  ``used``, which is locked while it changes;
- what was not looked at longest goes first. "Looked at" is the file's modification time, which we set
  ourselves: access times are switched off on many systems;
- a file that is missing, cut off, altered or misplaced is a miss, never an error; and a disk that is full
  or read-only means that the image is not kept, never that it is not shown.
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
from kartoteka.storage.durable import write_all
from kartoteka.storage.layout import ArchiveLayout
from kartoteka.storage.originals import checked

_HEADER = struct.Struct(">4sIQ")
_MAGIC = b"KPI1"
_USED = struct.Struct(">Q")
_ROOM_AFTER_EVICTION = 0.9
_ABANDONED_AFTER_NS = 3600 * 10**9


class PageImageKey(NamedTuple):
    """Which picture of which page."""

    digest: Digest
    """The document."""
    page: int
    """From 1."""
    width: int
    """Pixels."""


class PageImages:
    """The page images of one archive. Any number of threads and processes may use it at once."""

    def __init__(self, layout: ArchiveLayout, limit_bytes: int) -> None:
        """Use the cache of an archive; nothing is read or made yet.

        Args:
            layout: The archive.
            limit_bytes: Bound of all files together; 0: nothing is kept.
        """
        self._folder = layout.page_images
        self._limit = limit_bytes

    def get(self, key: PageImageKey) -> bytes | None:
        """Return an image, or None where it must be made (again)."""
        raise NotImplementedError

    def put(self, key: PageImageKey, jpeg: bytes) -> None:
        """Keep an image, and drop others where that needs room. Never fails for want of a disk."""
        raise NotImplementedError
