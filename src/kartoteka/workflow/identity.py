"""Signing the local user in: a link with a token that works once, as notebooks do."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from kartoteka.clock import now
from kartoteka.workflow.archive import Archive

_MINUTES = 15


def new_link_token(archive: Archive) -> str:
    """Make a token that signs one browser in, once, within 15 minutes. Only its hash is kept."""
    token = secrets.token_urlsafe(24)
    with archive.catalogue.write() as unit:
        unit.tokens.add(_hash(token), now() + timedelta(minutes=_MINUTES))
    return token


def redeem(archive: Archive, token: str) -> bool:
    """Say whether a token is good, and spend it."""
    if not token or len(token) > 200:
        return False
    with archive.catalogue.write() as unit:
        return bool(unit.tokens.use(_hash(token), now()))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
