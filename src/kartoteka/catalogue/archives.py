"""The archive's own row: its global id and its birthday."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, select

from kartoteka.catalogue.tables import ARCHIVE


class ArchiveReading:
    """What can be asked about the archive."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self) -> tuple[UUID, datetime] | None:
        """Return the archive's id and when it was made; None: not registered yet."""
        row = self._connection.execute(select(ARCHIVE)).first()
        return None if row is None else (row.id, row.created_at)


class ArchiveWriting(ArchiveReading):
    """What can be done with the archive's row."""

    def add(self, archive_id: UUID, created_at: datetime) -> None:
        """Register the archive; its event's object is the archive."""
        self._connection.execute(insert(ARCHIVE), {"id": archive_id, "created_at": created_at})
