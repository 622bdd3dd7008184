"""Every table, its columns, and whether it is evidential or operational.

Evidential: a change commits only beside a custody entry of the same transaction (see ``watch``).
``covers`` names the kind of object whose entry is needed and the column that holds its id.
Operational: tasks, outbox, sign-in tokens; losing them loses no evidence.

What is repeated on purpose: a page's row repeats the origin, language and confidence of its shown
layer, so that lists and facets never touch the wide rows of ``text_layer``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Date,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from kartoteka.catalogue.columns import DigestColumn, Moment, PlainText
from kartoteka.records.digest import Digest

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite gives out ids of a deleted row again unless it is told not to, and only INTEGER keys count up.
_COUNTING = BigInteger().with_variant(Integer(), "sqlite")


class Row(DeclarativeBase):
    """What all tables share: one metadata, names of constraints, and our column types."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy's own name for it)
        str: PlainText(),
        bytes: LargeBinary(),
        datetime: Moment(),
        date: Date(),
        UUID: Uuid(),
        Digest: DigestColumn(),
        float: Double(),
        int: Integer(),
    }


def _evidential(covers: str, key: str) -> dict[str, Any]:
    return {"kind": "evidential", "covers": (covers, key)}


_RIDES_ALONG = {"kind": "evidential", "covers": None}
_OF_THE_LEDGER = {"kind": "evidential", "covers": "ledger"}
_OPERATIONAL = {"kind": "operational"}


class ArchiveRow(Row):
    """The archive itself; one row."""

    __tablename__ = "archive"
    __table_args__ = ({"info": _evidential("archive", "id")},)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]


class SourceRow(Row):
    """Who a delivery came from, by code name."""

    __tablename__ = "source"
    __table_args__ = ({"info": _evidential("source", "id")},)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code_name: Mapped[str] = mapped_column(unique=True)


class AccessionRow(Row):
    """One delivery."""

    __tablename__ = "accession"
    __table_args__ = ({"info": _evidential("accession", "id")},)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    source_id: Mapped[UUID] = mapped_column(ForeignKey("source.id"), index=True)
    channel: Mapped[str]
    received_earliest: Mapped[date | None]
    received_latest: Mapped[date | None]
    received_precision: Mapped[str]
    received_as_given: Mapped[str]
    received_zone: Mapped[str]
    received_by: Mapped[str]
    title: Mapped[str]
    compartment: Mapped[str]
    root: Mapped[bytes]
    languages: Mapped[str]
    opened_at: Mapped[datetime]
    stored_at: Mapped[datetime | None]


class DocumentRow(Row):
    """One content."""

    __tablename__ = "document"
    __table_args__ = ({"info": _evidential("document", "digest")},)
    digest: Mapped[Digest] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]
    page_count: Mapped[int | None]
    claims: Mapped[str]
    hazards: Mapped[str]


class ItemRow(Row):
    """One receipt."""

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("accession_id", "number"),
        Index(None, "accession_id", "state", "number", "compartment"),
        Index(None, "compartment"),
        {"info": _evidential("item", "id")},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    accession_id: Mapped[UUID] = mapped_column(ForeignKey("accession.id"))
    number: Mapped[int]
    digest: Mapped[Digest | None] = mapped_column(ForeignKey("document.digest"), index=True)
    raw_path: Mapped[bytes]
    part_path: Mapped[bytes]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("item.id"), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    modified_ns: Mapped[int | None] = mapped_column(BigInteger)
    changed_ns: Mapped[int | None] = mapped_column(BigInteger)
    born_ns: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[str]
    reason_code: Mapped[str | None]
    reason_sentence: Mapped[str | None]
    reason_remedy: Mapped[str | None]
    compartment: Mapped[str]
    received_at: Mapped[datetime]


class AgentRow(Row):
    """A person or a tool; rides along with the events and layers that name it."""

    __tablename__ = "agent"
    __table_args__ = ({"info": _RIDES_ALONG},)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    version: Mapped[str]
    parameters: Mapped[str]


