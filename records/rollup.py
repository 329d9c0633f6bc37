"""A node's totals laid out: along time, and over its children; sums of the same rows, under the same suppression."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from records import totals
from records.organisation import Node
from records.spans import Span
from records.sums import day_sums
from records.totals import Totals
from records.tree_sums import node_sums


@dataclass(frozen=True, slots=True)
class Rolled:
    """What a node is made of: its own members, and by id each child with all that hung below it on the day.

    The counts add up to the node's. Of the own members no results are shown: children that are closed could be had
    by subtraction.
    """

    own: Totals
    children: dict[int, Totals] = field(default_factory=dict)


def by_span(connection: sa.Connection, node: Node, spans: Sequence[Span]) -> tuple[Totals, ...]:
    """Return the totals of a node for each of several parts, in order; only what days alone give."""
    last = totals.last_summed(connection, spans)
    part = sa.case(*((node_sums.c.day.between(*span), place) for place, span in enumerate(spans))).label("part")
    here = (node_sums.c.node == node.id) & node_sums.c.day.between(spans[0][0], spans[-1][1])
    query = sa.select(part, *totals.sums(node_sums, last)).where(here).group_by(part)
    found = {row.part: row for row in connection.execute(query)}
    counted = [span in last.values() for span in spans]
    return tuple(
        totals.made(found[place], counted=done) if place in found else totals.nothing(counted=done)
        for place, done in enumerate(counted)
    )


def by_child(connection: sa.Connection, node: Node, start: date, end: date) -> Rolled:
    """Return the totals of what hung directly below a node, over the days from `start` to `end`, both included."""
    last = totals.last_summed(connection, ((start, end),))
    below = (node_sums.c.upper == node.id) & node_sums.c.day.between(start, end)
    query = sa.select(node_sums.c.node, *totals.sums(node_sums, last)).where(below).group_by(node_sums.c.node)
    children = {row.node: totals.made(row, counted=bool(last)) for row in connection.execute(query)}
    own = _own(node, start, end)
    row = connection.execute(sa.select(*totals.sums(own, last))).one()
    return Rolled(totals.made(row, counted=bool(last)), children)


def _own(node: Node, start: date, end: date) -> sa.Subquery:
    """Return the sums of a node's own members on the days on which it hung in the tree, their results closed."""
    there = (node_sums.c.node == day_sums.c.branch) & (node_sums.c.day == day_sums.c.day)
    shut = (sa.false().label("first_open"), sa.false().label("repeat_open"))
    query = sa.select(day_sums, *shut).join(node_sums, there)
    return query.where(day_sums.c.branch == node.id, day_sums.c.day.between(start, end)).subquery()
