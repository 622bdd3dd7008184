"""Signing the local user in: a link with a token that works once, as notebooks do.

Only hashes are kept: as rows, so that `link` can sign a browser in to a server that runs; and in the
server's memory where the archive cannot be written to.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from kartoteka.clock import now
from kartoteka.errors import UnavailableError
from kartoteka.workflow.archive import Archive

_MINUTES = 15


def new_link_token(archive: Archive, *, serving: bool = False) -> str:
    """Make a token that signs one browser in, once, within 15 minutes.

    Args:
        archive: Opened.
        serving: Whether this process itself will be asked to redeem it; then an archive that cannot be
            written to is no hindrance.

    Raises:
        UnavailableError: The archive cannot be written to, and another process is to redeem it.
    """
    token = secrets.token_urlsafe(24)
    until = now() + timedelta(minutes=_MINUTES)
    try:
        with archive.catalogue.write() as unit:
            unit.tokens.add(_hash(token), until)
    except UnavailableError as error:
        if not serving or error.code != "archive-read-only":
            raise
        archive.tokens[_hash(token)] = until
    return token


def redeem(archive: Archive, token: str) -> bool:
    """Say whether a token is good, and spend it."""
    if not token or len(token) > 200:
        return False
    until = archive.tokens.pop(_hash(token), None)
    if until is not None:
        return now() < until
    try:
        with archive.catalogue.write() as unit:
            return bool(unit.tokens.use(_hash(token), now()))
    except UnavailableError as error:
        if error.code != "archive-read-only":
            raise
        return False  # no row can be spent, so none signs in


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