class PageRow(Row):
    """One page; narrow, so that a document's pages lie side by side."""

    __tablename__ = "page"
    __table_args__ = ({"info": _evidential("document", "digest"), "sqlite_with_rowid": False},)
    digest: Mapped[Digest] = mapped_column(ForeignKey("document.digest"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    width: Mapped[float]
    height: Mapped[float]
    rotation: Mapped[int]
    shown: Mapped[int | None]
    problem: Mapped[str]
    notes: Mapped[str]
    origin: Mapped[str]
    language: Mapped[str]
    confidence: Mapped[int | None]


class TextLayerRow(Row):
    """One reading of one page; wide, appended, never changed."""

    __tablename__ = "text_layer"
    __table_args__ = (
        ForeignKeyConstraint(["digest", "page"], ["page.digest", "page.number"]),
        {"info": _evidential("document", "digest")},
    )
    digest: Mapped[Digest] = mapped_column(primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(unique=True)
    origin: Mapped[str]
    language: Mapped[str]
    confidence: Mapped[int | None]
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    raster_width: Mapped[int | None]
    raster_height: Mapped[int | None]
    raster_dpi: Mapped[int | None]
    raster_transform: Mapped[str | None]
    text: Mapped[str]
    words: Mapped[bytes]


class LedgerEntryRow(Row):
    """One link of the chain, for ever."""

    __tablename__ = "ledger_entry"
    __table_args__ = ({"info": _OF_THE_LEDGER},)
    sequence: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False
    )
    event_id: Mapped[UUID] = mapped_column(unique=True)
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32))
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class PayloadRow(Row):
    """What an entry commits to, until it is erased; the object's columns are for finding it."""

    __tablename__ = "payload"
    __table_args__ = (Index(None, "object_kind", "object_id"), {"info": _OF_THE_LEDGER})
    sequence: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"),
        ForeignKey("ledger_entry.sequence"),
        primary_key=True,
        autoincrement=False,
    )
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))
    body: Mapped[bytes]
    object_kind: Mapped[str]
    object_id: Mapped[str]


class TaskRow(Row):
    """A range of pages to read."""

    __tablename__ = "task"
    __table_args__ = (
        Index(None, "state", "id"),
        Index(None, "digest", "state"),
        Index(None, "accession_id", "state", "id"),
        {"info": _OPERATIONAL, "sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(_COUNTING, primary_key=True, autoincrement=True)
    accession_id: Mapped[UUID] = mapped_column(ForeignKey("accession.id"))
    digest: Mapped[Digest] = mapped_column(ForeignKey("document.digest"))
    size: Mapped[int] = mapped_column(BigInteger)
    first: Mapped[int]
    last: Mapped[int]
    languages: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int]
    owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    code: Mapped[str | None]


class OutboxRow(Row):
    """A document whose index entry is out of date; ``revision`` is never given out twice."""

    __tablename__ = "outbox"
    __table_args__ = ({"info": _OPERATIONAL, "sqlite_autoincrement": True},)
    revision: Mapped[int] = mapped_column(_COUNTING, primary_key=True, autoincrement=True)
    digest: Mapped[Digest] = mapped_column(ForeignKey("document.digest"), unique=True)


class SessionTokenRow(Row):
    """A one-time sign-in token, as the hash of it."""

    __tablename__ = "session_token"
    __table_args__ = ({"info": _OPERATIONAL},)
    hash: Mapped[bytes] = mapped_column(primary_key=True)
    expires: Mapped[datetime]


def table_of(row: type[Row]) -> Table:
    """Return the table of a row class, typed."""
    table = row.__table__
    assert isinstance(table, Table)
    return table


ARCHIVE = table_of(ArchiveRow)
SOURCE = table_of(SourceRow)
ACCESSION = table_of(AccessionRow)
DOCUMENT = table_of(DocumentRow)
ITEM = table_of(ItemRow)
AGENT = table_of(AgentRow)
PAGE = table_of(PageRow)
TEXT_LAYER = table_of(TextLayerRow)
LEDGER_ENTRY = table_of(LedgerEntryRow)
PAYLOAD = table_of(PayloadRow)
TASK = table_of(TaskRow)
OUTBOX = table_of(OutboxRow)
SESSION_TOKEN = table_of(SessionTokenRow)

EVIDENTIAL: tuple[Table, ...] = (
    ARCHIVE,
    SOURCE,
    ACCESSION,
    DOCUMENT,
    ITEM,
    AGENT,
    PAGE,
    TEXT_LAYER,
    LEDGER_ENTRY,
    PAYLOAD,
)
"""Tables that change only beside a custody entry."""

OPERATIONAL: tuple[Table, ...] = (TASK, OUTBOX, SESSION_TOKEN)
"""Tables whose loss loses no evidence."""
