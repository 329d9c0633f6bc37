"""Figures of participation, counted by hand; what stays when events go."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from records import indicators, organisation, participation
from records.answers import answers
from records.members import members
from records.sums import day_sums, item_sums
from records.tree_sums import node_sums
from tests.records.histories import (
    BRANCHES,
    DAYS,
    END,
    FIRST,
    MEMBERS,
    START,
    Stand,
    Turn,
    calm,
    crowd,
    day,
    write,
)
from tests.records.tried import DAY, LATER, stored, tried


def figures_of(records, history, node=1, start=0, end=DAYS - 1):
    def job(connection):
        write(connection, history)
        participation.settle(connection, LATER)
        found = organisation.node(connection, node)
        return {one.code: one for one in indicators.figures(connection, found, day(start), day(end))}

    return tried(records, job)


def test_rates_are_made_of_sums_and_not_of_rates(records):
    """Branch 4: 8 of 8 right. Branch 5: 1 member, wrong on three more questions."""
    stands = (*(Stand(m, 0, 4, True) for m in MEMBERS[:6]), *(Stand(m, 0, 3, True) for m in MEMBERS[6:]))
    quiz = crowd(people=MEMBERS[:6]) + crowd(people=MEMBERS[6:], branch=3, right=False)
    found = figures_of(records, calm(stands=stands, quiz=quiz), end=0)
    assert (found["I6"].numerator, found["I6"].denominator) == (6, 9)
    assert (found["I1"].value, found["I3"].value) == (9, 1.0)


def test_a_small_branch_shows_counts_and_no_rates(records):
    found = figures_of(records, calm(quiz=crowd(people=MEMBERS[:4])), node=4, end=0)
    assert (found["I2"].value, found["I3"].value, found["I3"].withheld) == (4, None, True)
    assert (found["I6"].value, found["I6"].numerator, found["I6"].withheld) == (None, None, True)


def test_few_answers_are_marked_and_stand_with_their_interval(records):
    found = figures_of(records, calm(quiz=crowd()), node=4, end=0)
    assert found["I6"].is_small
    low, high = found["I6"].interval
    assert (round(low, 2), high) == (0.7, 1.0)


@pytest.mark.parametrize(("right", "count", "low", "high"), [(3, 4, 30, 95), (12, 20, 39, 78), (24, 30, 63, 90)])
def test_intervals_as_published(right, count, low, high):
    assert [round(100 * end) for end in indicators.wilson(right, count)] == [low, high]


def test_a_range_adds_up_its_days_that_may_be_shown(records):
    quiz = crowd(0) + crowd(1, people=MEMBERS[:3], right=False) + crowd(2, right=False)
    whole = figures_of(records, calm(quiz=quiz), node=4)["I6"]
    assert (whole.numerator, whole.denominator, whole.days_left_out) == (9, 18, 1)
    assert figures_of(records, calm(quiz=quiz), node=4, start=1, end=1)["I6"].withheld


def test_weak_topics_are_named_without_their_share(records):
    quiz = crowd(0, right=False) + crowd(1, right=False) + crowd(2, right=False)
    weak = figures_of(records, calm(quiz=quiz), node=4)["I8"]
    assert (weak.value, weak.parts) == (1, (("党章", None),))
    assert figures_of(records, calm(quiz=crowd(0, right=False)), node=4)["I8"].parts == ()


def test_answering_adds_no_hours(records):
    assert figures_of(records, calm(quiz=crowd()))["I12"].value == 0


def test_a_round_that_is_still_open_does_not_count_yet(records):
    history = calm(held=frozenset({0}), quiz=crowd())

    def job(connection):
        write(connection, history)
        connection.execute(sa.text("UPDATE rounds SET closed = NULL"))
        participation.sum_day(connection, FIRST, START + timedelta(hours=10))
        during = connection.execute(sa.select(day_sums.c.held, day_sums.c.took_part)).all()
        participation.sum_day(connection, FIRST, START + timedelta(hours=21))
        return during, connection.execute(sa.select(day_sums.c.held, day_sums.c.took_part)).all()

    assert tried(records, job) == ([(False, 0)], [(True, 9)])


def test_a_late_answer_counts_where_the_member_stood_on_that_day(records):
    """The member moved to branch 5 before making up; the member-day stays with branch 4, the answer is of branch 5."""
    stands = (Stand(1, 0, 4, True), Stand(1, DAY + 60, 5, True))
    late = replace(crowd(people=(1,))[0], answer="late", branch=5)

    def job(connection):
        write(connection, calm(stands=stands, quiz=(replace(late, answer=None),)))
        participation.settle(connection, START + timedelta(days=2))
        write_late = {"member": 1, "branch": 5, "slot": 1, "day": FIRST, "item": 11, "version": 11, "purpose": "late"}
        mark = {"given": [0], "num": 1, "den": 1, "right": True, "first": True, "moment": START + timedelta(days=2)}
        connection.execute(answers.insert().values(write_late | mark))
        participation.recount(connection, 5, FIRST)
        rows = sa.select(day_sums.c.branch, day_sums.c.made_up, day_sums.c.first_answers).where(day_sums.c.day == FIRST)
        return sorted(map(tuple, connection.execute(rows)))

    assert tried(records, job) == [(4, 1, 0), (5, 0, 1)]


def test_sums_outlive_the_erased_and_what_is_past_its_term(records):
    def job(connection):
        write(connection, calm(quiz=crowd(0) + crowd(1)))
        participation.settle(connection, END)
        before = stored(connection)
        participation.freeze(connection, 3, END)
        connection.execute(answers.delete().where(answers.c.member == 3))
        connection.execute(members.delete().where(members.c.id == 3))
        after_erasure = _again(connection)
        participation.retire(connection, day(1))
        return before, after_erasure, _again(connection), connection.execute(sa.select(item_sums.c.answers)).all()

    before, erased, retired, items = tried(records, job)
    assert before == erased == retired
    assert items == [(9,), (9,)]


def _again(connection):
    for number in range(DAYS):
        participation.sum_day(connection, day(number), LATER)
        participation.recount(connection, 4, day(number))
    assert participation.differing(connection) == ()
    return stored(connection)


def test_the_erased_are_gone_from_a_day_that_is_not_over(records):
    def job(connection):
        write(connection, calm(held=frozenset(), practice=crowd(0, "practice")))
        noon = START + timedelta(hours=12)
        participation.freeze(connection, 3, noon)
        connection.execute(members.delete().where(members.c.id == 3))
        participation.settle(connection, START + timedelta(days=1, hours=1))
        return connection.execute(sa.select(day_sums.c.eligible, day_sums.c.first_answers)).first()

    assert tried(records, job) == (8, 8)


def test_a_changed_sum_is_found(records):
    def job(connection):
        write(connection, calm(quiz=crowd()))
        participation.settle(connection, LATER)
        connection.execute(day_sums.update().where(day_sums.c.day == FIRST).values(first_right=3))
        return participation.differing(connection)

    assert tried(records, job) == ((4, FIRST),)


def test_a_changed_sum_along_the_tree_is_found(records):
    def job(connection):
        write(connection, calm(quiz=crowd()))
        participation.settle(connection, LATER)
        connection.execute(node_sums.update().where(node_sums.c.node == 2).values(first_open=False))
        return participation.differing(connection)

    assert tried(records, job) == ((2, day(DAYS - 1)),)


def test_of_a_large_organisation_other_branches_are_counted_again_every_day(records, monkeypatch):
    monkeypatch.setattr(participation, "SAMPLE", 1)
    stands = tuple(Stand(member, 0, BRANCHES[member % 4], True) for member in MEMBERS)

    def job(connection):
        write(connection, calm(stands=stands))
        participation.settle(connection, LATER)
        connection.execute(day_sums.update().values(eligible=1))
        return participation.differing(connection)

    found = tried(records, job)
    assert {branch for branch, _ in found} >= set(BRANCHES)
    assert max(Counter(number for branch, number in found if number < day(DAYS - 1)).values()) == 1


def test_days_are_summed_when_they_end_and_when_they_can_no_longer_be_made_up(records):
    history = calm(held=frozenset({0}), turns=(Turn(1, 5, "answered"),))

    def job(connection):
        write(connection, history)
        moments = (timedelta(hours=9), timedelta(hours=22), timedelta(days=1), timedelta(days=2), timedelta(days=9))
        return [[(one - FIRST).days for one in participation.settle(connection, START + after)] for after in moments]

    assert tried(records, job) == [[0], [0], [0, 1], [1, 2], [0, 2, 3, 4, 5, 6, 7, 8, 9]]


@given(st.integers(0, 50), st.integers(1, 50))
def test_an_interval_holds_its_share(right, count):
    right = min(right, count)
    low, high = indicators.wilson(right, count)
    assert 0 <= low <= right / count + 1e-12
    assert right / count - 1e-12 <= high <= 1
