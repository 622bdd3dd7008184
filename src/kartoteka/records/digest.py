"""The digest of a document: SHA-256 of its bytes, as 64 lower-case hexadecimal digits."""

from __future__ import annotations

import re
from typing import NewType

Digest = NewType("Digest", str)

_HEX = re.compile(r"[0-9a-f]{64}\Z")


def is_digest(text: str) -> bool:
    """Say whether a text has the form of a digest."""
    return _HEX.match(text) is not None


def short(digest: str) -> str:
    """Print a digest for people: first and last eight digits, in fours."""
    return f"{digest[:4]} {digest[4:8]} … {digest[-8:-4]} {digest[-4:]}"
