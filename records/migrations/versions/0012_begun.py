"""When the sending of a message began, so that a restart does not forget how fast a platform was used."""

import sqlalchemy as sa
from alembic import op

from records.metadata import Moment

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("begun", Moment(), nullable=True))
