"""Answers: each first valid one, once, over all channels and repeats; what it was worth, as an exact fraction."""

import sqlalchemy as sa

from records.metadata import Moment, metadata, organisation

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), nullable=False),
    # The member's branch at that moment: moving does not rewrite history.
    sa.Column("branch", sa.Integer, nullable=False),
    # None for practice on demand.
    sa.Column("slot", sa.Integer, sa.ForeignKey("slots.id", ondelete="CASCADE"), unique=True),
    # The round's Beijing day, for practice the day of the answer.
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("item", sa.Integer, nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    # daily: inside the window; late: in the make-up days; practice: asked for.
    sa.Column("purpose", sa.String(10), nullable=False),
    # Option numbers of the item (not as shown), or the words filled in.
    sa.Column("given", sa.JSON, nullable=False),
    # The mark num/den, and whether it is right by the strict rule (domain rule 4.3).
    sa.Column("num", sa.Integer, nullable=False),
    sa.Column("den", sa.Integer, nullable=False),
    sa.Column("right", sa.Boolean, nullable=False),
    # The member's first answer to this item ever; others are repeats (I6, I7).
    sa.Column("first", sa.Boolean, nullable=False),
    sa.Column("moment", Moment, nullable=False),
    sa.Index(None, "member", "day"),
    sa.Index(None, "branch", "day"),
    sa.Index(None, "day"),
)
# A wrong key found later: the old mark and the new one.
regrades = sa.Table(
    "regrades",
    metadata,
    sa.Column("answer", sa.Integer, sa.ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("moment", Moment, primary_key=True),
    sa.Column("old_num", sa.Integer, nullable=False),
    sa.Column("old_den", sa.Integer, nullable=False),
    sa.Column("new_num", sa.Integer, nullable=False),
    sa.Column("new_den", sa.Integer, nullable=False),
)
