"""A node's totals laid out: along time, and over its children; sums of the same rows, under the same suppression."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import sqlalchemy as sa

from records import totals
from records.counting import COLUMNS
from records.organisation import Node
from records.spans import Span
from records.suppression import closed
from records.totals import Place, Row, Totals, Upper


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
    start, end = spans[0][0], spans[-1][1]
    days = totals.days_of(connection, totals.below(node, start, end))
    is_open = totals.openness(totals.places_of(connection, node, start, end))
    written = totals.days_summed(connection, start, end)

    def part(first: date, last: date) -> Totals:
        inside = {day: row for day, row in days.items() if first <= day <= last}
        return totals.of_days(inside, is_open, totals.last_of([day for day in written if first <= day <= last]))

    return tuple(part(first, last) for first, last in spans)


def by_child(connection: sa.Connection, node: Node, start: date, end: date) -> Rolled:
    """Return the totals of what hung directly below a node, over the days from `start` to `end`, both included."""
    hung = [
        (place, totals.upper(connection, place.line, place.starts, place.ends, COLUMNS))
        for place in totals.places_of(connection, node, start, end)
    ]
    opened = _opened(hung)
    days: dict[int, dict[date, Row]] = {}
    for _, upper in hung:
        for child, rows in upper.children.items():
            days.setdefault(child, {}).update(rows)
    own = {day: row for _, upper in hung for day, row in upper.own.items()}
    last = totals.last_of(totals.days_summed(connection, start, end))
    return Rolled(
        totals.of_days(own, lambda _day, _people, _answered: False, last),
        {child: totals.of_days(rows, _is_open(child, opened), last) for child, rows in days.items()},
    )


def _is_open(child: int, opened: Callable[[date, str], frozenset[int]]) -> totals.Openness:
    return lambda day, people, _answered: child in opened(day, people)


def _opened(hung: Sequence[tuple[Place, Upper]]) -> Callable[[date, str], frozenset[int]]:
    """Return what gives the open children of a day; each day is thought through once, not once a child."""

    @cache
    def opened(day: date, people: str) -> frozenset[int]:
        for place, upper in hung:
            if place.starts <= day <= place.ends:
                family = upper.family(day, people)
                if place.is_open(day, people, family.total):
                    return frozenset(family.children) - closed(family)
        return frozenset()

    return opened
