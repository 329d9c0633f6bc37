"""Participation: sums, ledger, readings."""

import sqlalchemy as sa
from alembic import op

from records.metadata import Moment

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "day_sums",
        sa.Column("organisation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("branch", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("frozen", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("eligible", sa.Integer(), server_default="0", nullable=False),
        sa.Column("took_part", sa.Integer(), server_default="0", nullable=False),
        sa.Column("on_time", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_up", sa.Integer(), server_default="0", nullable=False),
        sa.Column("first_answers", sa.Integer(), server_default="0", nullable=False),
        sa.Column("first_right", sa.Integer(), server_default="0", nullable=False),
        sa.Column("first_members", sa.Integer(), server_default="0", nullable=False),
        sa.Column("repeat_answers", sa.Integer(), server_default="0", nullable=False),
        sa.Column("repeat_right", sa.Integer(), server_default="0", nullable=False),
        sa.Column("repeat_members", sa.Integer(), server_default="0", nullable=False),
        sa.Column("questions", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cited", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("branch", "day", name=op.f("pk_day_sums")),
    )
    op.create_index(op.f("ix_day_sums_day"), "day_sums", ["day"], unique=False)
    op.create_table(
        "topic_sums",
        sa.Column("organisation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("branch", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("branch", "day", "topic", name=op.f("pk_topic_sums")),
    )
    op.create_table(
        "item_sums",
        sa.Column("organisation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "item", name=op.f("pk_item_sums")),
    )
    op.create_table(
        "summed",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("moment", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_summed")),
    )
    op.create_index(op.f("ix_turns_moment"), "turns", ["moment"], unique=False)
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("node", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=200), server_default="", nullable=False),
        sa.Column("source", sa.String(length=200), server_default="", nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("added", Moment(), nullable=False),
        sa.Column("withdrawn", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["node"], ["nodes.id"], name=op.f("fk_readings_node")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
    )
    op.create_index(op.f("ix_readings_node"), "readings", ["node"], unique=False)
    op.create_table(
        "finished",
        sa.Column("reading", sa.Integer(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("moment", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_finished_member"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["reading"], ["readings.id"], name=op.f("fk_finished_reading"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("reading", "member", name=op.f("pk_finished")),
    )
    op.create_table(
        "ledger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.Column("branch", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("activity", sa.String(length=120), nullable=False),
        sa.Column("quarters", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("entered", Moment(), nullable=False),
        sa.Column("entered_by", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_ledger_member"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
    )
    op.create_index(op.f("ix_ledger_branch_day"), "ledger", ["branch", "day"], unique=False)
    op.create_index(op.f("ix_ledger_member"), "ledger", ["member"], unique=False)
