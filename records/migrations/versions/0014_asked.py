"""What members ask about, counted once a day for each node that may see it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "asked_sums",
        sa.Column("organisation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("node", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("node", "kind", "what", name=op.f("pk_asked_sums")),
    )
