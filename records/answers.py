"""Answers: each first valid one, once, over all channels and repeats; what it was worth, as an exact fraction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from records.bank import item_versions
from records.metadata import Moment, insert_once, metadata, organisation
from records.organisation import Node, held_below

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), nullable=False),
    # The member's branch at that moment: moving does not rewrite history.
    sa.Column("branch", sa.Integer, nullable=False),
    # The question it answers; none for answers brought in from elsewhere.
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


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: who gave it to what, on which Beijing day it counts, what it is worth (num/den).

    `given` are numbers of options of the item (not as shown), or the words filled in. `purpose`: daily, late, practice.
    """

    member: int
    branch: int
    slot: int | None
    day: date
    item: int
    version: int
    purpose: str
    given: Sequence[int] | Sequence[str]
    num: int
    den: int
    right: bool
    moment: datetime


def record(connection: sa.Connection, answer: Answer) -> bool:
    """Record an answer; False where one to the same question counts already, and then nothing changes."""
    met = sa.select(answers.c.id).where(answers.c.member == answer.member, answers.c.item == answer.item)
    first = connection.execute(met.limit(1)).first() is None
    values = {
        "member": answer.member, "branch": answer.branch, "slot": answer.slot, "day": answer.day,
        "item": answer.item, "version": answer.version, "purpose": answer.purpose, "given": list(answer.given),
        "num": answer.num, "den": answer.den, "right": answer.right, "first": first, "moment": answer.moment,
    }  # fmt: skip
    return insert_once(connection, answers, values) is not None


def of_slots(connection: sa.Connection, numbers: Sequence[int]) -> dict[int, bool]:
    """Return whether each of these questions was answered right; those without an answer are left out."""
    query = sa.select(answers.c.slot, answers.c.right).where(answers.c.slot.in_(numbers))
    return {row.slot: row.right for row in connection.execute(query)}


def met(connection: sa.Connection, member: int) -> dict[int, date]:
    """Return for each item that a member answered the last day on which it counts."""
    query = sa.select(answers.c.item, sa.func.max(answers.c.day)).where(answers.c.member == member)
    return {int(item): _date(day) for item, day in connection.execute(query.group_by(answers.c.item))}


def by_topic(connection: sa.Connection, member: int) -> dict[str, tuple[int, int]]:
    """Return for each topic how many answers of a member were right, and how many there are."""
    joined = answers.join(item_versions, item_versions.c.id == answers.c.version)
    right = sa.func.sum(sa.case((answers.c.right, 1), else_=0))
    query = sa.select(item_versions.c.topic, right, sa.func.count()).select_from(joined)
    grouped = query.where(answers.c.member == member).group_by(item_versions.c.topic)
    return {topic: (int(good), int(count)) for topic, good, count in connection.execute(grouped)}


@dataclass(frozen=True, slots=True)
class DaySummary:
    """What the answers of a day inside its window come to below a node; no person can be read from it.

    `first` and `right` count first answers, `weakest` is the article that at least `FEW` members were asked about
    and that fewest knew, with the share of them that did.
    """

    members: int
    answers: int
    first: int
    right: int
    weakest: tuple[str, float] | None


# Of fewer people no share is told.
FEW = 5


def summary(connection: sa.Connection, node: Node, day: date) -> DaySummary:
    """Sum up the answers of a Beijing day at and below a node."""
    here = (answers.c.day == day) & (answers.c.purpose == "daily") & held_below(node, answers.c.branch, answers.c.day)
    first = sa.func.sum(sa.case((answers.c.first, 1), else_=0))
    right = sa.func.sum(sa.case((answers.c.first & answers.c.right, 1), else_=0))
    people = sa.func.count(sa.distinct(answers.c.member))
    total = connection.execute(sa.select(people, sa.func.count(), first, right).where(here)).one()
    good = sa.func.avg(sa.case((answers.c.right, 1.0), else_=0.0))
    joined = answers.join(item_versions, item_versions.c.id == answers.c.version)
    source = item_versions.c.source
    by_article = sa.select(source, good).select_from(joined).where(here).group_by(source).having(people >= FEW)
    weak = connection.execute(by_article.order_by(good, source).limit(1)).first()
    weakest = (str(weak[0]), float(weak[1])) if weak and weak[0] else None
    return DaySummary(total[0], total[1], int(total[2] or 0), int(total[3] or 0), weakest)


def _date(day: Any) -> date:  # noqa: ANN401 - an aggregate of SQLite keeps no type
    return date.fromisoformat(day) if isinstance(day, str) else day
