"""One-time sign-in tokens, kept as hashes: a token signs in once, before it expires."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert

from kartoteka.catalogue.tables import SESSION_TOKEN


class TokenWriting:
    """What can be done with tokens; there is nothing to be asked about them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, token_hash: bytes, expires: datetime) -> None:
        """Let a token sign in until it expires."""
        self._connection.execute(insert(SESSION_TOKEN), {"hash": token_hash, "expires": expires})

    def use(self, token_hash: bytes, now: datetime) -> bool:
        """Say whether a token signs in, and use it up; expired ones are swept out with it."""
        good = self._connection.execute(
            delete(SESSION_TOKEN).where(SESSION_TOKEN.c.hash == token_hash, SESSION_TOKEN.c.expires > now)
        )
        self._connection.execute(delete(SESSION_TOKEN).where(SESSION_TOKEN.c.expires <= now))
        return good.rowcount == 1
