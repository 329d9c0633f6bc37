"""Attempts to send, roles, bound choices, closed tickets; numbers that are never given twice; a tighter audit trail."""

import sqlalchemy as sa
from alembic import op

from records import audit
from records.metadata import Moment

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("role", sa.String(length=10), server_default="admin", nullable=False))
    op.add_column("choices", sa.Column("sender", sa.String(length=200), nullable=True))
    op.add_column("tickets", sa.Column("closed", Moment(), nullable=True))
    op.add_column("outbox", sa.Column("attempts", sa.Integer(), server_default="0", nullable=False))
    op.create_index(op.f("ix_outbox_channel_handle"), "outbox", ["channel", "handle"], unique=False)
    op.create_index(op.f("ix_outbox_inbox"), "outbox", ["inbox"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        # Only a table made anew can number its rows so. No other table refers to these two.
        for table in ("outbox", "bubbles"):
            with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": True}):
                pass
    audit.protect_further(op.get_bind())
