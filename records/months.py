"""What a node planned and did in some days, as rows that a secretary can open; people are counted, never named."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from records import study, totals
from records.ledger import ledger
from records.members import members
from records.organisation import Node, nodes
from records.study import Reading, finished


@dataclass(frozen=True, slots=True)
class Plan:
    """Something that was to be studied within the days, and how many members of the node say that they read it."""

    reading: Reading
    finished: int


@dataclass(frozen=True, slots=True)
class Activity:
    """Hours of study entered for one activity of one day, over all who took part; `quarters` of an hour."""

    day: date
    activity: str
    source: str
    quarters: int


@dataclass(frozen=True, slots=True)
class QuizDay:
    """One day with a round: how many were eligible, and how many answered."""

    day: date
    eligible: int
    took_part: int


def plans(connection: sa.Connection, node: Node, first: date, last: date) -> tuple[Plan, ...]:
    """Return what a node and those above it planned to study between two Beijing days, both included."""
    found = [
        one
        for one in study.listed(connection, node)
        if one.starts and one.starts <= last and (one.ends is None or one.ends >= first)
    ]
    joined = finished.join(members, members.c.id == finished.c.member).join(nodes, nodes.c.id == members.c.branch)
    here = nodes.c.path.startswith(node.path, autoescape=True) & finished.c.reading.in_([one.id for one in found])
    query = sa.select(finished.c.reading, sa.func.count()).select_from(joined).where(here)
    counts = {int(reading): int(count) for reading, count in connection.execute(query.group_by(finished.c.reading))}
    return tuple(Plan(one, counts.get(one.id, 0)) for one in found)


def activities(connection: sa.Connection, node: Node, first: date, last: date) -> tuple[Activity, ...]:
    """Return the activities for which hours were entered, by day."""
    what = (ledger.c.day, ledger.c.activity, ledger.c.source)
    query = totals.below(node, first, last, ledger)(sa.select(*what, sa.func.sum(ledger.c.quarters).label("quarters")))
    found = connection.execute(query.group_by(*what).order_by(*what))
    return tuple(Activity(row.day, row.activity, row.source, int(row.quarters)) for row in found)


def quiz_days(connection: sa.Connection, node: Node, first: date, last: date) -> tuple[QuizDay, ...]:
    """Return the days on which a round was held, as the sums have them."""
    days = totals.days_of(connection, totals.below(node, first, last))
    return tuple(QuizDay(day, row["eligible"], row["took_part"]) for day, row in sorted(days.items()) if row["held"])
