"""The tables of sums by branch and day; `records/participation.py` writes them."""

import sqlalchemy as sa

from records.counting import COLUMNS
from records.metadata import Moment, metadata, organisation

# One row a branch and Beijing day: written when a round closes, changed by late answers.
day_sums = sa.Table(
    "day_sums",
    metadata,
    organisation(),
    sa.Column("branch", sa.Integer, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    # Whether a round was held that day: only then does a member-day count.
    sa.Column("held", sa.Boolean, nullable=False),
    # Events of this row were erased: it cannot be counted again.
    sa.Column("frozen", sa.Boolean, nullable=False, server_default=sa.false()),
    *(sa.Column(name, sa.Integer, nullable=False, server_default="0") for name in COLUMNS),
    sa.Index(None, "day"),
)
# First answers by topic (I8), without the member.
topic_sums = sa.Table(
    "topic_sums",
    metadata,
    organisation(),
    sa.Column("branch", sa.Integer, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("topic", sa.String(40), primary_key=True),
    sa.Column("answers", sa.Integer, nullable=False),
    sa.Column("right", sa.Integer, nullable=False),
    sa.Column("members", sa.Integer, nullable=False),
)
# First answers by item (I11), of the whole organisation; `parts` are the marks, in 840ths.
item_sums = sa.Table(
    "item_sums",
    metadata,
    organisation(),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("item", sa.Integer, primary_key=True),
    sa.Column("answers", sa.Integer, nullable=False),
    sa.Column("parts", sa.Integer, nullable=False),
)
# When a day was last counted as a whole.
summed = sa.Table(
    "summed",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("moment", Moment, nullable=False),
)
