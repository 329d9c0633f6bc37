"""Sums by branch and day: what is left when events are erased, and what every figure is made of."""

import sqlalchemy as sa

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
    sa.Column("eligible", sa.Integer, nullable=False, server_default="0"),
    sa.Column("took_part", sa.Integer, nullable=False, server_default="0"),
    sa.Column("on_time", sa.Integer, nullable=False, server_default="0"),
    sa.Column("made_up", sa.Integer, nullable=False, server_default="0"),
    sa.Column("first_answers", sa.Integer, nullable=False, server_default="0"),
    sa.Column("first_right", sa.Integer, nullable=False, server_default="0"),
    sa.Column("repeat_answers", sa.Integer, nullable=False, server_default="0"),
    sa.Column("repeat_right", sa.Integer, nullable=False, server_default="0"),
    sa.Column("questions", sa.Integer, nullable=False, server_default="0"),
    sa.Column("cited", sa.Integer, nullable=False, server_default="0"),
)
# First answers by topic (I8) and by item (I11), without the member.
topic_sums = sa.Table(
    "topic_sums",
    metadata,
    organisation(),
    sa.Column("branch", sa.Integer, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("topic", sa.String(40), primary_key=True),
    sa.Column("answers", sa.Integer, nullable=False),
    sa.Column("right", sa.Integer, nullable=False),
)
# Study hours entered by hand, with their source; never derived from answering (F-18).
ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), index=True),
    sa.Column("branch", sa.Integer, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("activity", sa.String(120), nullable=False),
    # Quarters of an hour of study, so that sums are exact.
    sa.Column("quarters", sa.Integer, nullable=False),
    sa.Column("source", sa.String(200), nullable=False),
    sa.Column("entered", Moment, nullable=False),
    sa.Column("entered_by", sa.String(60), nullable=False),
    sa.Index(None, "branch", "day"),
)
# What a branch reads (F-13) and what it studies this week; a member's finished readings, without time spent.
readings = sa.Table(
    "readings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("node", sa.Integer, sa.ForeignKey("nodes.id"), nullable=False, index=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("note", sa.String(200), nullable=False, server_default=""),
    # `Quote.source` of a passage in the library, or the title of a document there, "" for a book.
    sa.Column("source", sa.String(200), nullable=False, server_default=""),
    # Beijing days between which it steers the daily passage and questions; None: it is only recommended.
    sa.Column("starts", sa.Date),
    sa.Column("ends", sa.Date),
    sa.Column("added", Moment, nullable=False),
    sa.Column("withdrawn", Moment),
)
finished = sa.Table(
    "finished",
    metadata,
    sa.Column("reading", sa.Integer, sa.ForeignKey("readings.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("moment", Moment, nullable=False),
)
