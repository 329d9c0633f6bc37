from datetime import timedelta

import pytest
import sqlalchemy as sa
from people import BEGAN, DAY, person, tree

from faults import Fault
from records import consents, members, roster
from records.members import Role, standings

WEB, CHAT = "web:p1", "web:private:p1"


@pytest.fixture
def nodes(records):
    return records.write(tree)


@pytest.fixture
def whom(records, nodes, now):
    return records.write(lambda c: person(c, now, nodes["first"]))


def read(records, ask):
    with records.read() as reader:
        return ask(reader)


def stood(records, whom):
    query = sa.select(standings.c.branch, standings.c.eligible).where(standings.c.member == whom.id)
    return [tuple(row) for row in read(records, lambda c: c.execute(query.order_by(standings.c.id)).all())]


def agreed(records, whom, now):
    records.write(lambda c: members.bind(c, whom.id, WEB, CHAT, now))
    records.write(lambda c: consents.agree(c, members.member(c, whom.id), "1", now))


def fault(records, job):
    with pytest.raises(Fault) as caught:
        records.write(job)
    return caught.value.code


def test_a_member_counts_when_bound_and_consented_and_not_exempt(records, whom, nodes, now):
    branch = nodes["first"].id
    agreed(records, whom, now)
    assert stood(records, whom) == [(branch, False), (branch, True)]
    for values in ({"exempt": True}, {"exempt": True}, {"exempt": False}):
        records.write(lambda c, v=values: members.change(c, whom.id, now, **v))
    assert [eligible for _, eligible in stood(records, whom)] == [False, True, False, True]
    records.write(lambda c: consents.withdraw(c, members.member(c, whom.id), now))
    assert stood(records, whom)[-1] == (branch, False)


def test_moving_keeps_where_somebody_stood_before(records, whom, nodes, now, later):
    agreed(records, whom, now)
    moved = members.describe
    records.write(lambda c: moved(c, whom, "张三", nodes["third"], "正式党员", later, exempt=False))
    assert stood(records, whom)[-2:] == [(nodes["first"].id, True), (nodes["third"].id, True)]


def test_a_roster_that_says_the_same_changes_nothing(records, whom, nodes, later):
    said = records.write(lambda c: members.describe(c, whom, "张三", nodes["first"], "正式党员", later, exempt=False))
    assert said is False
    assert len(stood(records, whom)) == 1


def test_who_leaves_is_gone_from_chat_offices_and_lists_and_may_come_back(records, whom, nodes, now, later):
    agreed(records, whom, now)
    records.write(lambda c: members.give_role(c, whom.id, "书记", nodes["first"], BEGAN))
    records.write(lambda c: members.leave(c, whom.id, DAY, later))
    assert read(records, lambda c: members.member_of(c, WEB)) is None
    assert read(records, members.addresses) == ()
    assert read(records, lambda c: members.below(c, nodes["city"])) == ()
    assert read(records, lambda c: members.roles_of(c, whom, DAY + timedelta(days=1))) == ()
    assert stood(records, whom)[-1][1] is False
    gone = read(records, lambda c: members.by_code(c, "0101"))
    records.write(lambda c: members.describe(c, gone, "张三", nodes["first"], "正式党员", later, exempt=False))
    assert [one.id for one in read(records, lambda c: members.below(c, nodes["east"]))] == [whom.id]
    # The chat stays unbound: whoever holds it now need not be the member.
    assert read(records, lambda c: members.member_of(c, WEB)) is None


def test_one_member_several_chats_and_no_chat_of_two(records, whom, nodes, now, later):
    other = records.write(lambda c: person(c, now, nodes["second"], "0102", "李四"))
    agreed(records, whom, now)
    records.write(lambda c: members.bind(c, whom.id, "telegram:9", "telegram:private:9", later))
    assert fault(records, lambda c: members.bind(c, other.id, WEB, CHAT, later)) == "chat_bound"
    assert fault(records, lambda c: members.bind(c, whom.id, WEB, CHAT, later)) == "chat_bound"
    assert read(records, lambda c: [members.member_of(c, s).id for s in (WEB, "telegram:9")]) == [whom.id, whom.id]
    # Pushed to once, where the member was bound last.
    assert [(one.id, where) for one, where in read(records, members.addresses)] == [(whom.id, "telegram:private:9")]


