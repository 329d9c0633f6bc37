"""The study list and the ledger, on both databases."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from faults import Fault
from records import ledger, members, organisation, study, tree_sums
from records.ledger import Entry
from records.sums import day_sums
from records.totals import of_node, open_nodes

DAY = date(2026, 3, 2)


@pytest.fixture
def tree(records, now):
    """A root, two below it, a branch below the first."""

    def plant(connection):
        root = organisation.add(connection, "r", "示例市", "机关党委", "市", None, DAY - timedelta(days=9))
        a, b = (organisation.add(connection, c, c, "党总支", "单位", root, DAY - timedelta(days=9)) for c in "ab")
        branch = organisation.add(connection, "c", "c", "党支部", "单位", a, DAY - timedelta(days=9))
        return root, a, b, branch

    return records.write(plant)


def test_a_branch_studies_its_own_choice_first_and_that_of_those_above(records, tree, now):
    root, a, b, branch = tree
    week = (DAY, DAY + timedelta(days=6))
    for node, title, days in (
        (root, "上级", week),
        (branch, "旧", week),
        (branch, "新", week),
        (b, "别家", week),
        (a, "荐读", ()),
    ):
        records.write(lambda c, n=node, t=title, d=days: study.recommend(c, n, t, now, "", t, *d))
    with records.read() as reader:
        assert [one.title for one in study.plan(reader, branch, DAY)] == ["新", "旧", "上级"]
        assert [one.title for one in study.plan(reader, branch, DAY + timedelta(days=7))] == []
        assert [one.title for one in study.listed(reader, branch)] == ["上级", "旧", "新", "荐读"]
    one = records.write(lambda c: study.recommend(c, branch, "错", now, "", "", *week))
    assert records.write(lambda c: study.withdraw(c, a, one, now)) is False
    assert records.write(lambda c: study.withdraw(c, branch, one, now)) is True
    with records.read() as reader:
        assert "错" not in {one.title for one in study.plan(reader, branch, DAY)}


@pytest.mark.parametrize(
    ("title", "days", "code"),
    [
        (" ", (), "reading_unfit"),
        ("长" * 201, (), "reading_unfit"),
        ("书", (DAY, DAY - timedelta(days=1)), "reading_ends_before"),
    ],
)
def test_what_is_no_reading(records, tree, now, title, days, code):
    with pytest.raises(Fault) as caught:
        records.write(lambda c: study.recommend(c, tree[0], title, now, "", "", *days))
    assert caught.value.code == code


def test_finishing_is_once_and_can_be_taken_back(records, tree, now, later):
    number = records.write(lambda c: members.add(c, "1", "张三", tree[3], "正式党员", now))
    one = records.write(lambda c: study.recommend(c, tree[3], "书", now))
    for moment in (now, later):
        records.write(lambda c, m=moment: study.finish(c, one, number, m))
    with records.read() as reader:
        assert reader.execute(sa.select(study.finished.c.moment)).scalars().all() == [now]
        assert study.finished_by(reader, number) == {one}
    records.write(lambda c: study.undo(c, one, number))
    with records.read() as reader:
        assert study.finished_by(reader, number) == frozenset()


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (Entry(DAY, "党课", 8, " "), "hours_without_source"),
        (Entry(DAY, "党课", 0, "签到表"), "hours_unfit"),
        (Entry(DAY, "党课", 321, "签到表"), "hours_unfit"),
        (Entry(DAY + timedelta(days=1), "党课", 8, "签到表"), "hours_in_future"),
    ],
)
def test_hours_that_are_not_entered(records, tree, now, entry, code):
    number = records.write(lambda c: members.add(c, "1", "张三", tree[3], "正式党员", now))
    with pytest.raises(Fault) as caught:
        records.write(lambda c: ledger.enter(c, number, tree[3].id, entry, "x", now, DAY))
    assert caught.value.code == code


def test_hours_stay_with_the_branch_without_the_erased(records, tree, now):
    root, _, _, branch = tree
    number = records.write(lambda c: members.add(c, "1", "张三", branch, "正式党员", now))
    for day, quarters in ((DAY, 8), (date(2025, 12, 31), 4)):
        entry = Entry(day, "党课", quarters, "签到表")
        records.write(lambda c, e=entry: ledger.enter(c, number, branch.id, e, "x", now, DAY))
    with records.read() as reader:
        assert [(one.day, one.quarters) for one in ledger.entries(reader, number, 2026)] == [(DAY, 8)]
    records.write(lambda c: ledger.forget(c, number))
    with records.read() as reader:
        assert ledger.entries(reader, number, 2026) == ()
        assert of_node(reader, root, DAY, DAY).quarters == {"签到表": 8}


def test_what_a_moved_branch_did_stays_where_it_hung_then(records, tree):
    root, a, b, branch = tree
    moved = DAY + timedelta(days=3)

    def job(connection):
        for day in (DAY, moved):
            counted = {"held": True, "eligible": 9, "took_part": 8, "first_answers": 40, "first_right": 30}
            values = {"branch": branch.id, "day": day, "first_members": 8}
            connection.execute(day_sums.insert().values(values | counted))
        organisation.move(connection, branch, b, moved)
        tree_sums.catch_up(connection)

    records.write(job)
    with records.read() as reader:
        whole = {
            name: of_node(reader, node, DAY, moved)
            for name, node in (("root", root), ("a", a), ("b", b), ("branch", branch))
        }
        assert {name: found.took_part for name, found in whole.items()} == {"root": 16, "a": 8, "b": 8, "branch": 16}
        assert {name: found.first.right for name, found in whole.items()} == {
            "root": 60,
            "a": 30,
            "b": 30,
            "branch": 60,
        }
        assert branch.id in open_nodes(reader, moved)
