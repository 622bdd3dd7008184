"""Global ids and printed numbers.

A global id is a UUID, so that two laptops can meet. Where something is fully named by what it
belongs to, its id derives from that (UUID version 5, RFC 9562), so that an interrupted run and an
undisturbed one give the same ids. Printed numbers are labels that grow beyond their digits.
"""

from __future__ import annotations

import hashlib
import re
from uuid import UUID

_NUMBER = re.compile(r"A(\d{1,12})(?:-(\d{1,12}))?\Z", re.IGNORECASE)


def derived_id(owner: UUID, *names: bytes) -> UUID:
    """Derive an id from its owner's id and the names that tell it from its siblings.

    Args:
        owner: The id of what it belongs to; the UUID namespace.
        names: Raw bytes; each is length-prefixed, so that ("a", "bc") and ("ab", "c") differ.
    """
    hasher = hashlib.sha1(owner.bytes, usedforsecurity=False)
    for name in names:
        hasher.update(len(name).to_bytes(8, "big"))
        hasher.update(name)
    return UUID(bytes=hasher.digest()[:16], version=5)


def accession_label(number: int) -> str:
    """Print an accession's number: ``7`` is ``A0007``, ``12345`` is ``A12345``."""
    return f"A{number:04d}"


def item_label(accession_number: int, item_number: int) -> str:
    """Print an item's number: ``A0007-000123``."""
    return f"{accession_label(accession_number)}-{item_number:06d}"


def parse_label(text: str) -> tuple[int, int | None] | None:
    """Read a printed number back: (accession, item or None), or None if it is no number."""
    match = _NUMBER.match(text.strip())
    if match is None:
        return None
    item = match.group(2)
    return int(match.group(1)), None if item is None else int(item)
