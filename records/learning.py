"""What one member has learnt: for themselves alone, and nothing that could be laid beside somebody else's."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from records.answers import answers


@dataclass(frozen=True, slots=True)
class Learning:
    """A member's answers over some days: first ones and repeats, those right by the strict rule.

    `better` are the items that were answered wrong before and right the last time.
    """

    first: int
    first_right: int
    repeats: int
    repeats_right: int
    better: int


def of_member(connection: sa.Connection, member: int, start: date, end: date) -> Learning:
    """Return a member's own figures over the Beijing days from `start` to `end`, both included."""
    here = (answers.c.member == member) & answers.c.day.between(start, end)
    query = sa.select(answers.c.item, answers.c.first, answers.c.right).where(here)
    rows = connection.execute(query.order_by(answers.c.moment, answers.c.id)).all()
    first = [row.right for row in rows if row.first]
    repeats = [row.right for row in rows if not row.first]
    wrong = {row.item for row in rows if not row.right}
    last = {row.item: row.right for row in rows}
    return Learning(len(first), sum(first), len(repeats), sum(repeats), sum(last[item] for item in wrong))


@dataclass(frozen=True, slots=True)
class Given:
    """One answer of a member: on which Beijing day to which wording, what was given, and what it was worth."""

    day: date
    version: int
    given: tuple[Any, ...]
    right: bool
    partly: bool


def latest(connection: sa.Connection, member: int, limit: int) -> tuple[Given, ...]:
    """Return a member's last answers, the newest first."""
    query = sa.select(answers).where(answers.c.member == member)
    rows = connection.execute(query.order_by(answers.c.moment.desc(), answers.c.id.desc()).limit(limit))
    return tuple(Given(row.day, row.version, tuple(row.given), row.right, 0 < row.num < row.den) for row in rows)
