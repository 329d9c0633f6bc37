"""Dates as documents write them; all are Beijing calendar days."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from knowledge.numerals import value

_NUMBER = r"[\d〇○零一二三四五六七八九十]"
_WRITTEN = re.compile(rf"({_NUMBER}{{4}})\s*年\s*(?:({_NUMBER}{{1,3}})\s*月\s*(?:({_NUMBER}{{1,3}})\s*日)?)?")
_DIGITS = re.compile(r"(?<!\d)(\d{4})[-./](\d{1,2})(?:[-./](\d{1,2}))?(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


def find(text: str) -> Iterator[tuple[int, date]]:
    """Yield the whole dates (year, month and day) of `text` with the place each begins at."""
    for pattern in (_WRITTEN, _DIGITS):
        for found in pattern.finditer(text):
            if found[2] and found[3] and (day := _day(found[1], found[2], found[3])):
                yield found.start(), day


def periods(text: str) -> Iterator[tuple[int, date]]:
    """Yield the last day of each month or year that `text` names without a day, with the place it begins at."""
    for found in _WRITTEN.finditer(text):
        if not found[3] and (first := _day(found[1], found[2] or "12", "1")):
            after = date(first.year + (first.month == 12), first.month % 12 + 1, 1)
            yield found.start(), after - timedelta(days=1)


def stated(text: str) -> date | None:
    """Return the day a field states; a year or a month alone is enough and means its first day."""
    for pattern in (_WRITTEN, _DIGITS, _YEAR):
        if found := pattern.search(text):
            parts = [*found.groups(), None, None][:3]
            return _day(parts[0] or "", parts[1] or "1", parts[2] or "1")
    return None


def _day(year: str, month: str, day: str) -> date | None:
    numbers = (value(year), value(month), value(day))
    if None in numbers:
        return None
    try:
        return date(*(number or 0 for number in numbers))
    except ValueError:
        return None
