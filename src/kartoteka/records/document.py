"""A document: one content, identified by the SHA-256 of its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kartoteka.records.digest import Digest
from kartoteka.records.hazard import Hazard


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of a content, whoever delivered it."""

    digest: Digest
    """Its name."""
    size: int
    """Bytes."""
    media_type: str
    """What the bytes are, as found by looking at them; empty: not looked at yet."""
    page_count: int | None
    """Pages it claims to have; None: not known."""
    claims: Mapping[str, str] = field(default_factory=dict)
    """What the file says of itself (title, author, dates, producer), raw and untrusted."""
    hazards: tuple[Hazard, ...] = ()
    """What in it may harm."""
