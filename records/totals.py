"""What the sums of a node and all below it come to over some days; nothing here is a rate."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from records.bank import item_events
from records.conversations import gaps
from records.counting import PARTS, bounds
from records.ledger import ledger, quarters_by
from records.organisation import Node
from records.spans import Span
from records.sums import item_sums, summed, topic_sums
from records.tree_sums import node_sums, node_topics

# What members and reviewers do to an item that they doubt.
DOUBTS = ("report", "key_in_doubt")


@dataclass(frozen=True, slots=True)
class Share:
    """Answers of the days that may be shown, and those right among them."""

    answers: int
    right: int
    days_left_out: int


@dataclass(frozen=True, slots=True)
class Topic:
    """First answers to one topic; `people` is the most that answered it on one day."""

    answers: int
    right: int
    people: int


@dataclass(frozen=True, slots=True)
class Totals:
    """All that the indicators are made of.

    `members` are those eligible at the end of the last day that is summed, None without any. `most_took_part` is the
    most that took part on one day. `gaps` are times asked by reason, `items` give (answers, mean mark) by item,
    `quarters` of hours of study by source.
    """

    members: int | None
    member_days: int
    took_part: int
    on_time: int
    made_up: int
    most_took_part: int
    first: Share
    repeats: Share
    questions: int
    cited: int
    topics: Mapping[str, Topic] = field(default_factory=dict)
    gaps: Mapping[str, int] = field(default_factory=dict)
    items: Mapping[int, tuple[int, float]] = field(default_factory=dict)
    reported: frozenset[int] = frozenset()
    quarters: Mapping[str, int] = field(default_factory=dict)


def of_node(connection: sa.Connection, node: Node, start: date, end: date) -> Totals:
    """Return the totals of a node over the Beijing days from `start` to `end`, both included."""
    last = last_summed(connection, ((start, end),))
    here = (node_sums.c.node == node.id) & node_sums.c.day.between(start, end)
    row = connection.execute(sa.select(*sums(node_sums, last)).where(here)).one()
    return replace(
        made(row, counted=bool(last)),
        topics=_topics(connection, node, start, end),
        gaps=_gaps(connection, start, end),
        items=_items(connection, start, end),
        reported=_reported(connection, start, end),
        quarters=_quarters(connection, node, start, end),
    )


def last_summed(connection: sa.Connection, spans: Iterable[Span]) -> dict[date, Span]:
    """Return for each span that has a day whose sums are written the last one of these: day -> span."""
    found = {}
    for span in spans:
        last = connection.execute(sa.select(sa.func.max(summed.c.day)).where(summed.c.day.between(*span))).scalar()
        if last is not None:
            found[last] = span
    return found


def sums(rows: sa.FromClause, last: Collection[date]) -> list["sa.ColumnElement[Any]"]:
    """Return what days alone give, as columns over rows like those of `node_sums`; `made` reads them.

    `last`: the last day that is summed; a node without a row then had no members, whatever it had before.
    """
    column = rows.c
    return [
        _total(column.eligible, column.day.in_(last)).label("members"),
        _total(column.eligible, column.held).label("member_days"),
        *(_total(column[name], column.held).label(name) for name in ("took_part", "on_time", "made_up")),
        sa.func.coalesce(sa.func.max(sa.case((column.held, column.took_part), else_=0)), 0).label("most_took_part"),
        *_results(rows, "first"),
        *_results(rows, "repeat"),
        _total(column.questions).label("questions"),
        _total(column.cited).label("cited"),
    ]


def _results(rows: sa.FromClause, name: str) -> Iterator["sa.ColumnElement[Any]"]:
    """Add up the days whose results may be shown; a day without such answers is not left out, it has none."""
    shown, column = rows.c[f"{name}_open"], rows.c
    yield _total(column[f"{name}_answers"], shown).label(f"{name}_answers")
    yield _total(column[f"{name}_right"], shown).label(f"{name}_right")
    yield _total(sa.literal(1), ~shown & (column[f"{name}_members"] > 0)).label(f"{name}_left_out")


def _total(column: "sa.ColumnElement[int]", where: "sa.ColumnElement[bool] | None" = None) -> "sa.ColumnElement[int]":
    return sa.func.coalesce(sa.func.sum(column if where is None else sa.case((where, column), else_=0)), 0)


def made(row: "sa.Row[Any]", *, counted: bool) -> Totals:
    """Return totals of a row of `sums`; `counted`: a day of them is summed."""
    return Totals(
        members=int(row.members) if counted else None,
        member_days=int(row.member_days),
        took_part=int(row.took_part),
        on_time=int(row.on_time),
        made_up=int(row.made_up),
        most_took_part=int(row.most_took_part),
        first=Share(int(row.first_answers), int(row.first_right), int(row.first_left_out)),
        repeats=Share(int(row.repeat_answers), int(row.repeat_right), int(row.repeat_left_out)),
        questions=int(row.questions),
        cited=int(row.cited),
    )


def nothing(*, counted: bool) -> Totals:
    """Return the totals of a node of which there is nothing to say; `counted`: a day is summed."""
    none = Share(0, 0, 0)
    return Totals(0 if counted else None, 0, 0, 0, 0, 0, none, none, 0, 0)


def open_nodes(connection: sa.Connection, day: date) -> frozenset[int]:
    """Return the ids of the nodes whose first answers of a day may be shown."""
    query = sa.select(node_sums.c.node).where(node_sums.c.day == day, node_sums.c.first_open)
    return frozenset(connection.execute(query).scalars())


def _topics(connection: sa.Connection, node: Node, start: date, end: date) -> dict[str, Topic]:
    """Add up the topics of a node's own members and of what hung below it."""
    parts = [
        sa.select(table.c.day, table.c.topic, table.c.answers, table.c.right, table.c.members)
        .where(here == node.id, table.c.day.between(start, end))
        for table, here in ((topic_sums, topic_sums.c.branch), (node_topics, node_topics.c.node))
    ]  # fmt: skip
    every, total = sa.union_all(*parts).subquery(), sa.func.sum
    by_day = sa.select(
        every.c.topic, total(every.c.answers).label("answers"), total(every.c.right).label("right"),
        total(every.c.members).label("people"),
    ).group_by(every.c.topic, every.c.day).subquery()  # fmt: skip
    query = sa.select(by_day.c.topic, total(by_day.c.answers), total(by_day.c.right), sa.func.max(by_day.c.people))
    found = connection.execute(query.group_by(by_day.c.topic))
    return {topic: Topic(int(count), int(right), int(people)) for topic, count, right, people in found}


