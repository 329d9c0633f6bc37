"""How the options of items are chosen, summed by day; what was answered before is summed here once."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "choice_sums",
        sa.Column("organisation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("given", sa.String(length=60), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("version", "day", "given", name=op.f("pk_choice_sums")),
    )
    op.create_index(op.f("ix_choice_sums_day"), "choice_sums", ["day"], unique=False)
    op.execute(
        "INSERT INTO choice_sums (version, day, given, answers) "
        "SELECT a.version, a.day, CAST(a.given AS TEXT), COUNT(*) FROM answers a "
        "JOIN item_versions v ON v.id = a.version WHERE a.first AND v.kind <> 'blank' "
        "GROUP BY a.version, a.day, CAST(a.given AS TEXT)"
    )
