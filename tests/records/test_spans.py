"""Weeks, months and quarters as people count them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faults import Fault
from records.spans import Step, quarter, spans


def test_the_last_part_ends_today_and_the_others_with_their_calendar():
    today = date(2026, 3, 4)
    assert spans(Step.WEEK, today)[-2:] == ((date(2026, 2, 23), date(2026, 3, 1)), (date(2026, 3, 2), today))
    assert spans(Step.MONTH, today)[-2:] == ((date(2026, 2, 1), date(2026, 2, 28)), (date(2026, 3, 1), today))
    assert spans(Step.QUARTER, today)[-2:] == ((date(2025, 10, 1), date(2025, 12, 31)), (date(2026, 1, 1), today))
    assert spans(Step.DAY, today)[-2:] == ((date(2026, 3, 3),) * 2, (today, today))


@given(st.sampled_from(Step), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_parts_follow_one_another_without_a_gap(step, end):
    found = spans(step, end)
    assert found[-1][1] == end
    assert all(first <= last for first, last in found)
    assert all(later[0] == earlier[1] + timedelta(days=1) for earlier, later in pairwise(found))


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2024q4", date(2024, 10, 1), date(2024, 12, 31)),
    ],
)
def test_a_quarter_has_its_days(words, first, last):
    assert quarter(words) == (first, last)


@pytest.mark.parametrize("words", ["2026", "2026Q5", "0000Q1", "2026-3", ""])
def test_what_is_no_quarter_is_refused(words):
    with pytest.raises(Fault, match="quarter_unreadable"):
        quarter(words)
