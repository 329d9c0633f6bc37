"""Working days. The table below is made up: what is announced for a year is the administrator's to write down."""

from datetime import date

import pytest

from faults import Fault
from quiz.workdays import Workdays, read

TABLE = """\ufeff# 示例：某年的安排
2026-10-01..2026-10-07 休   # 长假
2026-10-10 班
2027-01-01 休
"""


def test_without_a_table_people_work_from_monday_to_friday():
    assert [Workdays().holds(date(2026, 3, day)) for day in range(2, 9)] == [True] * 5 + [False] * 2


def test_holidays_and_worked_weekends_are_read():
    days = read(TABLE, "t")
    assert not any(days.holds(date(2026, 10, day)) for day in range(1, 8))
    assert days.holds(date(2026, 10, 8))
    assert days.holds(date(2026, 10, 10))
    assert not days.holds(date(2026, 10, 11))
    assert days.next(date(2026, 9, 30)) == date(2026, 10, 8)
    assert days.next(date(2026, 10, 9)) == date(2026, 10, 10)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("2026-10-01 假", "workdays_unreadable", 1),
        ("\n2026-13-01 休", "workdays_unreadable", 2),
        ("2026-02-30 休", "workdays_unreadable", 1),
        ("2026-10-07..2026-10-01 休", "workdays_unreadable", 1),
        ("2026-01-01..2026-12-31 休", "workdays_unreadable", 1),
        ("国庆 休", "workdays_unreadable", 1),
        ("2026-10-01..2026-10-07 休\n2026-10-03 班", "workdays_contradict", 2),
    ],
)
def test_a_line_that_cannot_be_meant_is_named(text, code, line):
    with pytest.raises(Fault) as caught:
        read(text, "workdays.txt")
    assert (caught.value.code, caught.value.fields["line"]) == (code, line)
