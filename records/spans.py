"""Days put together: weeks from Monday, months, quarters; each with its first and last Beijing day."""

import re
from datetime import date, timedelta
from enum import StrEnum

from faults import Fault

Span = tuple[date, date]


class Step(StrEnum):
    """How long one part of a trend is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


# So many parts fit on a phone's screen and still show a course.
COUNT = {Step.DAY: 30, Step.WEEK: 12, Step.MONTH: 12, Step.QUARTER: 8}


def spans(step: Step, end: date) -> tuple[Span, ...]:
    """Return the last parts up to a day, the earliest first; the last one ends with that day."""
    found: list[Span] = []
    last = end
    for _ in range(COUNT[step]):
        first = _first(step, last)
        found.append((first, last))
        last = first - timedelta(days=1)
    return tuple(reversed(found))


def quarter(words: str) -> Span:
    """Return the days of a quarter, "2026Q3"; raises the fault quarter_unreadable."""
    found = re.fullmatch(r"(\d{4})Q([1-4])", words.upper())
    if found is None or int(found[1]) < 1:
        raise Fault("quarter_unreadable", words=words)
    year, first = int(found[1]), 3 * int(found[2]) - 2
    return date(year, first, 1), date(year + first // 10, (first + 2) % 12 + 1, 1) - timedelta(days=1)


def year(number: int) -> Span:
    """Return the days of a year."""
    return date(number, 1, 1), date(number, 12, 31)


def _first(step: Step, day: date) -> date:
    """Return the first day of the part in which a day lies."""
    if step is Step.WEEK:
        return day - timedelta(days=day.weekday())
    if step is Step.MONTH:
        return day.replace(day=1)
    if step is Step.QUARTER:
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return day
