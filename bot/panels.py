"""What is looked at about a node, ready to be shown: figures with their charts; the same for page, chat and report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.charts import Chart, Form, Point
from bot.phrases import panels as words
from bot.phrases import statistics
from records import indicators, organisation, rollup, totals
from records.indicators import Figure, Known
from records.organisation import Node
from records.spans import Step, spans

Connection = Any  # of the records, which alone know its type
# What is looked at where nothing is said, today included.
SPAN = timedelta(days=29)
HARDEST = 5


@dataclass(frozen=True, slots=True)
class Panel:
    """A chart with the same in words and as a table: (label, figure) by row."""

    chart: Chart
    spoken: str
    rows: tuple[tuple[str, Figure], ...]


@dataclass(frozen=True, slots=True)
class Child:
    """A row of the table of children; the node's own members have no node of their own."""

    node: Node | None
    name: str
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class View:
    """A node over some days: the twelve figures by code, what is known of its topics, the hardest items.

    Items are those of the whole organisation that enough people met: (id, first answers, mean mark).
    """

    node: Node
    start: date
    end: date
    figures: dict[str, Figure]
    topics: tuple[Known, ...]
    hard: tuple[tuple[int, int, float], ...]


def view(connection: Connection, node: Node, start: date, end: date) -> View:
    """Return the figures of a node over the Beijing days from `start` to `end`, both included."""
    found = totals.of_node(connection, node, start, end)
    made = {figure.code: figure for figure in indicators.made(found)}
    return View(node, start, end, made, indicators.knowledge(found), _hard(found.items))


def trends(connection: Connection, node: Node, step: Step, today: date) -> tuple[Panel, ...]:
    """Return participation, mastery and improvement along time, each by itself; days without a round are left out."""
    parts = spans(step, today)
    found = [
        (words.label(span, step), indicators.by_day(one))
        for span, one in zip(parts, rollup.by_span(connection, node, parts), strict=True)
        if one.member_days or one.first.answers or one.repeats.answers
    ]
    return tuple(_line(code, step, [(name, figures[code]) for name, figures in found]) for code in words.THREE)


def children(connection: Connection, node: Node, start: date, end: date) -> tuple[Child, ...]:
    """Return what hangs directly below a node in the order of the tree, then its own members where it has any."""
    rolled = rollup.by_child(connection, node, start, end)
    nodes = {one.id: one for one in organisation.children(connection, node)}
    nodes |= {
        number: found
        for number in rolled.children.keys() - nodes.keys()
        if (found := organisation.node(connection, number))
    }
    none = totals.nothing(counted=False)
    rows = [Child(one, one.name, indicators.by_day(rolled.children.get(number, none))) for number, one in nodes.items()]
    own = indicators.by_day(rolled.own)
    return (*rows, Child(None, words.OWN, own)) if rows and rolled.own.members else tuple(rows)


def compared(rows: Sequence[Child]) -> Panel:
    """Return participation of the children beside one another, in the order of the tree: nobody is ranked."""
    pairs = tuple((row.name, row.figures["I3"]) for row in rows)
    title = words.CHILDREN.format(title=statistics.TITLES["I3"])
    chart = Chart(title, Form.BARS, points(pairs), statistics.TITLES["I3"], rates=True)
    return Panel(chart, words.spoken_bars(title, pairs), pairs)


def _hard(items: Mapping[int, tuple[int, float]]) -> tuple[tuple[int, int, float], ...]:
    known = [(item, count, mean) for item, (count, mean) in items.items() if count >= indicators.ENOUGH]
    return tuple(sorted(known, key=lambda row: (row[2], row[0]))[:HARDEST])


def _line(code: str, step: Step, rows: Sequence[tuple[str, Figure]]) -> Panel:
    title = words.TREND.format(title=statistics.TITLES[code], step=words.STEPS[step])
    chart = Chart(title, Form.LINE, points(rows), statistics.TITLES[code], rates=True)
    return Panel(chart, words.spoken(title, rows), tuple(rows))


def points(rows: Sequence[tuple[str, Figure]]) -> tuple[Point, ...]:
    """Return the marks of a chart, a row each."""
    return tuple(_point(name, figure) for name, figure in rows)


def _point(name: str, figure: Figure) -> Point:
    low, high = figure.interval or (None, None)
    short = statistics.NONE if figure.value is None else statistics.percent(figure.value)
    return Point(name, figure.value, short, low, high, words.point(name, figure))
