"""The sums of a day as one query over its raw events: standings, slots, answers, turns of talk.

What is counted (all of it by branch; `day` is a Beijing day):

- a member-day is a member who stands eligible in the branch at the end of the day, on a day that had a round;
- it took part with an answer to the day's quiz, in the window or in the days for making up;
- it was on time when every slot was answered in the window, made up when every slot was answered at last;
- answers are first ones or repeats, as each was marked when it was given, right by the strict rule; they belong to
  the branch that the member had at that moment;
- questions are turns of bound senders, cited those that were answered with a text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from records.answers import answers
from records.bank import item_versions
from records.conversations import turns
from records.members import bindings, standings
from records.rounds import rounds, slots

BEIJING = ZoneInfo("Asia/Shanghai")
COLUMNS = (
    "eligible", "took_part", "on_time", "made_up", "first_answers", "first_right", "first_members",
    "repeat_answers", "repeat_right", "repeat_members", "questions", "cited",
)  # fmt: skip
QUIZ = ("daily", "late")
CITED = ("answered", "history")
_NONE = sa.literal_column("0", sa.Integer)
# Marks are fractions of at most eight options: in parts of 840 every one of them is whole.
PARTS = 840


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: a day, its round (None without one that is over), the branches (None: all)."""

    day: date
    round: int | None
    branches: tuple[int, ...] | None = None