def test_pushes_reach_only_who_agreed_and_subscribes(records, whom, now):
    assert read(records, members.addresses) == ()
    agreed(records, whom, now)
    reach = lambda: [one.id for one, _ in read(records, members.addresses)]  # noqa: E731
    assert reach() == [whom.id]
    assert read(records, lambda c: members.addresses(c, [whom.id + 1])) == ()
    records.write(lambda c: consents.unsubscribe(c, whom, now))
    assert reach() == []
    records.write(lambda c: consents.subscribe(c, whom, now))
    assert reach() == [whom.id]
    records.write(lambda c: consents.ask_erasure(c, whom, now))
    assert reach() == []


@pytest.mark.parametrize(("back", "held"), [(1, False), (0, True), (-30, True), (-60, True), (-61, False)])
def test_an_office_is_held_from_its_first_to_its_last_day(records, whom, nodes, back, held):
    starts, ends = DAY, DAY + timedelta(days=60)
    records.write(lambda c: members.give_role(c, whom.id, "组织委员", nodes["first"], starts, ends))
    found = read(records, lambda c: members.roles_of(c, whom, DAY - timedelta(days=back)))
    assert [(role.role, role.node) for role in found] == ([("组织委员", nodes["first"].id)] if held else [])


def test_the_same_office_from_the_same_day_gets_its_end(records, whom, nodes):
    give = members.give_role
    records.write(lambda c: give(c, whom.id, "书记", nodes["first"], BEGAN))
    records.write(lambda c: give(c, whom.id, "书记", nodes["first"], BEGAN, DAY))
    (role,) = read(records, lambda c: roster.roles_held(c, whom.id))
    assert role == Role(role.id, whom.id, "书记", nodes["first"].id, BEGAN, DAY)
    assert fault(records, lambda c: give(c, whom.id, "局长", nodes["first"], BEGAN)) == "role_unknown"
    assert fault(records, lambda c: give(c, whom.id, "书记", nodes["first"], DAY, BEGAN)) == "role_backwards"


def test_an_office_ends_once(records, whom, nodes):
    records.write(lambda c: members.give_role(c, whom.id, "书记", nodes["first"], BEGAN))
    (role,) = read(records, lambda c: members.roles_of(c, whom, DAY))
    records.write(lambda c: members.end_role(c, role.id, DAY))
    assert fault(records, lambda c: members.end_role(c, role.id, DAY)) == "role_missing"
    assert read(records, lambda c: members.roles_of(c, whom, DAY + timedelta(days=1))) == ()


def test_the_roster_takes_no_second_number_no_unknown_state_and_no_ended_branch(records, whom, nodes, now):
    assert fault(records, lambda c: person(c, now, nodes["second"])) == "member_exists"
    add = members.add
    assert fault(records, lambda c: add(c, "2", "甲", nodes["second"], "群众", now)) == "state_unknown"


def test_numbers_by_branch_and_who_is_bound(records, whom, nodes, now):
    records.write(lambda c: person(c, now, nodes["first"], "0102", "李四"))
    assert read(records, roster.counted) == {nodes["first"].id: 2}
    assert read(records, roster.bound) == frozenset()
    agreed(records, whom, now)
    assert read(records, roster.bound) == {whom.id}


def test_a_browser_takes_no_push_from_the_chat_that_is_lived_in(records, whom, now, later):
    agreed(records, whom, now)
    for chat in ("telegram:9", "web:b"):
        records.write(lambda c, s=chat: members.bind(c, whom.id, s, s.replace(":", ":private:"), later))
    assert [where for _, where in read(records, members.addresses)] == ["telegram:private:9"]
