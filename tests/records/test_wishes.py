"""When members want to be reminded, and what is known of who holds an office in which chat."""

from datetime import datetime, time, timedelta

import pytest
from people import BEGAN, DAY, person, secretary, tree

from records import members, roster, wishes
from records.counting import BEIJING
from records.wishes import Wish

NOON = Wish(time(12), time(14))


def read(records, job):
    with records.read() as reader:
        return job(reader)


@pytest.fixture
def nodes(records):
    return records.write(tree)


def test_a_wish_is_kept_changed_and_forgotten(records, nodes, now):
    whom = records.write(lambda c: person(c, now, nodes["first"]))
    for wish in (NOON, Wish(time(8, 30), time(9, 45)), None):
        records.write(lambda c, wish=wish: wishes.keep(c, whom.id, wish))
        assert read(records, lambda c: wishes.of_member(c, whom.id)) == wish
        assert read(records, wishes.of_all) == ({whom.id: wish} if wish else {})


@pytest.mark.parametrize(("hour", "due"), [(9, 12), (12, 12), (13, 13), (14, None)])
def test_a_wish_says_when_on_a_day(hour, due):
    at = datetime(2026, 3, 2, hour, tzinfo=BEIJING)
    assert NOON.on(at) == (at.replace(hour=due) if due else None)


def test_offices_are_known_by_chat_and_those_that_ended_as_nothing(records, nodes, now):
    def job(connection):
        held = [
            secretary(connection, now, nodes["first"], f"9{n}", role) for n, role in enumerate(("书记", "组织委员"))
        ]
        members.give_role(connection, held[1].id, "纪检委员", nodes["first"], BEGAN, DAY - timedelta(days=1))
        held.append(secretary(connection, now, nodes["second"], "92"))
        held.append(person(connection, now, nodes["first"]))
        for number, whom in enumerate(held):
            members.bind(connection, whom.id, f"telegram:{number}", f"telegram:private:{number}", now)
        members.bind(connection, held[0].id, "web:0", "web:private:0", now)
        members.unbind(connection, held[2].id, now)

    records.write(job)
    assert read(records, lambda c: roster.offices_by_chat(c, "telegram", DAY)) == {
        "telegram:private:0": {"书记"},
        "telegram:private:1": {"组织委员"},
        "telegram:private:2": frozenset(),
    }
