"""An accession: one delivery taken into custody (ISAD(G)); printed ``A0007``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kartoteka.records.dates import UncertainDate
from kartoteka.records.identity import accession_label


@dataclass(frozen=True, slots=True)
class Accession:
    """One delivery, and the terms it came under."""

    id: UUID
    """Global id, derived from the archive's id and the accession's number."""
    number: int
    """Counts from 1 within the archive."""
    source_id: UUID
    """Whose delivery it is; the opaque id, never the code name."""
    channel: str
    """How it arrived: courier, mail, drop box …; empty: not said."""
    received: UncertainDate
    """When a person received it, which may be long before it was imported."""
    received_by: str
    """Name of the person who took it in."""
    title: str
    """What people call the delivery; by default the name of its folder."""
    compartment: str
    """What its items carry unless they carry another."""
    root: bytes
    """Raw path of the folder it was imported from; a claim about this machine, kept for resuming."""
    languages: str
    """Languages of recognition asked for, joined by ``+``."""
    opened_at: datetime
    """When its first file was about to be stored; UTC."""
    stored_at: datetime | None
    """When all its bytes were stored and receipted; None: an import was interrupted before that."""

    @property
    def label(self) -> str:
        """The printed number."""
        return accession_label(self.number)
