"""Every table, its columns, and whether it is evidential or operational.

Evidential: a change commits only beside a custody entry of the same transaction (see ``watch``).
``covers`` names the kind of object whose entry is needed and the column that holds its id.
Operational: tasks, outbox, sign-in tokens; losing them loses no evidence.

What is repeated on purpose: a page's row repeats the origin, language and confidence of its shown
layer, so that lists and facets never touch the wide rows of ``text_layer``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
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
from sqlalchemy.types import TypeEngine

from kartoteka.catalogue.columns import DigestColumn, Moment, PlainText

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""All tables, and how their constraints are named."""

_TEXT, _BYTES, _WHOLE, _LARGE = PlainText(), LargeBinary(), Integer(), BigInteger()
_REAL: Double[float] = Double()
_ID, _DIGEST, _MOMENT, _DAY, _HASH = Uuid(), DigestColumn(), Moment(), Date(), LargeBinary(32)
# SQLite gives out ids of a deleted row again unless it is told not to, and only INTEGER keys count up.
_COUNTING = BigInteger().with_variant(Integer(), "sqlite")

_RIDES_ALONG = {"kind": "evidential", "covers": None}
_OF_THE_LEDGER = {"kind": "evidential", "covers": "ledger"}
_OPERATIONAL = {"kind": "operational"}


def _evidential(covers: str, key: str) -> dict[str, Any]:
    return {"kind": "evidential", "covers": (covers, key)}


def _key(name: str, kind: TypeEngine[Any], *more: ForeignKey, autoincrement: bool = False) -> Column[Any]:
    return Column(name, kind, *more, primary_key=True, autoincrement=autoincrement)


def _has(
    name: str, kind: TypeEngine[Any], *more: ForeignKey, unique: bool = False, index: bool = False
) -> Column[Any]:
    return Column(name, kind, *more, nullable=False, unique=unique or None, index=index or None)


def _may(name: str, kind: TypeEngine[Any], *more: ForeignKey, index: bool = False) -> Column[Any]:
    return Column(name, kind, *more, nullable=True, index=index or None)


ARCHIVE = Table(
    "archive",
    METADATA,
    _key("id", _ID),
    _has("created_at", _MOMENT),
    info=_evidential("archive", "id"),
)
"""The archive itself; one row."""

SOURCE = Table(
    "source",
    METADATA,
    _key("id", _ID),
    _has("code_name", _TEXT, unique=True),
    info=_evidential("source", "id"),
)
"""Who a delivery came from, by code name."""

ACCESSION = Table(
    "accession",
    METADATA,
    _key("id", _ID),
    _has("number", _WHOLE, unique=True),
    _has("source_id", _ID, ForeignKey("source.id"), index=True),
    _has("channel", _TEXT),
    _may("received_earliest", _DAY),
    _may("received_latest", _DAY),
    _has("received_precision", _TEXT),
    _has("received_as_given", _TEXT),
    _has("received_zone", _TEXT),
    _has("received_by", _TEXT),
    _has("title", _TEXT),
    _has("compartment", _TEXT),
    _has("root", _BYTES),
    _has("languages", _TEXT),
    _has("opened_at", _MOMENT),
    _may("stored_at", _MOMENT),
    info=_evidential("accession", "id"),
)
"""One delivery."""

DOCUMENT = Table(
    "document",
    METADATA,
    _key("digest", _DIGEST),
    _has("size", _LARGE),
    _has("media_type", _TEXT),
    _may("page_count", _WHOLE),
    _has("claims", _TEXT),
    _has("hazards", _TEXT),
    info=_evidential("document", "digest"),
)
"""One content."""

ITEM = Table(
    "item",
    METADATA,
    _key("id", _ID),
    _has("accession_id", _ID, ForeignKey("accession.id")),
    _has("number", _WHOLE),
    _may("digest", _DIGEST, ForeignKey("document.digest"), index=True),
    _has("raw_path", _BYTES),
    _has("part_path", _BYTES),
    _may("parent_id", _ID, ForeignKey("item.id"), index=True),
    _has("size", _LARGE),
    _may("modified_ns", _LARGE),
    _may("changed_ns", _LARGE),
    _may("born_ns", _LARGE),
    _has("state", _TEXT),
    _may("reason_code", _TEXT),
    _may("reason_sentence", _TEXT),
    _may("reason_remedy", _TEXT),
    _has("compartment", _TEXT),
    _has("received_at", _MOMENT),
    UniqueConstraint("accession_id", "number"),
    Index(None, "accession_id", "state", "number", "compartment"),
    Index(None, "compartment"),
    info=_evidential("item", "id"),
)
"""One receipt."""

AGENT = Table(
    "agent",
    METADATA,
    _key("id", _ID),
    _has("kind", _TEXT),
    _has("name", _TEXT),
    _has("version", _TEXT),
    _has("parameters", _TEXT),
    info=_RIDES_ALONG,
)
"""A person or a tool; rides along with the events and layers that name it."""