def bounds(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a Beijing day and of the next one."""
    start = datetime.combine(day, time(), BEIJING)
    return start, start + timedelta(days=1)


def held_by(connection: sa.Connection, day: date, now: datetime | None) -> int | None:
    """Return the id of the day's round if it is over: closed, or past its hour at `now`; else None."""
    row = connection.execute(
        sa.select(rounds.c.id, rounds.c.closes, rounds.c.closed).where(rounds.c.day == day)
    ).first()
    over = row is not None and (row.closed is not None or (now is not None and row.closes <= now))
    return int(row.id) if row and over else None


def sums(scope: Scope) -> "sa.Select[Any]":
    """Return the query of (branch, *COLUMNS), a row for each branch of which there is anything to say."""
    every = sa.union_all(_member_days(scope), _answered(scope), _asked(scope)).subquery()
    totals = [sa.func.sum(every.c[name]).label(name) for name in COLUMNS]
    query = sa.select(every.c.branch, *totals).group_by(every.c.branch)
    return query if scope.branches is None else query.where(every.c.branch.in_(scope.branches))


def by_topic(scope: Scope) -> "sa.Select[Any]":
    """Return the query of (branch, topic, answers, right, members) over first answers."""
    topic = item_versions.c.topic
    query = (
        sa.select(answers.c.branch, topic, sa.func.count().label("answers"), _count(answers.c.right).label("right"),
                  sa.func.count(answers.c.member.distinct()).label("members"))
        .join(item_versions, item_versions.c.id == answers.c.version)
        .where(answers.c.day == scope.day, answers.c.first, topic != "")
        .group_by(answers.c.branch, topic)
    )  # fmt: skip
    return _within(query, answers.c.branch, scope.branches)


def by_item(day: date) -> "sa.Select[Any]":
    """Return the query of (item, answers, parts) over first answers; a full mark is `PARTS` parts."""
    parts = sa.func.sum(answers.c.num * PARTS // answers.c.den)
    return (
        sa.select(answers.c.item, sa.func.count().label("answers"), parts.label("parts"))
        .where(answers.c.day == day, answers.c.first)
        .group_by(answers.c.item)
    )


def standing_at(moment: datetime, *where: sa.ColumnElement[bool]) -> sa.Subquery:
    """Return (member, branch, eligible): how those who match stand at a moment, by their latest change before it."""
    later = standings.alias()
    superseded = sa.exists().where(
        later.c.member == standings.c.member,
        later.c.moment < moment,
        sa.tuple_(later.c.moment, later.c.id) > sa.tuple_(standings.c.moment, standings.c.id),
    )
    query = sa.select(standings.c.member, standings.c.branch, standings.c.eligible)
    return query.where(standings.c.moment < moment, ~superseded, *where).subquery()


def neighbours(scope: Scope, branch: int) -> "sa.Select[Any]":
    """Return the query of the branches whose member-days the answers given in one branch belong to.

    They differ where somebody moved between the day and the answer.
    """
    here = sa.select(answers.c.member).where(answers.c.branch == branch, answers.c.day == scope.day)
    standing = standing_at(bounds(scope.day)[1], standings.c.member.in_(here))
    return sa.select(standing.c.branch).distinct()


def _member_days(scope: Scope) -> "sa.Select[Any]":
    here = () if scope.branches is None else (standings.c.branch.in_(scope.branches),)
    standing = standing_at(bounds(scope.day)[1], *here)
    if scope.round is None:
        return _part(standing.c.branch, eligible=sa.func.count()).where(standing.c.eligible).group_by(standing.c.branch)
    done, asked = _done(scope), _drawn(scope)
    whole, timely = done.c.total == asked.c.total, done.c.timely == asked.c.total
    part = _part(
        standing.c.branch,
        eligible=sa.func.count(),
        took_part=_count(done.c.member.is_not(None)),
        on_time=_count(timely),
        made_up=_count(whole & ~timely),
    )
    joined = standing.outerjoin(done, done.c.member == standing.c.member)
    joined = joined.outerjoin(asked, asked.c.member == standing.c.member)
    return part.select_from(joined).where(standing.c.eligible).group_by(standing.c.branch)


def _done(scope: Scope) -> sa.Subquery:
    """Return (member, total, timely): answers to the day's quiz, and those among them that came in the window."""
    query = sa.select(
        answers.c.member, sa.func.count().label("total"), _count(answers.c.purpose == "daily").label("timely")
    ).where(answers.c.day == scope.day, answers.c.purpose.in_(QUIZ))
    return _within(query, answers.c.member, _members(scope)).group_by(answers.c.member).subquery()


def _drawn(scope: Scope) -> sa.Subquery:
    query = sa.select(slots.c.member, sa.func.count().label("total")).where(slots.c.round == scope.round)
    return _within(query, slots.c.member, _members(scope)).group_by(slots.c.member).subquery()


def _answered(scope: Scope) -> "sa.Select[Any]":
    first, right, member = answers.c.first, answers.c.right, answers.c.member
    query = _part(
        answers.c.branch,
        first_answers=_count(first),
        first_right=_count(first & right),
        first_members=sa.func.count(sa.case((first, member)).distinct()),
        repeat_answers=_count(~first),
        repeat_right=_count(~first & right),
        repeat_members=sa.func.count(sa.case((~first, member)).distinct()),
    ).where(answers.c.day == scope.day)
    return _within(query, answers.c.branch, scope.branches).group_by(answers.c.branch)


def _asked(scope: Scope) -> "sa.Select[Any]":
    """Turns of talk by the branch that who spoke had at that moment."""
    start, end = bounds(scope.day)
    later = standings.alias()
    bound = (bindings.c.bound <= turns.c.moment) & (bindings.c.ended.is_(None) | (bindings.c.ended > turns.c.moment))
    superseded = sa.exists().where(
        later.c.member == standings.c.member,
        later.c.moment <= turns.c.moment,
        sa.tuple_(later.c.moment, later.c.id) > sa.tuple_(standings.c.moment, standings.c.id),
    )
    spoken = turns.join(bindings, (bindings.c.sender == turns.c.sender) & bound).join(
        standings, (standings.c.member == bindings.c.member) & (standings.c.moment <= turns.c.moment)
    )
    query = _part(standings.c.branch, questions=sa.func.count(), cited=_count(turns.c.status.in_(CITED)))
    query = query.select_from(spoken).where(turns.c.moment >= start, turns.c.moment < end, ~superseded)
    return _within(query, bindings.c.member, _members(scope)).group_by(standings.c.branch)


def _members(scope: Scope) -> "sa.Select[Any] | None":
    """Return the members who ever stood in the branches that are counted, None for all."""
    if scope.branches is None:
        return None
    return sa.select(standings.c.member).where(standings.c.branch.in_(scope.branches))


def _within(
    query: "sa.Select[Any]", column: "sa.ColumnElement[int]", chosen: "Sequence[int] | sa.Select[Any] | None"
) -> "sa.Select[Any]":
    return query if chosen is None else query.where(column.in_(chosen))


def _part(branch: "sa.ColumnElement[int]", **counted: "sa.ColumnElement[Any]") -> "sa.Select[Any]":
    """Return a query with all columns of a row, those that it does not count as 0."""
    return sa.select(branch.label("branch"), *(counted.get(name, _NONE).label(name) for name in COLUMNS))


def _count(condition: "sa.ColumnElement[bool]") -> "sa.ColumnElement[int]":
    return sa.func.sum(sa.case((condition, 1), else_=0))
