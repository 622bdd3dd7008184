"""Sources: load and save."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, exists, func, insert, or_, select

from kartoteka.catalogue.columns import AnyRow
from kartoteka.catalogue.tables import ACCESSION, ITEM, SOURCE
from kartoteka.records.reader import Reader
from kartoteka.records.source import Source


class SourceReading:
    """What can be asked about sources."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, source_id: UUID) -> Source | None:
        """Return a source by its opaque id."""
        return _source(self._connection.execute(select(SOURCE).where(SOURCE.c.id == source_id)).first())

    def by_code_name(self, name: str) -> Source | None:
        """Return the source that people of the archive call so."""
        return _source(self._connection.execute(select(SOURCE).where(SOURCE.c.code_name == name)).first())

    def count(self) -> int:
        """Return the number of sources."""
        return int(self._connection.execute(select(func.count()).select_from(SOURCE)).scalar_one())

    def all(self, reader: Reader) -> list[Source]:
        """Return the sources of deliveries this reader may know of, by code name."""
        may = reader.compartments
        of_source = exists().where(
            ACCESSION.c.source_id == SOURCE.c.id,
            or_(
                ACCESSION.c.compartment.in_(may),
                exists().where(ITEM.c.accession_id == ACCESSION.c.id, ITEM.c.compartment.in_(may)),
            ),
        )
        rows = self._connection.execute(select(SOURCE).where(of_source).order_by(SOURCE.c.code_name))
        return [Source(row.id, row.code_name) for row in rows]


class SourceWriting(SourceReading):
    """What can be done with sources."""

    def add(self, source: Source) -> None:
        """Add a source; its event's object is the source."""
        self._connection.execute(insert(SOURCE), {"id": source.id, "code_name": source.code_name})


def _source(row: AnyRow | None) -> Source | None:
    return None if row is None else Source(row.id, row.code_name)
