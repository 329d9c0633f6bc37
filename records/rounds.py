"""The daily round: one a Beijing day, and the questions that each member who begins it is given."""

import sqlalchemy as sa

from records.metadata import Moment, metadata, organisation

rounds = sa.Table(
    "rounds",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("day", sa.Date, nullable=False, unique=True),
    sa.Column("opened", Moment, nullable=False),
    sa.Column("closes", Moment, nullable=False),
    # Until then missed quizzes can be made up.
    sa.Column("makes_up_until", Moment, nullable=False),
    sa.Column("closed", Moment),
    sa.Column("seed", sa.BigInteger, nullable=False),
    # What steers the day's passage and items, and the snapshot it was opened on.
    sa.Column("plan", sa.JSON, nullable=False),
)
# Drawn when a member begins: deterministic from (day, member, seed), kept so that it can be shown again.
slots = sa.Table(
    "slots",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("round", sa.Integer, sa.ForeignKey("rounds.id"), nullable=False),
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), nullable=False),
    sa.Column("branch", sa.Integer, nullable=False),
    # 0-based place in the day's quiz; why it was chosen: new, due, weak.
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("purpose", sa.String(10), nullable=False),
    sa.Column("version", sa.Integer, sa.ForeignKey("item_versions.id"), nullable=False),
    # The option shown at place i is option order[i] of the item.
    sa.Column("order", sa.JSON, nullable=False),
    # What channels carry with the question, and get back with the answer.
    sa.Column("token", sa.String(32), nullable=False, unique=True),
    sa.Column("asked", Moment),
    sa.UniqueConstraint("round", "member", "place"),
    sa.Index(None, "member", "round"),
)
