"""Alembic's entry: runs on the connection that `records.migrations.upgrade` hands over."""

from alembic import context

from records.migrations import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables(),
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
