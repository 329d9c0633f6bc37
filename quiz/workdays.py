"""Working days: Monday to Friday, corrected by a table of holidays and of weekends that are worked.

The State Council announces the table for each year in the autumn before; nothing here guesses it. An
administrator writes it down, one line a day or span of days, and what is not named follows the week:

    # comment
    2026-10-01..2026-10-07 休
    2026-10-10 班
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from faults import Fault

BEIJING = ZoneInfo("Asia/Shanghai")
REST, WORK = "休", "班"
# A longer span is a slip of the pen: no holiday lasts a month.
LONGEST = 31
_LINE = re.compile(rf"^(\d{{4}}-\d\d-\d\d)(?:\s*(?:\.\.|至|到|~)\s*(\d{{4}}-\d\d-\d\d))?\s+({REST}|{WORK})$")
_SATURDAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Workdays:
    """The corrections to the week: `rests` are holidays, `works` weekends that are worked; Beijing days."""

    rests: frozenset[date] = frozenset()
    works: frozenset[date] = frozenset()

    def holds(self, day: date) -> bool:
        """Tell whether people work on a day."""
        return day in self.works or (day.weekday() < _SATURDAY and day not in self.rests)

    def next(self, day: date) -> date:
        """Return the first working day after `day`."""
        day += DAY
        while not self.holds(day):
            day += DAY
        return day


def read(text: str, path: str) -> Workdays:
    """Read the table; raises the faults workdays_unreadable and workdays_contradict with path and line."""
    rests, works = set[date](), set[date]()
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].strip().lstrip("\ufeff")
        if not words:
            continue
        days, kind = _days(words, path, number)
        mine, other = (rests, works) if kind == REST else (works, rests)
        if not other.isdisjoint(days):
            raise Fault("workdays_contradict", path=path, line=number)
        mine |= set(days)
    return Workdays(frozenset(rests), frozenset(works))


def _days(words: str, path: str, line: int) -> tuple[list[date], str]:
    found = _LINE.match(words)
    if found is None:
        raise Fault("workdays_unreadable", path=path, line=line)
    try:
        first = date.fromisoformat(found[1])
        last = date.fromisoformat(found[2] or found[1])
    except ValueError:
        raise Fault("workdays_unreadable", path=path, line=line) from None
    if not first <= last < first + LONGEST * DAY:
        raise Fault("workdays_unreadable", path=path, line=line)
    return list(_between(first, last)), found[3]


def _between(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY
