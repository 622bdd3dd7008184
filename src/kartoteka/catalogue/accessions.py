"""Accessions: load and save, and how their items and pages stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, exists, func, insert, or_, select, update

from kartoteka.catalogue.tables import ACCESSION, ITEM, PAGE
from kartoteka.errors import MissingError
from kartoteka.records.accession import Accession
from kartoteka.records.dates import UncertainDate
from kartoteka.records.item import ItemState
from kartoteka.records.reader import Reader


class AccessionReading:
    """What can be asked about accessions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, number: int) -> Accession | None:
        """Return an accession by its printed number."""
        return self._one(ACCESSION.c.number == number)

    def by_id(self, accession_id: UUID) -> Accession | None:
        """Return an accession by its global id."""
        return self._one(ACCESSION.c.id == accession_id)

    def find_delivery(self, source_id: UUID, root: bytes, channel: str) -> list[Accession]:
        """Return the accessions of the same delivery, oldest first, so that an import can resume."""
        same = and_(
            ACCESSION.c.source_id == source_id, ACCESSION.c.root == root, ACCESSION.c.channel == channel
        )
        rows = self._connection.execute(select(ACCESSION).where(same).order_by(ACCESSION.c.number))
        return [_accession(row) for row in rows.mappings()]

    def all(self, reader: Reader) -> list[Accession]:
        """Return the accessions this reader may know of: their own compartment or an item's is theirs."""
        may = reader.compartments
        known = or_(
            ACCESSION.c.compartment.in_(may),
            exists().where(ITEM.c.accession_id == ACCESSION.c.id, ITEM.c.compartment.in_(may)),
        )
        rows = self._connection.execute(select(ACCESSION).where(known).order_by(ACCESSION.c.number))
        return [_accession(row) for row in rows.mappings()]

    def counts(self, accession_id: UUID, reader: Reader) -> Mapping[ItemState, int]:
        """Return how many of its items stand in each state; states without items are left out."""
        rows = self._connection.execute(
            select(ITEM.c.state, func.count())
            .where(ITEM.c.accession_id == accession_id, ITEM.c.compartment.in_(reader.compartments))
            .group_by(ITEM.c.state)
        )
        return {ItemState(state): count for state, count in rows}

    def page_counts(self, accession_id: UUID, reader: Reader) -> tuple[int, int]:
        """Return the pages read of its documents, and how many of these show recognised text.

        A document that came twice counts once.
        """
        documents = (
            select(ITEM.c.digest)
            .where(
                ITEM.c.accession_id == accession_id,
                ITEM.c.compartment.in_(reader.compartments),
                ITEM.c.digest.is_not(None),
            )
            .distinct()
            .subquery()
        )
        pages, recognised = self._connection.execute(
            select(func.count(), func.count().filter(PAGE.c.origin == "ocr"))
            .select_from(documents.join(PAGE, PAGE.c.digest == documents.c.digest))
            .where(PAGE.c.problem == "")
        ).one()
        return int(pages), int(recognised)

    def _one(self, which: ColumnElement[bool]) -> Accession | None:
        row = self._connection.execute(select(ACCESSION).where(which)).mappings().first()
        return None if row is None else _accession(row)


class AccessionWriting(AccessionReading):
    """What can be done with accessions."""

    def next_number(self) -> int:
        """Return the number of the next accession; stable, because only one unit of work writes."""
        return (
            int(self._connection.execute(select(func.coalesce(func.max(ACCESSION.c.number), 0))).scalar_one())
            + 1
        )

    def add(self, accession: Accession) -> None:
        """Add an accession; its event's object is the accession."""
        received = accession.received
        self._connection.execute(
            insert(ACCESSION),
            {
                "id": accession.id,
                "number": accession.number,
                "source_id": accession.source_id,
                "channel": accession.channel,
                "received_earliest": received.earliest,
                "received_latest": received.latest,
                "received_precision": received.precision,
                "received_as_given": received.as_given,
                "received_zone": received.zone,
                "received_by": accession.received_by,
                "title": accession.title,
                "compartment": accession.compartment,
                "root": accession.root,
                "languages": accession.languages,
                "opened_at": accession.opened_at,
                "stored_at": accession.stored_at,
            },
        )

    def mark_stored(self, accession_id: UUID, at: datetime) -> None:
        """Note that all bytes of a delivery are stored; a repeat keeps the first moment.

        Raises:
            MissingError: There is no such accession.
        """
        done = self._connection.execute(
            update(ACCESSION)
            .where(ACCESSION.c.id == accession_id, ACCESSION.c.stored_at.is_(None))
            .values(stored_at=at)
        )
        if done.rowcount == 0 and self.by_id(accession_id) is None:
            raise MissingError("there is no such accession", code="accession-not-found")


def _accession(row: RowMapping) -> Accession:
    received = UncertainDate(
        row["received_earliest"],
        row["received_latest"],
        row["received_precision"],
        row["received_as_given"],
        row["received_zone"],
    )
    return Accession(
        id=row["id"],
        number=row["number"],
        source_id=row["source_id"],
        channel=row["channel"],
        received=received,
        received_by=row["received_by"],
        title=row["title"],
        compartment=row["compartment"],
        root=bytes(row["root"]),
        languages=row["languages"],
        opened_at=row["opened_at"],
        stored_at=row["stored_at"],
    )
