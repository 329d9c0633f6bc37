from datetime import timedelta

import pytest
from quiz_rows import DAY, answer, branch, held, item, member, slot

from records import answers, bookmarks, organisation, reviews, rounds


@pytest.fixture
def asked(records, now):
    """A member's question of a round, as it is kept, and its item."""

    def make(connection):
        node = branch(connection)
        who, (number, version) = member(connection, node, "anna", now), item(connection, now)
        one = held(connection, now)
        rounds.give(connection, [slot(one, who, node, version, place) for place in range(2)])
        return rounds.slots_of(connection, one.id, who), number

    return records.write(make)


def test_the_first_answer_counts_over_all_channels(records, beside, asked, now, later):
    (one, _), number = asked
    assert records.write(lambda c: answers.record(c, answer(one, number, now, right=False)))
    assert not beside.write(lambda c: answers.record(c, answer(one, number, later, right=True)))
    with records.read() as connection:
        (kept,) = connection.execute(answers.answers.select()).all()
        assert (kept.right, kept.first, kept.given, kept.moment) == (False, True, [1], now)
        assert answers.of_slots(connection, [one.id, 999]) == {one.id: False}


def test_only_the_first_answer_to_an_item_is_a_first_one(records, asked, now, later):
    (one, two), number = asked
    records.write(lambda c: answers.record(c, answer(one, number, now)))
    records.write(lambda c: answers.record(c, answer(two, number, later, day=DAY + timedelta(days=3))))
    with records.read() as connection:
        kept = connection.execute(answers.answers.select().order_by(answers.answers.c.id)).all()
        assert [row.first for row in kept] == [True, False]
        assert answers.met(connection, one.member) == {number: DAY + timedelta(days=3)}
        assert answers.by_topic(connection, one.member) == {"会议": (2, 2)}


def test_a_group_hears_counts_and_an_article_only_of_enough_people(records, now):
    def make(connection):
        node, (number, version) = branch(connection), item(connection, now)
        one = held(connection, now)
        for name in "abcdef":
            who = member(connection, node, name, now)
            rounds.give(connection, [slot(one, who, node, version)])
            (given,) = rounds.slots_of(connection, one.id, who)
            answers.record(connection, answer(given, number, now, right=name == "a"))
            yield node

    def write(connection):
        for _ in range(4):
            node = next(steps)
        few = answers.summary(connection, node, DAY)
        list(steps)
        return node, few, answers.summary(connection, node, DAY)

    with records.writing.begin() as connection:
        steps = make(connection)
        node, few, all_of_them = write(connection)
    assert (few.members, few.weakest) == (4, None)
    assert (all_of_them.members, all_of_them.answers, all_of_them.first, all_of_them.right) == (6, 6, 6, 1)
    assert all_of_them.weakest[0] == "0123456789ab#3"
    assert all_of_them.weakest[1] == pytest.approx(1 / 6)
    with records.read() as connection:
        other = organisation.find(connection, node.code)
        assert answers.summary(connection, other, DAY + timedelta(days=1)).members == 0


def test_the_book_of_mistakes_lists_the_longest_waiting_first(records, now):
    def make(connection):
        who = member(connection, branch(connection), "anna", now)
        numbers = [item(connection, now)[0] for _ in range(3)]
        for days, number in zip((3, 1, 2), numbers, strict=True):
            reviews.put(connection, who, number, 1, DAY + timedelta(days=days))
        reviews.put(connection, who, numbers[0], 2, DAY)
        return who, numbers

    who, numbers = records.write(make)
    with records.read() as connection:
        book = reviews.of_member(connection, who)
        assert [one.item for one in book] == [numbers[0], numbers[1], numbers[2]]
        assert book[0].state == "active"
        assert reviews.of_item(connection, who, numbers[0]) == (2, DAY)
    records.write(lambda c: reviews.drop(c, who, numbers[:2]))
    with records.read() as connection:
        assert [one.item for one in reviews.of_member(connection, who)] == [numbers[2]]
        assert reviews.of_item(connection, who, numbers[0]) is None


def test_one_place_is_kept_where_a_member_stopped_reading(records, now):
    who = records.write(lambda c: member(c, branch(c), "anna", now))
    for source in ("a#1", "b#7"):
        records.write(lambda c, s=source: bookmarks.keep(c, who, s))
    with records.read() as connection:
        assert bookmarks.of_member(connection, who) == "b#7"
        assert bookmarks.of_member(connection, who + 1) is None
