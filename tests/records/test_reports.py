"""Reports handed upward: versions, locked files, who may do which step, what the level above sees."""

import hashlib
import json
from datetime import date

import pytest
from people import DAY, secretary, tree

from faults import Fault
from records import audit, organisation, permissions, reports
from records.permissions import Act
from records.reports import Author, State

FILES = {"docx": b"PK one", "xlsx": b"PK two"}
BRANCH, ABOVE = Author("member:1", "东县第一党支部书记"), Author("member:2", "东县县委书记")


@pytest.fixture
def nodes(records):
    return records.write(tree)


@pytest.fixture
def step(records, now):
    return lambda number, to, by=BRANCH, words="": records.write(
        lambda c: reports.advance(c, number, to, by, now, words)
    )


@pytest.fixture
def draft(records, nodes, now):
    return lambda files=FILES, name="first": records.write(
        lambda c: reports.draft(c, nodes[name], "2026Q1", files, BRANCH, now)
    )


def read(records, ask):
    with records.read() as reader:
        return ask(reader)


def test_a_report_goes_its_way_and_a_returned_one_begins_a_new_version(records, draft, step, nodes):
    first = draft()
    for to, by, words in (
        (State.CONFIRMED, BRANCH, ""), (State.SUBMITTED, BRANCH, ""), (State.RETURNED, ABOVE, " 请写明打算 "),
    ):  # fmt: skip
        step(first.id, to, by, words)
    second = draft({"docx": b"PK better", "xlsx": b"PK two"})
    for to, by in ((State.CONFIRMED, BRANCH), (State.SUBMITTED, BRANCH), (State.ACCEPTED, ABOVE)):
        step(second.id, to, by)
    found = read(records, lambda c: reports.versions(c, nodes["first"].id, "2026Q1"))
    assert [(one.number, one.state) for one in found] == [(2, State.ACCEPTED), (1, State.RETURNED)]
    assert read(records, lambda c: reports.content(c, first.id, "docx")) == b"PK one"
    done = read(records, lambda c: reports.steps(c, first.id))
    assert [(one.state, one.office, one.words) for one in done] == [
        (State.DRAFT, BRANCH.office, ""), (State.CONFIRMED, BRANCH.office, ""), (State.SUBMITTED, BRANCH.office, ""),
        (State.RETURNED, ABOVE.office, "请写明打算"),
    ]  # fmt: skip


def test_a_draft_is_replaced_until_it_is_confirmed_and_the_trail_keeps_both_digests(records, draft, step):
    first = draft()
    again = draft({"docx": b"PK other"})
    assert (again.id, again.number) == (first.id, 1)
    assert read(records, lambda c: reports.content(c, first.id, "xlsx")) is None
    step(first.id, State.CONFIRMED)
    third = draft()
    assert (third.number, third.state) == (2, State.DRAFT)
    assert read(records, lambda c: reports.content(c, first.id, "docx")) == b"PK other"
    with records.read() as reader:
        told = audit.about(reader, ["report_draft"], {"node": first.node, "period": "2026Q1"})
        kept = [json.loads(row["facts"])["sha256"]["docx"] for row in told]
        assert audit.about(reader, ["report_draft"], {"node": first.node, "period": "2026"}) == ()
        assert audit.broken(reader) is None
    assert kept == [hashlib.sha256(data).hexdigest() for data in (b"PK one", b"PK other", b"PK one")]


def test_no_step_is_left_out_and_none_is_taken_twice(records, draft, step):
    first = draft()
    for to in (State.SUBMITTED, State.ACCEPTED):
        with pytest.raises(Fault, match="report_overtaken"):
            step(first.id, to)
    step(first.id, State.CONFIRMED)
    with pytest.raises(Fault, match="report_overtaken"):
        step(first.id, State.CONFIRMED)
    step(first.id, State.SUBMITTED)
    with pytest.raises(Fault, match="report_handed_in"):
        draft()
    with pytest.raises(Fault, match="report_unreasoned"):
        step(first.id, State.RETURNED, ABOVE, "  ")
    with pytest.raises(Fault, match="report_reason_long"):
        step(first.id, State.RETURNED, ABOVE, "字" * 501)
    assert read(records, lambda c: reports.version(c, first.id)).state is State.SUBMITTED


