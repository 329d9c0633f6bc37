"""The report of a node over a quarter or year: one set of figures, written as .docx, .xlsx and JSON."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot import charts, panels
from bot.archive import repacked
from bot.clock import BEIJING
from bot.official import written as document
from bot.panels import Child, Panel, View
from bot.paper import Annex, Block, Grid, Heading, Paper, Paragraph, Picture
from bot.phrases import panels as labels
from bot.phrases import report as words
from bot.phrases import statistics
from bot.phrases.answers import day as spoken
from bot.sheets import Sheet
from bot.sheets import written as workbook
from faults import Fault
from records import organisation, spans
from records.indicators import Figure
from records.organisation import Node
from records.spans import Span, Step

Connection = Any  # of the records, which alone know its type
CHILD_CODES = ("I1", "I2", "I3", "I6")


@dataclass(frozen=True, slots=True)
class Report:
    """All that a report says, read once: so that its two files cannot differ.

    `title` names the period, `today` is the day of the report; `closes` is the period's last day, which may be to come.
    `leading` is the 党组 that guides or leads the node or one above it; `plans` are the secretary's words.
    """

    view: View
    title: str
    today: date
    closes: date
    upper: Node | None
    children: tuple[Child, ...]
    trends: tuple[Panel, ...]
    leading: Node | None = None
    plans: str = ""

    @property
    def subordinates(self) -> int:
        """How many organisations hang directly below."""
        return sum(child.node is not None for child in self.children)


@dataclass(frozen=True, slots=True)
class Period:
    """What is reported on: its days, how it is called, and how long one part of its trend is."""

    name: str
    span: Span
    title: str
    step: Step


def period(name: str, today: date) -> Period:
    """Return a quarter ("2026Q3") or a year ("2026"); raises the faults quarter_unreadable and period_to_come."""
    if re.fullmatch("20[0-9]{2}", name):
        found = Period(name, spans.year(int(name)), words.year(int(name)), Step.MONTH)
    else:
        span = spans.quarter(name)
        found = Period(name.upper(), span, words.quarter(span[0]), Step.WEEK)
    if found.span[0] > today:
        raise Fault("period_to_come", start=found.span[0].isoformat())
    return found


def periods(today: date) -> tuple[Period, ...]:
    """Return the periods that are reported on these days, the newest first: the last quarters, this year, the last."""
    quarters = [
        f"{first.year}Q{(first.month + 2) // 3}" for first, _ in reversed(spans.spans(Step.QUARTER, today)[-4:])
    ]
    return tuple(period(name, today) for name in (*quarters, str(today.year), str(today.year - 1)))


def usual(today: date) -> Period:
    """Return the quarter that is most likely meant: the one that runs, or in its first month the one before."""
    first, _ = spans.spans(Step.QUARTER, today - timedelta(days=30))[-1]
    return period(f"{first.year}Q{(first.month + 2) // 3}", today)


def of_node(connection: Connection, node: Node, about: Period, today: date, plans: str = "") -> Report:
    """Return the report of a node over a period, up to today where it is not over."""
    start, end = about.span[0], min(about.span[1], today)
    upper = organisation.node(connection, node.upper) if node.upper else None
    return Report(
        panels.view(connection, node, start, end),
        about.title,
        today,
        about.span[1],
        upper,
        panels.children(connection, node, start, end),
        panels.trends(connection, node, about.step, end),
        _leading(connection, node, today),
        plans,
    )


def _leading(connection: Connection, node: Node, today: date) -> Node | None:
    """Return the 党组 that guides or leads a node today; where it has none, that of the nearest node above."""
    line = node.path.strip("/").split("/")
    found = [
        (line.index(str(lower)), upper)
        for upper, lower, _, starts, ends in organisation.guided(connection)
        if str(lower) in line and starts <= today <= (ends or today)
    ]
    return organisation.node(connection, max(found)[1]) if found else None


def stem(node: Node, about: Period) -> str:
    """Return what the files of a report are called, without the ending."""
    return f"{file_code(node)}-{about.name}"


def file_code(node: Node) -> str:
    """Return how files about a node's report begin; a code may hold what no file's name can."""
    return words.FILE.format(code=re.sub(r"[^0-9A-Za-z_-]", "_", node.code))


def figures(report: Report) -> bytes:
    """Return the figures as JSON, as `xuesi stats --json` has them, each with what is said of it."""
    view = report.view
    found = dict(statistics.rows(view.node, view.start, view.end, tuple(view.figures.values())))
    for code, figure in view.figures.items():
        found[code] = {**found[code], "said": statistics.said(figure)}
    found["children"] = [
        {"node": row.name, **{code: statistics.said(figure) for code, figure in row.figures.items()}}
        for row in report.children
    ]
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def data_number(report: Report) -> str:
    """Return the number that is the same in all that was made of the same figures."""
    return hashlib.sha256(figures(report)).hexdigest()[:12]


def docx(report: Report) -> bytes:
    """Return the draft as an official document; the same report gives the same bytes."""
    node = report.view.node
    annexes = (
        Annex(words.ANNEX_OF.format(number=1), words.RULES_TITLE, tuple(_rules())),
        Annex(words.ANNEX_OF.format(number=2), words.TABLES_TITLE, tuple(_tables(report))),
    )
    paper = Paper(
        words.TITLE.format(node=node.name, period=report.title),
        report.upper.name if report.upper else words.NO_UPPER,
        tuple(_body(report)),
        node.name,
        spoken(report.today),
        annexes,
    )
    return document(paper, moment(report))


def xlsx(report: Report) -> bytes:
    """Return the raw tables; the same report gives the same bytes."""
    view = report.view
    sheets = (
        Sheet(words.FIGURES, words.FIGURE_COLUMNS, [_row(figure) for figure in view.figures.values()]),
        Sheet(words.CHILDREN, words.CHILD_COLUMNS, list(_children(report))),
        Sheet(words.TREND, words.TREND_COLUMNS, list(_trends(report))),
        Sheet(
            words.TOPIC_SHEET,
            words.TOPIC_COLUMNS,
            [(one.topic, labels.LEVELS[one.level], one.answers) for one in view.topics],
        ),
    )
    remark = statistics.PURPOSE + statistics.LIMITS + _numbered(report)
    return repacked(workbook(sheets, remark), moment(report))


def _numbered(report: Report) -> str:
    return words.DATA_NUMBER.format(number=data_number(report))


def moment(report: Report) -> datetime:
    """Return the moment that all files of a report are said to be of: the beginning of its day."""
    return datetime.combine(report.today, time(), BEIJING)


def _body(report: Report) -> Iterator[Block]:
    view, said = report.view, words.facts(report.view.figures)
    yield Heading(words.BASICS)
    yield Paragraph(words.period(view.start, view.end))
    if view.end < report.closes:
        yield Paragraph(words.UNFINISHED.format(end=spoken(view.end)))
    yield Heading(words.PEOPLE, 2)
    yield Paragraph(words.STAFF.format(members=said["I1"], children=report.subordinates))
    yield Heading(words.TAKING_PART, 2)
    yield Paragraph(words.PART.format(**said))
    yield _picture(report.trends[0])
    yield Heading(words.KNOWN)
    yield Paragraph(words.MASTERY.format(**said))
    yield _picture(report.trends[1])
    yield Paragraph(words.TOPICS.format(topics=words.topics(view.topics)))
    yield Paragraph(words.ASKED.format(**said))
    yield Heading(words.PROBLEMS)
    weak = [name for name, _ in view.figures["I8"].parts]
    yield Paragraph(words.WEAK.format(topics="、".join(weak)) if weak else words.NONE_WEAK)
    yield Paragraph(words.UNANSWERED.format(said=said["I10"]))
    yield Paragraph(words.ITEMS.format(said=said["I11"]))
    yield Heading(words.NEXT)
    yield from (Paragraph(line) for line in report.plans.splitlines() or [words.TO_WRITE] if line.strip())
    yield Paragraph(statistics.PURPOSE + statistics.LIMITS)


def _picture(panel: Panel) -> Picture:
    return Picture(charts.png(panel.chart), panel.spoken)


def _rules() -> Iterator[Block]:
    rows = [(statistics.TITLES[code], meaning) for code, meaning in statistics.MEANINGS.items()]
    yield Grid((words.RULES_HEAD, *rows), (1, 4))
    yield from (Paragraph(rule) for rule in words.RULES)


def _tables(report: Report) -> Iterator[Block]:
    said = words.facts(report.view.figures)
    yield Grid((words.HEAD, *((statistics.TITLES[code], text) for code, text in said.items())), (1, 4))
    if report.children:
        yield Paragraph(words.CHILDREN)
        rows = [(row.name, *(statistics.said(row.figures[code]) for code in CHILD_CODES)) for row in report.children]
        yield Grid((words.CHILD_HEAD, *rows), (28, 18, 23, 43, 44))
    yield Paragraph(_numbered(report))


def _row(figure: Figure) -> tuple[Any, ...]:
    low, high = figure.interval or (None, None)
    title, meaning = statistics.TITLES[figure.code], statistics.MEANINGS[figure.code]
    return (figure.code, title, statistics.said(figure), figure.value, *_sums(figure), low, high, meaning)


def _sums(figure: Figure) -> tuple[float | None, int | None]:
    return figure.numerator, figure.denominator


def _children(report: Report) -> Iterator[tuple[Any, ...]]:
    for row in report.children:
        code = row.node.code if row.node else ""
        for figure in row.figures.values():
            yield (code, row.name, statistics.TITLES[figure.code], statistics.said(figure), *_sums(figure))


def _trends(report: Report) -> Iterator[tuple[Any, ...]]:
    for panel in report.trends:
        for name, figure in panel.rows:
            yield (name, statistics.TITLES[figure.code], statistics.said(figure), *_sums(figure))
