"""A source: who a delivery came from. A code name, never a name; the identity lives apart."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Source:
    """One source, as the archive knows it."""

    id: UUID
    """Opaque; the only thing that may stand in an address, a file name or a log."""
    code_name: str
    """What people of the archive call the source."""
