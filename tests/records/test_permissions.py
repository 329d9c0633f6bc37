from datetime import timedelta

import pytest
import sqlalchemy as sa
from people import BEGAN, DAY, person, secretary, tree

from faults import Fault
from records import accounts, audit, looks, members, organisation, permissions
from records.permissions import BY_ROLE, Act, may


@pytest.fixture
def nodes(records):
    return records.write(tree)


def read(records, ask):
    with records.read() as reader:
        return ask(reader)


def sees(records, actor, nodes, act=Act.SEE_STATISTICS, day=DAY):
    return [name for name, node in nodes.items() if read(records, lambda c, n=node: may(c, actor, act, n, day))]


def test_a_secretary_sees_their_node_and_what_hangs_below(records, nodes, now):
    east = records.write(lambda c: secretary(c, now, nodes["east"]))
    assert sees(records, east, nodes) == ["east", "first", "second"]
    branch = records.write(lambda c: secretary(c, now, nodes["first"], "0901"))
    assert sees(records, branch, nodes) == ["first"]


def test_what_is_not_granted_is_denied(records, nodes, now):
    plain = records.write(lambda c: person(c, now, nodes["first"]))
    assert [act for act in Act if sees(records, plain, nodes, act)] == []
    assert [act for act in Act if sees(records, None, nodes, act)] == []
    assert [act for act in Act if sees(records, "nobody", nodes, act)] == []
    deputy = records.write(lambda c: secretary(c, now, nodes["first"], "0901", "青年委员"))
    assert [act for act in Act if sees(records, deputy, nodes, act)] == [Act.SEE_STATISTICS]


def test_every_role_there_is_has_its_acts():
    assert set(BY_ROLE) == set(members.ROLES)


def test_the_role_of_that_day_counts(records, nodes, now):
    whom = records.write(lambda c: person(c, now, nodes["first"]))
    records.write(lambda c: members.give_role(c, whom.id, "书记", nodes["first"], BEGAN, DAY))
    assert sees(records, whom, nodes, day=DAY) == ["first"]
    assert sees(records, whom, nodes, day=DAY + timedelta(days=1)) == []
    assert sees(records, whom, nodes, day=BEGAN - timedelta(days=1)) == []


def test_who_left_may_nothing(records, nodes, now):
    whom = records.write(lambda c: secretary(c, now, nodes["east"]))
    records.write(lambda c: c.execute(members.members.update().values(left=now)))
    left = read(records, lambda c: members.member(c, whom.id))
    assert sees(records, left, nodes) == []


def test_a_branch_that_moved_is_seen_by_whom_it_hangs_below_now(records, nodes, now):
    east = records.write(lambda c: secretary(c, now, nodes["east"]))
    records.write(lambda c: organisation.move(c, nodes["first"], nodes["west"], DAY))
    moved = read(records, lambda c: organisation.node(c, nodes["first"].id))
    assert not read(records, lambda c: may(c, east, Act.SEE_STATISTICS, moved, DAY))


def test_to_guide_is_not_to_see(records, nodes, now):
    group = records.write(lambda c: organisation.add(c, "Z", "示例市局党组", "党组", "市", None, BEGAN))
    records.write(lambda c: organisation.guide(c, group, nodes["east"], "领导", BEGAN))
    head = records.write(lambda c: secretary(c, now, group))
    assert sees(records, head, nodes) == []


def test_names_are_seen_only_where_the_branch_said_what_for(records, nodes, now):
    whom = records.write(lambda c: secretary(c, now, nodes["east"]))
    assert sees(records, whom, nodes, Act.SEE_NAMED) == []
    records.write(lambda c: organisation.set_purpose(c, nodes["first"], "结对辅导"))
    assert sees(records, whom, nodes, Act.SEE_NAMED) == ["first"]


def test_only_a_secretary_says_what_names_are_seen_for(records, nodes, now):
    head = records.write(lambda c: secretary(c, now, nodes["first"]))
    deputy = records.write(lambda c: secretary(c, now, nodes["first"], "0901", "副书记"))
    assert sees(records, head, nodes, Act.OPEN_NAMES) == ["first"]
    assert sees(records, deputy, nodes, Act.OPEN_NAMES) == []


def test_an_account_keeps_roster_and_documents_and_sees_no_figures(records, nodes, now):
    records.write(lambda c: accounts.add(c, "anna", "a long enough word", now))
    records.write(lambda c: accounts.add(c, "ben", "a long enough word", now, accounts.Role.APPROVER))
    assert sees(records, "anna", nodes, Act.MANAGE_MEMBERS) == list(nodes)
    assert sees(records, "anna", nodes, Act.SEE_STATISTICS) == []
    assert sees(records, "anna", nodes, Act.SEE_NAMED) == []
    assert [act for act in Act if sees(records, "ben", nodes, act)] == [Act.REVIEW_ITEMS]


def test_a_refusal_can_be_written_down(records, nodes, now):
    east = records.write(lambda c: secretary(c, now, nodes["east"]))
    with pytest.raises(Fault) as caught:
        read(records, lambda c: permissions.demand(c, east, Act.SEE_STATISTICS, nodes["west"], DAY))
    refused = caught.value
    assert refused.code == permissions.REFUSED
    records.write(lambda c: permissions.note_refusal(c, refused, now))
    row = read(records, lambda c: c.execute(sa.select(audit.audit).order_by(audit.audit.c.id.desc())).first())
    assert (row.actor, row.action) == (f"member:{east.id}", "refused")
    assert "李书记" not in row.facts
    assert f'"node": {nodes["west"].id}' in row.facts


def test_what_is_covered_is_said_from_the_top(records, nodes, now):
    whom = records.write(lambda c: secretary(c, now, nodes["first"]))
    records.write(lambda c: members.give_role(c, whom.id, "组织委员", nodes["east"], BEGAN))
    covered = read(records, lambda c: permissions.covered(c, whom, Act.MANAGE_MEMBERS, DAY))
    assert [node.name for node in covered] == ["东县县委", "东县第一党支部"]
    title = read(records, lambda c: permissions.title(c, whom, Act.PLAN_STUDY, nodes["first"], DAY))
    assert title == "东县第一党支部书记"


def test_a_look_is_audited_and_told_to_those_whom_it_concerned(records, nodes, now, later):
    one = records.write(lambda c: person(c, now, nodes["first"]))
    other = records.write(lambda c: person(c, now, nodes["first"], "0102", "李四"))
    records.write(lambda c: looks.note(c, "member:9", "东县第一党支部书记", "roster", [one.id, other.id], now))
    records.write(lambda c: looks.note(c, "anna", "管理员 anna", "codes", [one.id], later))
    records.write(lambda c: looks.note(c, "anna", "管理员 anna", "codes", [], later))
    assert [row["what"] for row in read(records, lambda c: looks.of_member(c, one.id))] == ["codes", "roster"]
    assert [row["who"] for row in read(records, lambda c: looks.of_member(c, other.id))] == ["东县第一党支部书记"]
    trail = read(records, lambda c: c.execute(sa.select(audit.audit.c.action, audit.audit.c.facts)).all())
    assert [row.action for row in trail] == ["look", "look"]
    assert read(records, audit.broken) is None
