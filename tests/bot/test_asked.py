"""What members ask about: shown only of five people and more, and never where fewer could be had by subtraction."""

from datetime import timedelta

import pytest
from people import person, tree

from bot import asked
from bot.clock import day_of
from records import conversations, members

LONG_AGO = timedelta(days=31)


@pytest.fixture
def nodes(records):
    return records.write(tree)


@pytest.fixture
def ask(records, nodes, clock):
    """Let so many members of a branch ask, each in their own chat."""
    numbers = iter(range(1000))

    def of(branch, people, words="", source=None, times=1, ago=timedelta(0)):
        def job(connection):
            for _ in range(people):
                number = next(numbers)
                whom = person(connection, clock(), nodes[branch], f"m-{number}", f"成员{number}")
                members.bind(connection, whom.id, f"web:{number}", f"web:private:{number}", clock())
                for time in range(times):
                    spelt = words if number % 2 else f"{words}？"
                    status = "answered" if source else "refused"
                    turn = f"t{number}-{time}"
                    where, who = f"web:private:{number}", f"web:{number}"
                    conversations.add_turn(connection, turn, where, who, clock() - ago, spelt, status, source)

        records.write(job)

    return of


@pytest.fixture
def seen(records, nodes, library, clock):
    def of(branch):
        asked.count(records, clock())
        with records.read() as reader:
            found = asked.of_node(reader, library, nodes[branch], day_of(clock()))
        return {quote.source: people for quote, people in found.articles}, dict(found.unanswered)

    return of


@pytest.fixture
def source(library):
    version = next(iter(library.catalog.versions))
    return library.catalog.articles(version)[0].source


def test_five_people_are_shown_and_four_who_ask_often_are_not(ask, seen, source):
    ask("first", 5, "年休假有几天")
    ask("first", 4, "差旅费怎么报", times=3)
    ask("first", 6, source=source)
    assert seen("first") == seen("city") == ({source: 6}, {"年休假有几天": 5})
    assert seen("third") == ({}, {})


def test_words_of_few_are_shown_to_the_node_that_has_many_of_them(ask, seen):
    ask("first", 3, "年休假有几天")
    ask("second", 2, "年休假有几天")
    assert [seen(branch)[1] for branch in ("first", "second", "east", "city")] == [
        {}, {}, {"年休假有几天": 5}, {"年休假有几天": 5},
    ]  # fmt: skip


def test_what_subtraction_would_give_away_is_left_out_below(ask, seen, source):
    ask("first", 8, source=source)
    ask("second", 2, source=source)
    assert seen("east")[0] == {source: 10}
    # Ten less eight would be the two of the second branch.
    assert seen("first")[0] == seen("second")[0] == {}


def test_what_was_asked_long_ago_and_by_strangers_is_not_counted(ask, seen, records, clock):
    ask("first", 5, "年休假有几天", ago=LONG_AGO)
    for number in range(6):
        who = f"web:guest{number}"
        records.write(
            lambda c, who=who: conversations.add_turn(
                c, who, who.replace(":", ":private:"), who, clock(), "年休假有几天", "refused", None
            )
        )
    assert seen("city") == ({}, {})
