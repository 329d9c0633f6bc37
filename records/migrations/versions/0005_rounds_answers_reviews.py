"""Rounds, answers, reviews, bookmarks, jobs of the day."""

import sqlalchemy as sa
from alembic import op

from records.metadata import Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opened", Moment(), nullable=False),
        sa.Column("closes", Moment(), nullable=False),
        sa.Column("makes_up_until", Moment(), nullable=False),
        sa.Column("closed", Moment(), nullable=True),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("pool", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("day", name=op.f("uq_rounds_day")),
    )
    op.create_table(
        "reviews",
        sa.Column("organisation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("box", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["item"], ["items.id"], name=op.f("fk_reviews_item"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_reviews_member"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member", "item", name=op.f("pk_reviews")),
    )
    op.create_index(op.f("ix_reviews_member_due"), "reviews", ["member", "due"], unique=False)
    op.create_table(
        "slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("round", sa.Integer(), nullable=True),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("branch", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("order", sa.JSON(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("asked", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_slots_member"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name=op.f("fk_slots_round")),
        sa.ForeignKeyConstraint(["version"], ["item_versions.id"], name=op.f("fk_slots_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slots")),
        sa.UniqueConstraint("round", "member", "place", name=op.f("uq_slots_round_member_place")),
        sa.UniqueConstraint("token", name=op.f("uq_slots_token")),
    )
    op.create_index(op.f("ix_slots_member_round"), "slots", ["member", "round"], unique=False)
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("branch", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("num", sa.Integer(), nullable=False),
        sa.Column("den", sa.Integer(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("moment", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_answers_member"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["slot"], ["slots.id"], name=op.f("fk_answers_slot"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("slot", name=op.f("uq_answers_slot")),
    )
    op.create_index(op.f("ix_answers_branch_day"), "answers", ["branch", "day"], unique=False)
    op.create_index(op.f("ix_answers_day"), "answers", ["day"], unique=False)
    op.create_index(op.f("ix_answers_item"), "answers", ["item"], unique=False)
    op.create_index(op.f("ix_answers_member_day"), "answers", ["member", "day"], unique=False)
    op.create_table(
        "regrades",
        sa.Column("answer", sa.Integer(), nullable=False),
        sa.Column("moment", Moment(), nullable=False),
        sa.Column("old_num", sa.Integer(), nullable=False),
        sa.Column("old_den", sa.Integer(), nullable=False),
        sa.Column("new_num", sa.Integer(), nullable=False),
        sa.Column("new_den", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answer"], ["answers.id"], name=op.f("fk_regrades_answer"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("answer", "moment", name=op.f("pk_regrades")),
    )
    op.create_table(
        "bookmarks",
        sa.Column("organisation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_bookmarks_member"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member", name=op.f("pk_bookmarks")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=240), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("moment", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("name", "day", name=op.f("uq_jobs_name_day")),
    )
