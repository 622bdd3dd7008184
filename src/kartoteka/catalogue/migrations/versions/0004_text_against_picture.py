"""How a page's own text stands against its picture.

Pages that were read before this revision were not compared: the column is empty there.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("page", sa.Column("against", sa.Text(), nullable=True))
