"""Sums and indicators against a plain count of every event."""

from collections import defaultdict

import sqlalchemy as sa
from hypothesis import given, settings

from records import indicators, organisation, participation
from records.counting import COLUMNS
from records.sums import topic_sums
from tests.records.histories import (
    BRANCHES,
    DAYS,
    FIRST,
    HISTORIES,
    MEMBERS,
    TOPICS,
    TREE,
    day,
    settled,
    write,
)
from tests.records.tried import DAY, EXAMPLES, LATER, stored, tried


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


def test_sums_and_indicators_are_what_a_plain_count_of_all_events_gives(records):
    @settings(max_examples=EXAMPLES[records.engine.dialect.name], deadline=None, database=None)
    @given(history=HISTORIES)
    def count_all(history):
        agree(history, tried(records, lambda connection: check(connection, history)))

    count_all()
