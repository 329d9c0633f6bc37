"""The card of a node's month (F-04): what was planned, what was done, what is past its day; each line with its records.

The same lines for page, chat and command. It follows up; it draws no conclusion about anybody.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.clock import day_of
from bot.phrases import month as words
from bot.phrases.statistics import short
from faults import Fault
from records import indicators, months, reports
from records.indicators import Figure
from records.months import Activity, Plan, QuizDay
from records.organisation import Node
from records.reports import HANDED_IN, Step, Version

Connection = Any  # of the records, which alone know its type
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing, in a sentence, and the records behind it, one a line."""

    text: str
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """A node's month up to a Beijing day."""

    node: Node
    first: date
    last: date
    planned: tuple[Line, ...]
    done: tuple[Line, ...]
    overdue: tuple[Line, ...]


def parsed(name: str) -> date:
    """Return the first day of a month, "2026-09"; raises the fault month_unreadable."""
    if not re.fullmatch(r"20\d\d-(?:0[1-9]|1[0-2])", name):
        raise Fault("month_unreadable", words=name)
    return date.fromisoformat(f"{name}-01")


def before(first: date) -> date:
    """Return the first day of the month before."""
    return (first - _DAY).replace(day=1)


def of_node(connection: Connection, node: Node, first: date, today: date) -> Month:
    """Return a node's month from its first day, up to today where it is not over; raises the fault period_to_come."""
    if first > today:
        raise Fault("period_to_come", start=first.isoformat())
    end = (first + timedelta(days=31)).replace(day=1) - _DAY
    last = min(end, today)
    plans = months.plans(connection, node, first, end)
    quiz = months.quiz_days(connection, node, first, last)
    due = [
        (day, period, reports.last(connection, node.id, period))
        for period, day in reports.deadlines(connection, node.upper, first, end)
    ]
    figures = {one.code: one for one in indicators.figures(connection, node, first, last)}
    worked = months.activities(connection, node, first, last)
    filed = list(_filed(connection, node, first, last))
    return Month(
        node,
        first,
        last,
        (*map(_planned, plans), *_quiz_planned(quiz), *(Line(words.due(period, day)) for day, period, _ in due)),
        (*_read(plans), *_quiz_done(quiz, figures), *_hours(worked), *filed),
        tuple(_overdue(plans, due, today)),
    )


def _planned(plan: Plan) -> Line:
    note = (words.NOTE.format(note=plan.reading.note),) if plan.reading.note else ()
    return Line(words.planned(plan.reading), note)


def _read(plans: tuple[Plan, ...]) -> Iterator[Line]:
    for plan in plans:
        if plan.finished:
            yield Line(words.READ.format(title=plan.reading.title, count=plan.finished))


def _quiz_planned(quiz: tuple[QuizDay, ...]) -> Iterator[Line]:
    if quiz:
        yield Line(words.QUIZ.format(count=len(quiz)), tuple(short(one.day) for one in quiz))


def _quiz_done(quiz: tuple[QuizDay, ...], figures: dict[str, Figure]) -> Iterator[Line]:
    if quiz:
        yield Line(words.quiz_done(figures), tuple(words.quiz_day(one) for one in quiz))


def _hours(worked: tuple[Activity, ...]) -> Iterator[Line]:
    if worked:
        yield Line(words.hours(worked), tuple(words.activity(one) for one in worked))


def _filed(connection: Connection, node: Node, first: date, last: date) -> Iterator[Line]:
    """Yield what was done with the node's own reports within the days."""
    for version in reversed(reports.versions(connection, node.id)):
        steps = [one for one in reports.steps(connection, version.id) if first <= day_of(one.moment) <= last]
        if steps:
            yield _report(version, steps)


def _report(version: Version, steps: list[Step]) -> Line:
    return Line(words.filed(version, steps[-1]), tuple(words.step(one) for one in steps))


def _overdue(
    plans: tuple[Plan, ...], due: list[tuple[date, str, Version | None]], today: date
) -> Iterator[Line]:  # fmt: skip
    for plan in plans:
        if plan.reading.ends and plan.reading.ends < today and not plan.finished:
            yield Line(words.unread(plan.reading.title, plan.reading.ends))
    for day, period, version in due:
        if day < today and (version is None or version.state not in HANDED_IN):
            yield Line(words.late(period, day, version))