def test_a_confirmed_version_with_a_newer_draft_is_not_submitted(draft, step):
    first = draft()
    step(first.id, State.CONFIRMED)
    draft()
    with pytest.raises(Fault, match="report_overtaken"):
        step(first.id, State.SUBMITTED)


def test_what_is_not_what_was_kept_is_not_given_out(records, draft):
    first = draft()
    records.write(lambda c: c.execute(reports.report_files.update().values(content=b"PK forged")))
    with pytest.raises(Fault, match="report_damaged"):
        read(records, lambda c: reports.content(c, first.id, "docx"))


def test_the_level_above_sees_the_last_version_of_each_and_by_when_it_is_due(records, draft, step, nodes, now):
    first = draft()
    step(first.id, State.CONFIRMED)
    newer, other = draft(), draft(name="third")
    numbers = [node.id for node in nodes.values()]
    assert read(records, lambda c: reports.last_of(c, numbers, "2026Q1")) == {
        nodes["first"].id: newer, nodes["third"].id: other,
    }  # fmt: skip
    assert read(records, lambda c: reports.deadline(c, nodes["east"].id, "2026Q1")) is None
    for day in (date(2026, 4, 10), date(2026, 4, 15)):
        records.write(lambda c, due=day: reports.set_deadline(c, nodes["east"], "2026Q1", due, "member:2", now))
    assert read(records, lambda c: reports.deadline(c, nodes["east"].id, "2026Q1")) == date(2026, 4, 15)
    month = date(2026, 4, 1), date(2026, 4, 30)
    assert read(records, lambda c: reports.deadlines(c, nodes["east"].id, *month)) == (("2026Q1", date(2026, 4, 15)),)
    assert read(records, lambda c: reports.deadlines(c, nodes["west"].id, *month)) == ()


def may(records, whom, nodes, act):
    return [
        name for name, node in nodes.items() if read(records, lambda c, n=node: permissions.may(c, whom, act, n, DAY))
    ]


def test_a_node_files_its_own_report_and_the_one_directly_above_judges_it(records, nodes, now):
    branch = records.write(lambda c: secretary(c, now, nodes["first"]))
    county = records.write(lambda c: secretary(c, now, nodes["east"], "0901"))
    city = records.write(lambda c: secretary(c, now, nodes["city"], "0902"))
    deputy = records.write(lambda c: secretary(c, now, nodes["east"], "0903", "专职副书记"))
    clerk = records.write(lambda c: secretary(c, now, nodes["first"], "0904", "组织委员"))
    found = [
        [may(records, whom, nodes, act) for act in (Act.FILE_REPORT, Act.CALL_REPORTS, Act.JUDGE_REPORT)]
        for whom in (branch, county, city, deputy, clerk, "anna", None)
    ]
    assert found == [
        [["first"], ["first"], []],
        [["east"], ["east"], ["first", "second"]],
        [["city"], ["city"], ["east", "west"]],
        [[], ["east"], ["first", "second"]],
        [[], [], []],
        [[], [], []],
        [[], [], []],
    ]


def test_a_branch_that_moved_is_judged_by_whom_it_hangs_below_now(records, nodes, now):
    east = records.write(lambda c: secretary(c, now, nodes["east"]))
    records.write(lambda c: organisation.move(c, nodes["first"], nodes["west"], DAY))
    moved = read(records, lambda c: organisation.node(c, nodes["first"].id))
    assert not read(records, lambda c: permissions.may(c, east, Act.JUDGE_REPORT, moved, DAY))