PAGE = Table(
    "page",
    METADATA,
    _key("digest", _DIGEST, ForeignKey("document.digest")),
    _key("number", _WHOLE),
    _has("width", _REAL),
    _has("height", _REAL),
    _has("rotation", _WHOLE),
    _may("shown", _WHOLE),
    _has("problem", _TEXT),
    _has("notes", _TEXT),
    _has("origin", _TEXT),
    _has("language", _TEXT),
    _may("confidence", _WHOLE),
    _may("against", _TEXT),
    info=_evidential("document", "digest"),
    sqlite_with_rowid=False,
)
"""One page; narrow, so that a document's pages lie side by side."""

TEXT_LAYER = Table(
    "text_layer",
    METADATA,
    _key("digest", _DIGEST),
    _key("page", _WHOLE),
    _key("number", _WHOLE),
    _has("id", _ID, unique=True),
    _has("origin", _TEXT),
    _has("language", _TEXT),
    _may("confidence", _WHOLE),
    _has("agent_id", _ID, ForeignKey("agent.id")),
    _may("raster_width", _WHOLE),
    _may("raster_height", _WHOLE),
    _may("raster_dpi", _WHOLE),
    _may("raster_transform", _TEXT),
    _has("text", _TEXT),
    _has("words", _BYTES),
    ForeignKeyConstraint(["digest", "page"], ["page.digest", "page.number"]),
    info=_evidential("document", "digest"),
)
"""One reading of one page; wide, appended, never changed."""

LEDGER_ENTRY = Table(
    "ledger_entry",
    METADATA,
    _key("sequence", _COUNTING),
    _has("event_id", _ID, unique=True),
    _has("previous", _HASH),
    _has("commitment", _HASH),
    _has("leaf_hash", _HASH),
    info=_OF_THE_LEDGER,
)
"""One link of the chain, for ever."""

PAYLOAD = Table(
    "payload",
    METADATA,
    _key("sequence", _COUNTING, ForeignKey("ledger_entry.sequence")),
    _has("salt", _HASH),
    _has("body", _BYTES),
    _has("object_kind", _TEXT),
    _has("object_id", _TEXT),
    Index(None, "object_kind", "object_id"),
    info=_OF_THE_LEDGER,
)
"""What an entry commits to, until it is erased; the object's columns are for finding it."""

TASK = Table(
    "task",
    METADATA,
    _key("id", _COUNTING, autoincrement=True),
    _has("accession_id", _ID, ForeignKey("accession.id")),
    _has("digest", _DIGEST, ForeignKey("document.digest")),
    _has("size", _LARGE),
    _has("first", _WHOLE),
    _has("last", _WHOLE),
    _has("languages", _TEXT),
    _has("state", _TEXT),
    _has("attempts", _WHOLE),
    _may("owner", _TEXT),
    _may("lease_until", _MOMENT),
    _may("code", _TEXT),
    _may("rereading_id", _ID),
    _may("pages", _TEXT),
    Index(None, "state", "id"),
    Index(None, "digest", "state"),
    Index(None, "accession_id", "state", "id"),
    Index(None, "rereading_id", "state"),
    info=_OPERATIONAL,
    sqlite_autoincrement=True,
)
"""A range of pages to read."""

REREADING = Table(
    "rereading",
    METADATA,
    _key("id", _ID),
    _has("asked_by", _TEXT),
    _has("asked_at", _MOMENT),
    _may("ended_at", _MOMENT),
    _has("mode", _TEXT),
    _has("profile", _TEXT),
    _has("languages", _TEXT),
    _has("wording", _TEXT),
    _has("urgent", Boolean()),
    _has("pages", _WHOLE),
    _has("pages_read", _WHOLE),
    _has("pages_shown", _WHOLE),
    _has("pages_failed", _WHOLE),
    info=_OPERATIONAL,
)
"""A wish to read again."""

OUTBOX = Table(
    "outbox",
    METADATA,
    _key("revision", _COUNTING, autoincrement=True),
    _has("digest", _DIGEST, ForeignKey("document.digest"), unique=True),
    info=_OPERATIONAL,
    sqlite_autoincrement=True,
)
"""A document whose index entry is out of date; ``revision`` is never given out twice."""

PAUSE = Table(
    "pause",
    METADATA,
    _key("since", _MOMENT),
    _has("asked_by", _TEXT),
    info=_OPERATIONAL,
)
"""A row while a person wants the reading to pause."""

SESSION_TOKEN = Table(
    "session_token",
    METADATA,
    _key("hash", _BYTES),
    _has("expires", _MOMENT),
    info=_OPERATIONAL,
)
"""A one-time sign-in token, as the hash of it."""

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

OPERATIONAL: tuple[Table, ...] = (TASK, REREADING, OUTBOX, PAUSE, SESSION_TOKEN)
"""Tables whose loss loses no evidence."""
