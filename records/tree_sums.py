"""What every node and all below it come to by day: the sums of the branches added up along the tree.

Made of `records/sums.py` and of where each node hung that day, by nothing else, and may be made again at any time with
the same result. Whether results may be shown (`records/suppression.py`) depends on one day alone: it is decided
here once, and not by each who looks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from records.counting import COLUMNS
from records.metadata import metadata, organisation
from records.organisation import line_of, placed_on, placements
from records.sums import day_sums, topic_sums
from records.suppression import all_open

# One row a node and Beijing day on which there is anything to say of it or of what hangs below it.
node_sums = sa.Table(
    "node_sums",
    metadata,
    organisation(),
    sa.Column("node", sa.Integer, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    # Below whom it hung that day.
    sa.Column("upper", sa.Integer),
    sa.Column("held", sa.Boolean, nullable=False),
    *(sa.Column(name, sa.Integer, nullable=False) for name in COLUMNS),
    # Whether results of first answers and of repeats may be shown.
    sa.Column("first_open", sa.Boolean, nullable=False),
    sa.Column("repeat_open", sa.Boolean, nullable=False),
    sa.Index(None, "upper", "day"),
    sa.Index(None, "day"),
)
# First answers by topic below a node, without its own members: those are in `topic_sums`.
node_topics = sa.Table(
    "node_topics",
    metadata,
    organisation(),
    sa.Column("node", sa.Integer, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("topic", sa.String(40), primary_key=True),
    sa.Column("answers", sa.Integer, nullable=False),
    sa.Column("right", sa.Integer, nullable=False),
    sa.Column("members", sa.Integer, nullable=False),
    sa.Index(None, "day"),
)
Line = tuple[int, ...]
# Whether a round was held (1 or 0), then the columns.
Counts = tuple[int, ...]
_NOTHING: Counts = (0,) * (1 + len(COLUMNS))
_PEOPLE = (1 + COLUMNS.index("first_members"), 1 + COLUMNS.index("repeat_members"))


@dataclass(frozen=True, slots=True)
class Summed:
    """One row: below whom the node hung, what it comes to, whether first answers and repeats may be shown."""

    upper: int | None
    counts: Counts
    is_open: tuple[bool, bool]


def roll(connection: sa.Connection, day: date, branches: Sequence[int] | None = None) -> None:
    """Add a day up along the tree anew: all of it, or what a change in some branches concerns."""
    around = None if branches is None else _around(connection, day, branches)
    if around is None:
        rows = added(_own(connection, day))
        connection.execute(node_sums.delete().where(node_sums.c.day == day))
        connection.execute(node_topics.delete().where(node_topics.c.day == day))
    else:
        rows = around
        connection.execute(node_sums.delete().where(node_sums.c.day == day, node_sums.c.node.in_(rows)))
    if rows:
        connection.execute(node_sums.insert(), [{"day": day, **_values(node, row)} for node, row in rows.items()])
        _topics(connection, day, rows)


def roll_since(connection: sa.Connection, day: date) -> None:
    """Add up anew from a day on: the tree was another one than it seemed."""
    for one in _days(connection, day_sums.c.day >= day):
        roll(connection, one)


def catch_up(connection: sa.Connection) -> None:
    """Add up the days whose branches have sums and whose nodes have none."""
    for one in _days(connection, ~sa.exists().where(node_sums.c.day == day_sums.c.day)):
        roll(connection, one)


def differing(connection: sa.Connection, day: date) -> tuple[int, ...]:
    """Return the nodes whose row of a day is not what the branches' sums add up to."""
    kept, fresh = _kept(connection, day, sa.true()), added(_own(connection, day))
    return tuple(sorted(node for node in kept.keys() | fresh.keys() if kept.get(node) != fresh.get(node)))


def added(own: Mapping[Line, Counts]) -> dict[int, Summed]:
    """Add counts up along the tree and decide what may be shown; nodes without any are left out.

    `own` gives each node's own members, by the ids from the root to it.
    """
    whole = {line[:depth]: _NOTHING for line in own for depth in range(1, len(line) + 1)} | dict(own)
    total: dict[int, list[int]] = {}
    for line, counts in whole.items():
        for node in line:
            sums = total.setdefault(node, list(_NOTHING))
            if counts is not _NOTHING:
                sums[0] = max(sums[0], counts[0])
                sums[1:] = [one + more for one, more in zip(sums[1:], counts[1:], strict=True)]
    first, repeat = (all_open({line: counts[people] for line, counts in whole.items()}) for people in _PEOPLE)
    return {
        line[-1]: Summed(line[-2] if line[1:] else None, tuple(sums), (line[-1] in first, line[-1] in repeat))
        for line in whole
        if any(sums := total[line[-1]])
    }


