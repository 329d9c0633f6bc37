"""A wrong key: answers take the new mark, and the old one stays beside it."""

from datetime import date
from fractions import Fraction

import pytest
import sqlalchemy as sa

from quiz import bank
from quiz.item import Grade, Item
from quiz.regrading import changes, only_the_key_differs
from records import members, organisation
from records.answers import answers, regrades

DAY = date(2026, 3, 2)
ITEM = Item("multiple", "学习联系人负责哪些事项？", ("通知", "准备材料", "打分", "收集问题"), (0, 2))
CORRECTED = Item("multiple", ITEM.stem, ITEM.options, (0, 1, 3))


@pytest.fixture
def answered(records, now):
    """An item with a wrong key, and two answers to it: one was called right, one wrong."""

    def fill(connection):
        root = organisation.add(connection, "1", "示例市机关工委", "机关工委", "市", None, DAY)
        number = bank.add(connection, None, ITEM, "import", "anna", now)
        version = bank.entry(connection, number).item.version
        given = (((0, 2), 1, 1, True), ((0, 1), 0, 1, False))
        for place, (what, num, den, right) in enumerate(given):
            member = members.add(connection, f"m{place}", "示例", root, "正式党员", now)
            connection.execute(
                answers.insert().values(
                    member=member, branch=root.id, day=DAY, item=number, version=version, purpose="practice",
                    given=what, num=num, den=den, right=right, first=True, moment=now,
                )
            )  # fmt: skip
        return number

    return records.write(fill)


def marks(records):
    with records.read() as reader:
        rows = reader.execute(sa.select(answers.c.num, answers.c.den, answers.c.right).order_by(answers.c.id)).all()
        kept = reader.execute(sa.select(regrades).order_by(regrades.c.answer)).all()
    return [tuple(row) for row in rows], [(row.old_num, row.old_den, row.new_num, row.new_den) for row in kept]


def test_both_values_are_kept(records, answered, later):
    records.write(lambda c: bank.amend(c, None, answered, CORRECTED, "ben", later))
    assert marks(records) == ([(0, 1, False), (2, 3, False)], [(1, 1, 0, 1), (0, 1, 2, 3)])
    with records.read() as reader:
        assert {event["action"]: event["reason"] for event in bank.events(reader, answered)}["regrade"] == "2"


def test_another_wording_changes_no_mark(records, answered, later):
    other = Item("multiple", "学习联系人的事项有哪些？", ITEM.options, (0, 1, 3))
    records.write(lambda c: bank.amend(c, None, answered, other, "ben", later))
    assert marks(records) == ([(1, 1, True), (0, 1, False)], [])


def test_what_is_worth_the_same_is_left_alone():
    right, wrong = Grade(Fraction(1), True), Grade(Fraction(0), False)
    given = [(1, (0, 1, 3), right), (2, (0, 2), right), (3, (2,), wrong)]
    assert list(changes(CORRECTED, given)) == [(2, right, wrong)]
    assert only_the_key_differs(ITEM, CORRECTED)
    assert not only_the_key_differs(ITEM, ITEM)
