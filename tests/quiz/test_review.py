from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from quiz.review import GAPS, Place, after

DAY = date(2026, 3, 2)


def test_right_on_every_due_day_leads_through_the_boxes_and_out():
    place, day, gaps = after(None, DAY, right=False), DAY, []
    while place is not None:
        gaps.append((place.due - day).days)
        day = place.due
        place = after(place, day, right=True)
    assert gaps == [1, 3, 7, 16, 35]


def test_wrong_puts_back_into_the_first_box_whatever_came_before():
    assert after(Place(4, DAY), DAY, right=False) == Place(1, DAY + timedelta(days=1))
    assert after(Place(4, DAY + timedelta(days=9)), DAY, right=False) == Place(1, DAY + timedelta(days=1))


def test_what_was_never_wrong_is_in_no_box():
    assert after(None, DAY, right=True) is None


def test_an_evening_of_practice_does_not_empty_the_boxes():
    place = after(None, DAY, right=False)
    for _ in range(9):
        place = after(place, DAY, right=True)
    assert place == Place(1, DAY + timedelta(days=1))


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=40))
def test_an_item_is_always_in_a_box_with_a_day_to_come_or_in_none(history):
    place, day = None, DAY
    for days, right in history:
        day += timedelta(days=days)
        place = after(place, day, right=right)
        assert place is None or 1 <= place.box <= len(GAPS)
        assert right or (place is not None and place.due > day)
