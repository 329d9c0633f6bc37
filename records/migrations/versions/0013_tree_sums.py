"""Sums of every node by day, with what may be shown."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "node_sums",
        sa.Column("organisation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("node", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("upper", sa.Integer(), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("eligible", sa.Integer(), nullable=False),
        sa.Column("took_part", sa.Integer(), nullable=False),
        sa.Column("on_time", sa.Integer(), nullable=False),
        sa.Column("made_up", sa.Integer(), nullable=False),
        sa.Column("first_answers", sa.Integer(), nullable=False),
        sa.Column("first_right", sa.Integer(), nullable=False),
        sa.Column("first_members", sa.Integer(), nullable=False),
        sa.Column("repeat_answers", sa.Integer(), nullable=False),
        sa.Column("repeat_right", sa.Integer(), nullable=False),
        sa.Column("repeat_members", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("cited", sa.Integer(), nullable=False),
        sa.Column("first_open", sa.Boolean(), nullable=False),
        sa.Column("repeat_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("node", "day", name=op.f("pk_node_sums")),
    )
    op.create_index(op.f("ix_node_sums_upper_day"), "node_sums", ["upper", "day"], unique=False)
    op.create_index(op.f("ix_node_sums_day"), "node_sums", ["day"], unique=False)
    op.create_table(
        "node_topics",
        sa.Column("organisation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("node", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("node", "day", "topic", name=op.f("pk_node_topics")),
    )
    op.create_index(op.f("ix_node_topics_day"), "node_topics", ["day"], unique=False)
    # The scheduler then keeps house once more today, and so adds up the days of before.
    op.execute("DELETE FROM jobs WHERE name = 'house'")
