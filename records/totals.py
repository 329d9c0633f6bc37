"""What the sums of a node and all below it come to over some days; nothing here is a rate."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from records.bank import item_events
from records.conversations import gaps
from records.counting import COLUMNS, PARTS, bounds
from records.ledger import ledger
from records.organisation import Node, placements
from records.participation import day_sums, item_sums, summed, topic_sums
from records.suppression import Family, all_open, is_open

# What members and reviewers do to an item that they doubt.
DOUBTS = ("report", "key_in_doubt")
# Of how many people results are.
PEOPLE = ("first_members", "repeat_members")


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
    days = days_of(connection, below(node, start, end))
    return replace(
        of_days(days, openness(places_of(connection, node, start, end)), last_of(days_summed(connection, start, end))),
        topics=_topics(connection, node, start, end),
        gaps=_gaps(connection, start, end),
        items=_items(connection, start, end),
        reported=_reported(connection, start, end),
        quarters=_quarters(connection, node, start, end),
    )


def of_days(days: "Days", is_open: "Openness", last: date | None) -> Totals:
    """Return what is summed by day alone; the rest of the totals stays empty.

    `last` is the last day that is summed: a node without a row then had no members, whatever it had before.
    """
    held = [row for row in days.values() if row["held"]]
    return Totals(
        members=None if last is None else days[last]["eligible"] if last in days else 0,
        member_days=sum(row["eligible"] for row in held),
        took_part=sum(row["took_part"] for row in held),
        on_time=sum(row["on_time"] for row in held),
        made_up=sum(row["made_up"] for row in held),
        most_took_part=max((row["took_part"] for row in held), default=0),
        first=_share(days, is_open, "first"),
        repeats=_share(days, is_open, "repeat"),
        questions=sum(row["questions"] for row in days.values()),
        cited=sum(row["cited"] for row in days.values()),
    )


def days_summed(connection: sa.Connection, start: date, end: date) -> tuple[date, ...]:
    """Return the days of a period whose sums are written, the first one first."""
    query = sa.select(summed.c.day).where(summed.c.day.between(start, end)).order_by(summed.c.day)
    return tuple(connection.execute(query).scalars())


def last_of(days: Sequence[date]) -> date | None:
    """Return the last of some days, None of none."""
    return days[-1] if days else None


def open_nodes(connection: sa.Connection, day: date) -> frozenset[int]:
    """Return the ids of all nodes whose first answers of a day may be shown, nodes without any among them."""
    joined = placements.outerjoin(day_sums, (day_sums.c.branch == placements.c.node) & (day_sums.c.day == day))
    query = (
        sa.select(placements.c.path, day_sums.c.first_members)
        .select_from(joined)
        .where(_on(placements, sa.literal(day)))
    )
    return all_open({_line(path): people or 0 for path, people in connection.execute(query)})


Row = Mapping[str, Any]
Days = Mapping[date, Row]
# Whether results of a day, of first answers or repeats (one of `PEOPLE`) of so many people, may be shown.
Openness = Callable[[date, str, int], bool]


@dataclass(frozen=True, slots=True)
class Upper:
    """One node above another: the days of its own members, and those of each child and all below it."""

    own: Days
    children: Mapping[int, Days]

    def family(self, day: date, people: str) -> Family:
        """Return who answered on a day."""
        here = self.own.get(day)
        below = {child: days[day][people] for child, days in self.children.items() if day in days}
        return Family(here[people] if here else 0, below)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node hung from one day to another: the ids from the root to it, and all above it."""

    starts: date
    ends: date
    line: tuple[int, ...]
    above: tuple[Upper, ...]

    def is_open(self, day: date, people: str, answered: int) -> bool:
        """Tell whether the node's results of a day may be shown; `answered` is how many people they are of."""
        return is_open(self.line, [upper.family(day, people) for upper in self.above], answered)


def days_of(connection: sa.Connection, narrow: Callable[["sa.Select[Any]"], "sa.Select[Any]"]) -> dict[date, Row]:
    """Return sums by day, of the branches and days that the query is narrowed to."""
    totals = [sa.func.sum(day_sums.c[name]).label(name) for name in COLUMNS]
    held = sa.func.max(sa.case((day_sums.c.held, 1), else_=0)).label("held")
    query = narrow(sa.select(day_sums.c.day, held, *totals)).group_by(day_sums.c.day)
    return {row["day"]: dict(row) for row in connection.execute(query).mappings()}


def own(branch: int, start: date, end: date) -> Callable[["sa.Select[Any]"], "sa.Select[Any]"]:
    """Return what narrows a query to some days of a node's own members."""
    return lambda query: query.where(day_sums.c.branch == branch, day_sums.c.day.between(start, end))