def _gaps(connection: sa.Connection, start: date, end: date) -> dict[str, int]:
    """Return how often questions that found no answer were asked, by reason; those asked last within the days."""
    within = (gaps.c.last >= bounds(start)[0]) & (gaps.c.last < bounds(end)[1])
    query = sa.select(gaps.c.reason, sa.func.sum(gaps.c.times)).where(within).group_by(gaps.c.reason)
    return {reason: int(times) for reason, times in connection.execute(query)}


def _items(connection: sa.Connection, start: date, end: date) -> dict[int, tuple[int, float]]:
    count, parts = sa.func.sum(item_sums.c.answers), sa.func.sum(item_sums.c.parts)
    query = sa.select(item_sums.c.item, count, parts).where(item_sums.c.day.between(start, end))
    found = connection.execute(query.group_by(item_sums.c.item))
    return {item: (int(count), int(parts) / PARTS / int(count)) for item, count, parts in found}


def _reported(connection: sa.Connection, start: date, end: date) -> frozenset[int]:
    within = (item_events.c.moment >= bounds(start)[0]) & (item_events.c.moment < bounds(end)[1])
    query = sa.select(item_events.c.item).where(within, item_events.c.action.in_(DOUBTS))
    return frozenset(connection.execute(query).scalars())


def _quarters(connection: sa.Connection, node: Node, start: date, end: date) -> dict[str, int]:
    return {source: quarters for (source,), quarters in quarters_by(connection, node, start, end, ledger.c.source)}
