"""Sums against a plain count of every event; what stays when events go."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from records import indicators, organisation, participation
from records.answers import answers
from records.counting import COLUMNS
from records.members import members
from records.sums import day_sums, item_sums, topic_sums
from records.tree_sums import node_sums
from tests.records.histories import (
    BRANCHES,
    DAYS,
    END,
    FIRST,
    HISTORIES,
    MEMBERS,
    START,
    TOPICS,
    TREE,
    Asked,
    History,
    Stand,
    Turn,
    day,
    settled,
    write,
)

LATER = END + timedelta(hours=1)
DAY = 24 * 60


class Undo(Exception):
    """Carries what a job found out of a transaction that is to leave no trace."""


def tried(records, job):
    """Run a job, undo what it wrote, return what it found."""

    def doing(connection):
        raise Undo(job(connection))

    with pytest.raises(Undo) as caught:
        records.write(doing)
    return caught.value.args[0]


def standing(history, member, minute):
    """The branch in which a member is counted just before a minute, and whether they are."""
    earlier = [(one.minute, number, one) for number, one in enumerate(history.stands) if one.member == member]
    before = [entry for entry in earlier if entry[0] < minute]
    return max(before, key=lambda entry: entry[:2])[2] if before else None


def brute(history):
    """Count everything one by one: (branch, day) -> sums by column."""
    sums = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))
    quiz = settled(history)
    for number in range(DAYS):
        for member in MEMBERS:
            stood = standing(history, member, (number + 1) * DAY)
            if stood is None or not stood.eligible:
                continue
            row = sums[stood.branch, number]
            row["eligible"] += 1
            mine = [one for one in quiz if (one.member, one.day) == (member, number)]
            given_ = [one for one in mine if one.answer]
            on_time = bool(mine) and all(one.answer == "daily" for one in mine)
            row["took_part"] += bool(given_)
            row["on_time"] += on_time
            row["made_up"] += bool(mine) and len(given_) == len(mine) and not on_time
    people = defaultdict(set)
    for one in [*(one for one in quiz if one.answer), *history.practice]:
        row, kind = sums[one.branch, one.day], "first" if one.first else "repeat"
        row[f"{kind}_answers"] += 1
        row[f"{kind}_right"] += one.right
        people[one.branch, one.day, kind].add(one.member)
    for (branch, number, kind), who in people.items():
        sums[branch, number][f"{kind}_members"] = len(who)
    for turn in history.turns:
        since, until = history.bound[turn.member - 1]
        stood = standing(history, turn.member, turn.minute + 1)
        if since <= turn.minute and (until <= since or turn.minute < until) and stood:
            row = sums[stood.branch, turn.minute // DAY]
            row["questions"] += 1
            row["cited"] += turn.status != "refused"
    return {key: tuple(row.values()) for key, row in sums.items() if any(row.values())}


def stored(connection):
    rows = connection.execute(sa.select(day_sums.c.branch, day_sums.c.day, *(day_sums.c[name] for name in COLUMNS)))
    found = {(row[0], (row[1] - FIRST).days): tuple(row[2:]) for row in rows}
    return {key: row for key, row in found.items() if key[1] < DAYS and any(row)}


def by_topic(history):
    found = defaultdict(lambda: [0, 0, set()])
    for one in [*(one for one in settled(history) if one.answer), *history.practice]:
        if one.first:
            topic = found[one.branch, one.day, TOPICS[one.item]]
            topic[0] += 1
            topic[1] += one.right
            topic[2].add(one.member)
    return {key: (count, right, len(who)) for key, (count, right, who) in found.items()}


def check(connection, history):
    write(connection, history)
    participation.settle(connection, LATER)
    sums = stored(connection)
    topics = {
        (row.branch, (row.day - FIRST).days, row.topic): (row.answers, row.right, row.members)
        for row in connection.execute(sa.select(topic_sums))
    }
    participation.sum_day(connection, FIRST, LATER)
    for branch in BRANCHES:
        participation.recount(connection, branch, day(1))
    assert stored(connection) == sums, "counting again changes something"
    assert participation.differing(connection) == ()
    found = {
        number: indicators.figures(connection, organisation.node(connection, number), FIRST, day(DAYS - 1))
        for number in TREE
    }
    return sums, topics, found


def plain(history, node):
    """The indicators of a node by their definitions, without any protection."""
    below = {number for number, path in TREE.items() if path.startswith(TREE[node])}
    sums = [
        (number, dict(zip(COLUMNS, row, strict=True)))
        for (branch, number), row in brute(history).items()
        if branch in below
    ]
    held = [row for number, row in sums if number in history.held]
    total = lambda name, rows: sum(row[name] for row in rows)  # noqa: E731
    every = [row for _, row in sums]
    eligible, on_time = total("eligible", held), total("on_time", held)
    return {
        "I2": (total("took_part", held), None),
        "I3": (total("took_part", held), eligible),
        "I4": (on_time, eligible),
        "I5": (total("made_up", held), eligible - on_time),
        "I6": (total("first_right", every), total("first_answers", every)),
        "I7": (total("repeat_right", every), total("repeat_answers", every)),
        "I9": (total("cited", every), total("questions", every)),
    }


def agree(history, found):
    sums, topics, figures = found
    assert sums == {
        (branch, number): row if number in history.held else (row[0], 0, 0, 0, *row[4:])
        for (branch, number), row in brute(history).items()
        if any(row)
    }
    assert topics == by_topic(history)
    for node, of_node in figures.items():
        expected = plain(history, node)
        for figure in of_node:
            if figure.code not in expected or figure.days_left_out or figure.withheld:
                continue
            assert (figure.numerator or 0, figure.denominator) == expected[figure.code], (node, figure)
            assert figure.denominator != 0 or figure.value is None


# On PostgreSQL fewer: what differs there is the types, and the first few histories show these.
EXAMPLES = {"sqlite": 60, "postgresql": 10}


def test_sums_and_indicators_are_what_a_plain_count_of_all_events_gives(records):
    @settings(max_examples=EXAMPLES[records.engine.dialect.name], deadline=None, database=None)
    @given(history=HISTORIES)
    def count_all(history):
        agree(history, tried(records, lambda connection: check(connection, history)))

    count_all()


def crowd(number=0, answer="daily", people=MEMBERS, branch=4, *, first=True, right=True):
    return tuple(Asked(member, number, branch, 11, answer, first, right) for member in people)


def calm(**changes):
    """Nine members in one branch from the start, a round on every day."""
    stands = tuple(Stand(member, 0, 4, True) for member in MEMBERS)
    return replace(History(frozenset(range(DAYS)), stands, (), (), (), ((0, 0),) * len(MEMBERS)), **changes)


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
