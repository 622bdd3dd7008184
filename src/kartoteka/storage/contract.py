"""The contract of originals: bytes as received, named by their SHA-256, written once and never altered.

What every implementation promises:

- ``take_in`` returns only when the bytes would survive a power cut; an ``Intake`` gives that promise for
  many at once, when its ``flush`` returns;
- what is stored is never replaced, not even by the same bytes;
- a failed or killed ``take_in`` leaves no original and no part of one under a digest;
- all methods may be called from several threads at once. Writing belongs to the holder of the
  writer lock; reading is for everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from kartoteka.errors import ConflictError, DamagedError, InvalidError, MissingError
from kartoteka.records.digest import Digest, is_digest, short

CHUNK = 1 << 20
"""Bytes read, hashed and written at a time; the memory that taking in a file needs."""

Advance = Callable[[int], None]
"""Called with the number of bytes of each piece that was taken in."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of the bytes that were taken in."""

    digest: Digest
    """Their name."""
    size: int
    """Bytes."""
    new: bool
    """False: the same bytes were stored already, and the copy was dropped."""


class Intake(Protocol):
    """Takes in many originals, for one thread. Leaving its ``with`` block flushes, or drops after an error.

    Until ``flush`` returns, what was taken in is not stored: it cannot be opened, would not survive,
    and must not be written down as received.
    """

    def take_in(
        self, read: BinaryIO, *, expected_size: int | None = None, progress: Advance | None = None
    ) -> Stored:
        """Copy everything that can still be read; see ``Originals.take_in``. May flush what came before."""
        ...

    def flush(self) -> None:
        """Return once everything that was taken in is safe.

        Raises:
            UnavailableError: The archive cannot take it; see ``Originals.take_in``. Nothing that was
                taken in since the last flush may be called stored.
        """
        ...

    def drop(self) -> None:
        """Forget everything that was taken in since the last flush."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Originals(Protocol):
    """Where originals are kept."""

    def take_in(
        self, read: BinaryIO, *, expected_size: int | None = None, progress: Advance | None = None
    ) -> Stored:
        """Copy everything that can still be read, and return once it is safe.

        Args:
            read: Where the bytes come from. What it raises passes through unchanged, so that a
                bad delivery is told from a bad archive.
            expected_size: Bytes there should be; None: not known.
            progress: Told of every piece.

        Raises:
            ConflictError: There were more or fewer bytes than expected, so the file was being written to
                while it was read; code ``file-changed``.
            DamagedError: The digest is stored with another size; code ``original-damaged``.
            UnavailableError: The archive cannot take them; code ``disk-full``, ``archive-read-only``
                or ``storage-failed``. Nothing half-written is left.
        """
        ...

    def intake(self) -> Intake:
        """Begin to take in many: the same promise, flushed together, faster for small files."""
        ...

    def open_descriptor(self, digest: Digest) -> int:
        """Open an original for reading and return its file descriptor, which the caller closes.

        Raises:
            MissingError: It is not there; code ``original-missing``.
        """
        ...

    def exists(self, digest: Digest) -> bool:
        """Say whether an original is there."""
        ...

    def size(self, digest: Digest) -> int:
        """Return an original's size in bytes.

        Raises:
            MissingError: It is not there; code ``original-missing``.
        """
        ...

    def digests(self) -> Iterator[Digest]:
        """Walk over all originals, in ascending order of digests, without holding them all."""
        ...

    def rehash(self, digest: Digest) -> Digest:
        """Read an original and return the digest its bytes have now; equal unless it was altered.

        Raises:
            MissingError: It is not there; code ``original-missing``.
            DamagedError: The medium does not give its bytes; code ``original-unreadable``.
        """
        ...

    def clear_incoming(self) -> int:
        """Remove what interrupted runs left half-written, and return how many files that were.

        Only the holder of the writer lock may call it, and before anything is taken in.
        """
        ...


def checked(digest: str) -> Digest:
    """Refuse what is not a digest, before it becomes a path.

    Raises:
        InvalidError: Code ``digest-invalid``.
    """
    if not is_digest(digest):
        raise InvalidError(
            f"{digest[:80]!r} is not the digest of an original",
            code="digest-invalid",
            advice="A digest is 64 digits of 0-9 and a-f.",
        )
    return Digest(digest)


def missing(digest: Digest) -> MissingError:
    """Say that an original is not there."""
    return MissingError(
        f"the original {short(digest)} is not in the archive",
        code="original-missing",
        advice="Run `kartoteka verify` to see whether others are missing, and restore them from a backup.",
    )


def require_size(size: int, expected: int | None) -> None:
    """Refuse a file that changed its size while it was read.

    Raises:
        ConflictError: Code ``file-changed``.
    """
    if expected is not None and size != expected:
        raise ConflictError(
            f"the file gave {size} bytes where its folder promised {expected}: it changed while it was read",
            code="file-changed",
            advice="Wait until nothing writes to the delivery any more, and give the same command again.",
        )


def require_same_size(digest: Digest, stored: int, size: int) -> None:
    """Refuse to call bytes stored when what lies under their digest has another size.

    Raises:
        DamagedError: Code ``original-damaged``.
    """
    if stored != size:
        raise DamagedError(
            f"the original {short(digest)} has {stored} bytes here; the same bytes offered again are {size}",
            code="original-damaged",
            advice="Run `kartoteka verify`, move the damaged original out of the archive, and import again.",
        )
