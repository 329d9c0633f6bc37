"""What a node planned and did in some days, as rows that a secretary can open; people are counted, never named."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from records import study
from records.ledger import ledger, quarters_by
from records.members import members
from records.organisation import Node, nodes
from records.study import Reading, finished
from records.tree_sums import node_sums


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
    found = quarters_by(connection, node, first, last, ledger.c.day, ledger.c.activity, ledger.c.source)
    return tuple(Activity(day, activity, source, quarters) for (day, activity, source), quarters in found)


def quiz_days(connection: sa.Connection, node: Node, first: date, last: date) -> tuple[QuizDay, ...]:
    """Return the days on which a round was held, as the sums have them."""
    here = (node_sums.c.node == node.id) & node_sums.c.day.between(first, last) & node_sums.c.held
    query = sa.select(node_sums.c.day, node_sums.c.eligible, node_sums.c.took_part).where(here)
    return tuple(QuizDay(*row) for row in connection.execute(query.order_by(node_sums.c.day)))