def places_of(connection: sa.Connection, node: Node, start: date, end: date) -> list[Place]:
    """Return where a node hung on the days asked for."""
    during = (placements.c.starts <= end) & (placements.c.ends.is_(None) | (placements.c.ends >= start))
    query = sa.select(placements).where(placements.c.node == node.id, during)
    found = []
    for row in connection.execute(query).all():
        first, last, line = max(start, row.starts), min(end, row.ends or end), _line(row.path)
        found.append(Place(first, last, line, _above(connection, line, first, last)))
    return found


def _above(connection: sa.Connection, line: tuple[int, ...], start: date, end: date) -> tuple[Upper, ...]:
    return tuple(upper(connection, line[: depth + 1], start, end) for depth in range(len(line) - 1))


def upper(
    connection: sa.Connection, line: tuple[int, ...], start: date, end: date, columns: Sequence[str] = PEOPLE
) -> Upper:  # fmt: skip
    """Return the node at the end of a line over some days; of its children the columns asked for."""
    return Upper(days_of(connection, own(line[-1], start, end)), _children(connection, line, start, end, columns))


def _children(
    connection: sa.Connection, line: tuple[int, ...], start: date, end: date, columns: Sequence[str]
) -> Mapping[int, Days]:  # fmt: skip
    above, day = "".join(f"/{number}" for number in line) + "/", day_sums.c.day
    child = _next_below(placements.c.path, above, connection.dialect.name).label("child")
    held = sa.func.max(sa.case((day_sums.c.held, 1), else_=0)).label("held")
    query = (
        sa.select(child, day, held, *(sa.func.sum(day_sums.c[name]).label(name) for name in columns))
        .select_from(placements)
        .join(day_sums, day_sums.c.branch == placements.c.node)
        .where(placements.c.path.startswith(above, autoescape=True), placements.c.path != above)
        .where(_on(placements, day), day.between(start, end))
        .group_by(child, day)
    )
    found: dict[int, dict[date, Row]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["child"], {})[row["day"]] = dict(row)
    return found


def _next_below(path: "sa.ColumnElement[str]", above: str, dialect: str) -> "sa.ColumnElement[int]":
    """Return the first id in a path after those of the node above."""
    rest = sa.func.substr(path, len(above) + 1)
    # SQLite itself reads a number up to the first sign that is no digit.
    return sa.cast(sa.func.split_part(rest, "/", 1) if dialect == "postgresql" else rest, sa.Integer)


def openness(places: Sequence[Place]) -> Openness:
    """Return what tells whether a node's results of a day may be shown, by where it hung then."""

    def is_open(day: date, people: str, answered: int) -> bool:
        return any(place.starts <= day <= place.ends and place.is_open(day, people, answered) for place in places)

    return is_open


def _share(days: Days, is_open: Openness, name: str) -> Share:
    """Add up the days whose results may be shown; a day without such answers is not left out, it has none."""
    people = f"{name}_members"
    answered = {day: row for day, row in days.items() if row[people]}
    shown = [row for day, row in answered.items() if is_open(day, people, row[people])]
    right, count = sum(row[f"{name}_right"] for row in shown), sum(row[f"{name}_answers"] for row in shown)
    return Share(count, right, len(answered) - len(shown))


def _topics(connection: sa.Connection, node: Node, start: date, end: date) -> dict[str, Topic]:
    total = sa.func.sum
    sums = sa.select(
        topic_sums.c.topic, total(topic_sums.c.answers).label("answers"), total(topic_sums.c.right).label("right"),
        total(topic_sums.c.members).label("people"),
    )  # fmt: skip
    by_day = below(node, start, end, topic_sums)(sums).group_by(topic_sums.c.topic, topic_sums.c.day).subquery()
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
    query = below(node, start, end, ledger)(sa.select(ledger.c.source, sa.func.sum(ledger.c.quarters)))
    found = connection.execute(query.group_by(ledger.c.source))
    return {source: int(quarters) for source, quarters in found}


def below(
    node: Node, start: date, end: date, table: sa.Table = day_sums
) -> Callable[["sa.Select[Any]"], "sa.Select[Any]"]:  # fmt: skip
    """Return what narrows a query to some days of a node and of what hung below it on the row's day."""
    there = (placements.c.node == table.c.branch) & _on(placements, table.c.day)
    under = placements.c.path.contains(f"/{node.id}/", autoescape=True)
    within = table.c.day.between(start, end)
    return lambda query: query.select_from(table.join(placements, there)).where(under, within)


def _on(placed: "sa.FromClause", day: "sa.ColumnElement[date]") -> "sa.ColumnElement[bool]":
    return (placed.c.starts <= day) & (placed.c.ends.is_(None) | (placed.c.ends >= day))


def _line(path: str) -> tuple[int, ...]:
    return tuple(int(part) for part in path.strip("/").split("/"))
