"""A custody event: something that happened to evidence, before it becomes an entry of the ledger.

Names follow PREMIS event types where it has a word, a ``kartoteka:`` prefix where it has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from kartoteka.records.agent import Agent


class EventType(StrEnum):
    """What can happen."""

    ARCHIVE_CREATED = "kartoteka:archive creation"
    """An archive was made; the first entry of every ledger."""
    SOURCE_REGISTERED = "kartoteka:source registration"
    """A code name was given its opaque id."""
    ACCESSION_OPENED = "accession"
    """A delivery was taken into custody, under its terms, before its first file was stored."""
    ACCESSION_RESUMED = "kartoteka:accession resumption"
    """An interrupted import went on."""
    ACCESSION_STORED = "transfer"
    """All bytes of a delivery are stored and receipted; the medium can be given back."""
    ITEM_RECEIVED = "ingestion"
    """A file was receipted: digest, raw path, size and times."""
    DOCUMENT_IDENTIFIED = "format identification"
    """It was found out what the bytes are, and what in them may harm."""
    DOCUMENT_READ = "kartoteka:text extraction"
    """A range of pages was read; the entry holds a digest of their text layers."""
    DOCUMENT_READ_AGAIN = "kartoteka:repeated text extraction"
    """Pages were read once more because a person asked; earlier layers stay, and the entry says how pages
    stood before."""
    LAYER_CHOSEN = "kartoteka:choice of text layer"
    """A person chose which reading of a page is shown; the entry says which was shown before."""
    ITEM_SETTLED = "kartoteka:state"
    """A file reached a state, with the reason."""
    FIXITY_CHECKED = "fixity check"
    """Bytes were hashed again and compared with their digest."""


ObjectKind = Literal["archive", "source", "accession", "item", "document"]


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """One event; one entry a document and step, never one a page."""

    id: UUID
    """Global id, derived from what happened to what, so that a repeated step repeats it."""
    type: EventType
    """What happened."""
    object_kind: ObjectKind
    """What it happened to."""
    object_id: str
    """UUID of the object, or the digest of a document."""
    at: datetime
    """When; UTC."""
    agent: Agent
    """Who or what did it."""
    outcome: str
    """``success``, ``failure``, or the state that was reached."""
    detail: Mapping[str, str | int | None] = field(default_factory=dict)
    """What else a stranger needs to check the claim: digest, size, raw path in hex …; flat."""
