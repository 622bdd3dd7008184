"""The first tables.

Column types are written out, not taken from the code, so that this revision stays what it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_COUNTING = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "agent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent")),
    )
    op.create_table(
        "archive",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive")),
    )
    op.create_table(
        "document",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=True),
        sa.Column("claims", sa.Text(), nullable=False),
        sa.Column("hazards", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_document")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("sequence", _COUNTING, autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("event_id", name=op.f("uq_ledger_entry_event_id")),
    )
    op.create_table(
        "session_token",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_session_token")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("code_name", name=op.f("uq_source_code_name")),
    )
    op.create_table(
        "accession",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("received_earliest", sa.Date(), nullable=True),
        sa.Column("received_latest", sa.Date(), nullable=True),
        sa.Column("received_precision", sa.Text(), nullable=False),
        sa.Column("received_as_given", sa.Text(), nullable=False),
        sa.Column("received_zone", sa.Text(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_accession_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accession")),
        sa.UniqueConstraint("number", name=op.f("uq_accession_number")),
    )
    op.create_index(op.f("ix_accession_source_id"), "accession", ["source_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("revision", _COUNTING, autoincrement=True, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["document.digest"], name=op.f("fk_outbox_digest")),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_outbox")),
        sa.UniqueConstraint("digest", name=op.f("uq_outbox_digest")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "page",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("width", sa.Double(), nullable=False),
        sa.Column("height", sa.Double(), nullable=False),
        sa.Column("rotation", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["digest"], ["document.digest"], name=op.f("fk_page_digest")),
        sa.PrimaryKeyConstraint("digest", "number", name=op.f("pk_page")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "payload",
        sa.Column("sequence", _COUNTING, autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("object_kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sequence"], ["ledger_entry.sequence"], name=op.f("fk_payload_sequence")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_payload")),
    )
    op.create_index(
        op.f("ix_payload_object_kind_object_id"), "payload", ["object_kind", "object_id"], unique=False
    )
    op.create_table(
        "item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("accession_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("raw_path", sa.LargeBinary(), nullable=False),
        sa.Column("part_path", sa.LargeBinary(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified_ns", sa.BigInteger(), nullable=True),
        sa.Column("changed_ns", sa.BigInteger(), nullable=True),
        sa.Column("born_ns", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("reason_sentence", sa.Text(), nullable=True),
        sa.Column("reason_remedy", sa.Text(), nullable=True),
        sa.Column("compartment", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["accession_id"], ["accession.id"], name=op.f("fk_item_accession_id")),
        sa.ForeignKeyConstraint(["digest"], ["document.digest"], name=op.f("fk_item_digest")),
        sa.ForeignKeyConstraint(["parent_id"], ["item.id"], name=op.f("fk_item_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("accession_id", "number", name=op.f("uq_item_accession_id_number")),
    )
    op.create_index(
        op.f("ix_item_accession_id_state_number_compartment"),
        "item",
        ["accession_id", "state", "number", "compartment"],
        unique=False,
    )
    op.create_index(op.f("ix_item_compartment"), "item", ["compartment"], unique=False)
    op.create_index(op.f("ix_item_digest"), "item", ["digest"], unique=False)
    op.create_index(op.f("ix_item_parent_id"), "item", ["parent_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", _COUNTING, autoincrement=True, nullable=False),
        sa.Column("accession_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["accession_id"], ["accession.id"], name=op.f("fk_task_accession_id")),
        sa.ForeignKeyConstraint(["digest"], ["document.digest"], name=op.f("fk_task_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_task_accession_id_state_id"), "task", ["accession_id", "state", "id"], unique=False
    )
    op.create_index(op.f("ix_task_digest_state"), "task", ["digest", "state"], unique=False)
    op.create_index(op.f("ix_task_state_id"), "task", ["state", "id"], unique=False)
    op.create_table(
        "text_layer",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("page", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("raster_width", sa.Integer(), nullable=True),
        sa.Column("raster_height", sa.Integer(), nullable=True),
        sa.Column("raster_dpi", sa.Integer(), nullable=True),
        sa.Column("raster_transform", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_text_layer_agent_id")),
        sa.ForeignKeyConstraint(
            ["digest", "page"], ["page.digest", "page.number"], name=op.f("fk_text_layer_digest_page")
        ),
        sa.PrimaryKeyConstraint("digest", "page", "number", name=op.f("pk_text_layer")),
        sa.UniqueConstraint("id", name=op.f("uq_text_layer_id")),
    )
