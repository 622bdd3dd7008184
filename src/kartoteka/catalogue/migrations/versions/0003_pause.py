"""Pause: whether a person has asked the reading to wait.

Column types are written out, not taken from the code, so that this revision stays what it was.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table that holds a row while reading pauses."""
    op.create_table(
        "pause",
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("since", name=op.f("pk_pause")),
    )
