"""The outbox: documents whose index entry is out of date.

Written in the transaction of the change itself; the indexer reads a batch, commits the index, then
clears what it applied. A document put again in between has another revision and stays. Killed
anywhere, the worst is that a document is indexed twice, which is nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from kartoteka.catalogue.tables import OUTBOX
from kartoteka.records.digest import Digest

_PUT = insert(OUTBOX)
_STALE = delete(OUTBOX).where(OUTBOX.c.digest == bindparam("stale"))
_CLEAR = delete(OUTBOX).where(
    OUTBOX.c.digest == bindparam("applied"), OUTBOX.c.revision == bindparam("at_revision")
)


class OutboxReading:
    """What can be asked about the outbox."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def batch(self, limit: int) -> list[tuple[Digest, int]]:
        """Return (digest, revision) of documents to index, longest waiting first."""
        rows = self._connection.execute(
            select(OUTBOX.c.digest, OUTBOX.c.revision).order_by(OUTBOX.c.revision).limit(limit)
        )
        return [(row.digest, row.revision) for row in rows]

    def length(self) -> int:
        """Return how many documents are read but not yet in the index."""
        return int(self._connection.execute(select(func.count()).select_from(OUTBOX)).scalar_one())


class OutboxWriting(OutboxReading):
    """What can be done with the outbox."""

    def put(self, digest: Digest) -> None:
        """Note that a document's index entry is out of date."""
        self.put_many([digest])

    def put_many(self, digests: Iterable[Digest]) -> None:
        """Note that documents' index entries are out of date."""
        rows = [{"digest": digest} for digest in dict.fromkeys(digests)]
        if rows:
            self._connection.execute(_STALE, [{"stale": row["digest"]} for row in rows])
            self._connection.execute(_PUT, rows)

    def clear(self, applied: Sequence[tuple[Digest, int]]) -> None:
        """Forget what the index has committed; a document put since then stays."""
        if applied:
            self._connection.execute(
                _CLEAR, [{"applied": digest, "at_revision": revision} for digest, revision in applied]
            )
