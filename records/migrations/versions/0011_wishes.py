"""When members want to be reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "wishes",
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("starts", sa.String(length=5), nullable=False),
        sa.Column("ends", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_wishes_member"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member", name=op.f("pk_wishes")),
    )
