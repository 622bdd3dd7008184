"""Runs migrations on the connection that ``schema.upgrade`` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from kartoteka.catalogue.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=False,  # the transaction is ours
)
context.run_migrations()
