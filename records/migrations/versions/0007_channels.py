"""Channels with a life of their own: what they heard, their polls, closed chats, how they are."""

import sqlalchemy as sa
from alembic import op

from records.metadata import Moment

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_index(op.f("ix_outbox_channel_state_inbox"), "outbox", ["channel", "state", "inbox"], unique=False)
    op.create_table(
        "spool",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("event", sa.String(length=200), nullable=False),
        sa.Column("update", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spool")),
        sa.UniqueConstraint("channel", "event", name=op.f("uq_spool_channel_event")),
    )
    op.create_table(
        "polls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("poll", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("sent", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
        sa.UniqueConstraint("channel", "poll", name=op.f("uq_polls_channel_poll")),
    )
    op.create_table(
        "closed_chats",
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("closed", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_closed_chats")),
    )
    op.create_table(
        "channel_states",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("seen", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_states")),
    )
