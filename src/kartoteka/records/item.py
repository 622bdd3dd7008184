"""An item: one receipt of a document inside an accession; printed ``A0007-000123``.

Every file of a delivery becomes an item, whatever its state, so that a report balances and every
file can be cited. ``digest`` is None where no bytes were taken (unreadable, a link, skipped by
rule).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kartoteka.records.digest import Digest
from kartoteka.records.identity import derived_id, item_label


class ItemState(StrEnum):
    """Where a file of a delivery stands. ``WAITING`` is a way station; the five others are ends."""

    WAITING = "waiting"
    """Stored and receipted; not all its pages are read yet."""
    CATALOGUED = "catalogued"
    """Every page was read."""
    CATALOGUED_IN_PART = "catalogued in part"
    """Some pages were read, others could not be; the reason says which."""
    RECEIVED_AGAIN = "received again"
    """The same bytes are in the archive through an earlier item, whose reading serves this one."""
    HELD = "held"
    """Cannot go on without a person; always with a reason and a remedy."""
    SKIPPED = "skipped"
    """Left out by a stated rule (a link, a system file); always with the rule."""


FINAL_STATES = (
    ItemState.CATALOGUED,
    ItemState.CATALOGUED_IN_PART,
    ItemState.RECEIVED_AGAIN,
    ItemState.HELD,
    ItemState.SKIPPED,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a file is in its state, and what a person can do."""

    code: str
    """Stable name such as ``password-needed``; see docs/states.md."""
    sentence: str
    """What happened, in one sentence."""
    remedy: str = ""
    """What to do, in one sentence; empty where nothing need be done."""


@dataclass(frozen=True, slots=True)
class FileTimes:
    """What the file system said of a file; claims, kept raw, in nanoseconds since 1970 (UTC)."""

    modified_ns: int
    """Last change of the content."""
    changed_ns: int
    """Last change of the inode (or creation, on Windows)."""
    born_ns: int | None = None
    """Creation, where the file system tells; None: it does not."""


@dataclass(frozen=True, slots=True)
class Item:
    """One receipt."""

    id: UUID
    """Global id; see ``item_id``."""
    accession_id: UUID
    """The delivery it came in."""
    accession_number: int
    """The delivery's number, for printing."""
    number: int
    """Counts from 1 within the accession, in the order of raw paths at receipt."""
    digest: Digest | None
    """The document received; None: no bytes were taken."""
    raw_path: bytes
    """Path below the accession's root, as the file system gave it."""
    part_path: bytes
    """Path inside the parent item (containers, mail); empty for a file on disk."""
    parent_id: UUID | None
    """The item it was found in; None: a file on disk."""
    size: int
    """Bytes at receipt; 0 where none were taken."""
    times: FileTimes | None
    """None where the file system gave none (a part of a container)."""
    state: ItemState
    """Where it stands."""
    reason: Reason | None
    """Why; None: nothing to explain."""
    compartment: str
    """Who may know of it."""
    received_at: datetime
    """When its receipt was written; UTC."""

    @property
    def label(self) -> str:
        """The printed number."""
        return item_label(self.accession_number, self.number)

    @property
    def path(self) -> str:
        r"""The raw path for people; bytes that are not UTF-8 show as ``\xNN``."""
        return readable_path(self.raw_path)

    @property
    def name(self) -> str:
        """The last part of the path, for people."""
        return readable_path(self.raw_path.rsplit(b"/", 1)[-1])


def item_id(accession_id: UUID, raw_path: bytes, part_path: bytes = b"", occurrence: int = 1) -> UUID:
    """Derive an item's id from its accession and raw path bytes.

    Args:
        accession_id: The delivery.
        raw_path: Path below its root, raw.
        part_path: Path inside a container; empty for a file on disk.
        occurrence: 2 and up when the file at the same path was offered again with other bytes.
    """
    names = [raw_path, part_path]
    if occurrence > 1:
        names.append(str(occurrence).encode())
    return derived_id(accession_id, *names)


def readable_path(raw: bytes) -> str:
    r"""Write raw path bytes for people: UTF-8 where it is, ``\xNN`` where not, controls shown."""
    text = raw.decode("utf-8", "backslashreplace")
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
