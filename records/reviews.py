"""Spaced review: the items that a member answered wrong, and when each comes back."""

import sqlalchemy as sa

from records.metadata import metadata, organisation

reviews = sa.Table(
    "reviews",
    metadata,
    organisation(),
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("item", sa.Integer, sa.ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    # The box it lies in, from 1; see `quiz/review.py`. `due` is a Beijing day.
    sa.Column("box", sa.Integer, nullable=False),
    sa.Column("due", sa.Date, nullable=False),
    sa.Index(None, "member", "due"),
)
