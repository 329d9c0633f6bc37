"""Members' passwords, tries to sign in, accounts that are switched off; why a message failed; the trail by day."""

import sqlalchemy as sa
from alembic import op

from records.metadata import Moment

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("disabled", Moment(), nullable=True))
    # Wrong passwords are counted in `tries` from now on.
    op.drop_column("accounts", "failures")
    op.drop_column("accounts", "locked_until")
    op.add_column("outbox", sa.Column("reason", sa.String(length=20), nullable=True))
    op.create_index(op.f("ix_audit_moment"), "audit", ["moment"], unique=False)
    op.create_index(op.f("ix_sessions_person"), "sessions", ["person"], unique=False)
    op.create_table(
        "passwords",
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("moment", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name=op.f("fk_passwords_member"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member", name=op.f("pk_passwords")),
    )
    op.create_table(
        "tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("moment", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tries")),
    )
    op.create_index(op.f("ix_tries_digest_moment"), "tries", ["digest", "moment"], unique=False)
    op.create_table(
        "browsers",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seen", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_browsers")),
    )
    op.create_index(op.f("ix_browsers_seen"), "browsers", ["seen"], unique=False)