def _own(connection: sa.Connection, day: date) -> dict[Line, Counts]:
    joined = placements.outerjoin(day_sums, (day_sums.c.branch == placements.c.node) & (day_sums.c.day == day))
    query = sa.select(placements.c.path, day_sums.c.held, *(day_sums.c[name] for name in COLUMNS))
    rows = connection.execute(query.select_from(joined).where(placed_on(sa.literal(day))))
    return {line_of(path): _NOTHING if counts[0] is None else (int(counts[0]), *counts[1:]) for path, *counts in rows}


def _around(connection: sa.Connection, day: date, branches: Sequence[int]) -> dict[int, Summed] | None:
    """Return the rows of some branches and of all above them; None where more than these would change.

    Who hangs beside them is taken as it is kept; it is changed too when it has to be closed or may be opened.
    """
    here = sa.select(placements.c.path).where(placed_on(sa.literal(day)), placements.c.node.in_(branches))
    lines = {path[:depth] for path in map(line_of, connection.execute(here).scalars()) for depth in _depths(path)}
    by_node = {line[-1]: line for line in lines}
    beside = _kept(connection, day, node_sums.c.upper.in_(by_node) & node_sums.c.node.not_in(by_node))
    query = sa.select(day_sums.c.branch, day_sums.c.held, *(day_sums.c[name] for name in COLUMNS))
    found = connection.execute(query.where(day_sums.c.day == day, day_sums.c.branch.in_(by_node)))
    own = dict.fromkeys(lines, _NOTHING) | {by_node[row[0]]: (int(row[1]), *row[2:]) for row in found}
    for node, row in beside.items():
        own[*by_node[row.upper or 0], node] = row.counts
    rows = added(own)
    known = connection.execute(sa.select(sa.exists().where(node_sums.c.day == day))).scalar()
    if not known or by_node.keys() - rows.keys() or any(rows[node].is_open != beside[node].is_open for node in beside):
        return None
    return {node: rows[node] for node in by_node}


def _depths(line: Line) -> range:
    return range(1, len(line) + 1)


def _kept(connection: sa.Connection, day: date, which: "sa.ColumnElement[bool]") -> dict[int, Summed]:
    query = sa.select(node_sums).where(node_sums.c.day == day, which)
    return {
        row["node"]: Summed(
            row["upper"],
            (int(row["held"]), *(row[name] for name in COLUMNS)),
            (row["first_open"], row["repeat_open"]),
        )
        for row in connection.execute(query).mappings()
    }


def _values(node: int, row: Summed) -> dict[str, Any]:
    first, repeat = row.is_open
    counted = dict(zip(COLUMNS, row.counts[1:], strict=True))
    shown = {"first_open": first, "repeat_open": repeat}
    return {"node": node, "upper": row.upper, "held": bool(row.counts[0]), **counted, **shown}


def _topics(connection: sa.Connection, day: date, rows: Mapping[int, Summed]) -> None:
    """Add up the topics of what hangs below the nodes above these rows, from the bottom up."""
    levels: dict[int, set[int]] = {}
    for row in rows.values():
        if row.upper is not None:
            levels.setdefault(_depth(row.upper, rows), set()).add(row.upper)
    for _, uppers in sorted(levels.items(), reverse=True):
        connection.execute(node_topics.delete().where(node_topics.c.day == day, node_topics.c.node.in_(uppers)))
        connection.execute(node_topics.insert().from_select(_TOPICS, _below(day, uppers)))


_TOPICS = ("node", "day", "topic", "answers", "right", "members")


def _depth(node: int, rows: Mapping[int, Summed]) -> int:
    upper = rows[node].upper
    return 0 if upper is None else 1 + _depth(upper, rows)


def _below(day: date, uppers: Iterable[int]) -> "sa.Select[Any]":
    """Return the query of the topics of all that hangs directly below some nodes, with what hangs below that."""
    children = sa.select(node_sums.c.node, node_sums.c.upper).where(
        node_sums.c.day == day, node_sums.c.upper.in_(uppers)
    ).subquery()  # fmt: skip
    parts = [
        sa.select(children.c.upper, *(table.c[name] for name in _TOPICS[2:]))
        .join(table, (node == children.c.node) & (table.c.day == day))
        .select_from(children)
        for table, node in ((topic_sums, topic_sums.c.branch), (node_topics, node_topics.c.node))
    ]
    every = sa.union_all(*parts).subquery()
    sums = [sa.func.sum(every.c[name]) for name in _TOPICS[3:]]
    query = sa.select(every.c.upper, sa.literal(day, sa.Date), every.c.topic, *sums)
    return query.group_by(every.c.upper, every.c.topic)


def _days(connection: sa.Connection, which: "sa.ColumnElement[bool]") -> Iterable[date]:
    query = sa.select(day_sums.c.day).where(which).distinct().order_by(day_sums.c.day)
    return connection.execute(query).scalars().all()
