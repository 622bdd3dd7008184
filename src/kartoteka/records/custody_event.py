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
    SOURCE_REGISTERED = "kartoteka:source registration"
    ACCESSION_OPENED = "accession"
    ACCESSION_RESUMED = "kartoteka:accession resumption"
    ACCESSION_STORED = "transfer"
    ITEM_RECEIVED = "ingestion"
    DOCUMENT_IDENTIFIED = "format identification"
    DOCUMENT_READ = "kartoteka:text extraction"
    ITEM_SETTLED = "kartoteka:state"
    FIXITY_CHECKED = "fixity check"


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
