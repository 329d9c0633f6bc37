"""Items judged by answers that differ from member to member."""

import random
from dataclasses import replace
from datetime import timedelta

import quiz_rows

from quiz.analysis import LEAST_OTHERS, RECENT, analyse, doubt, doubted, judged
from quiz.item import Item
from records import history, indicators, participation
from records.firsts import First, firsts
from records.history import Put

ITEMS = tuple(
    Item("single", f"第{n}个问题的答案是什么？", ("甲", "乙", "丙"), (0,), id=n, version=n) for n in range(1, 13)
)


def answers(members: int, wrong_key: int) -> list[First]:
    """Able members answer more items right, and of the item with a wrong key fewer."""
    dice, found = random.Random(5), []
    for member in range(members):
        skill = dice.random()
        for item in dice.sample(ITEMS, 8):
            knows = dice.random() < skill
            right = knows is (item.id != wrong_key)
            found.append(
                First(member, item.id, item.version, (0,) if right else (1 + dice.randrange(2),), float(right))
            )
    return found


def test_the_item_with_a_wrong_key_is_found():
    found = judged(ITEMS, answers(300, wrong_key=4))
    assert [number for number, one in found.items() if "key_in_doubt" in one.flags] == [4]


def test_too_few_answers_and_too_few_others_say_nothing():
    assert all(one.facility is None for one in judged(ITEMS, answers(20, wrong_key=4)).values())
    alone = [First(member, 1, 1, (0,), 1.0) for member in range(LEAST_OTHERS * 20)]
    assert judged(ITEMS, alone)[1].n == 0


def test_answers_to_an_older_wording_do_not_count():
    reworded = [replace(item, version=100 + item.version) for item in ITEMS]
    assert {one.n for one in judged(reworded, answers(300, wrong_key=4)).values()} == {0}


def test_an_empty_bank(records):
    with records.read() as reader:
        assert analyse(reader) == {}


def test_a_key_in_doubt_is_found_in_the_records_and_counts_in_i11(records, now):
    """Twelve items, one with a wrong key; the database's sums say what the reckoning in memory says."""

    def fill(connection):
        node, numbers = quiz_rows.branch(connection), [quiz_rows.item(connection, now) for _ in ITEMS]
        held = quiz_rows.held(connection, now)
        who = {number: quiz_rows.member(connection, node, f"m{number}", now) for number in range(150)}
        put = []
        for place, one in enumerate(answers(150, wrong_key=4)):
            item, version = numbers[one.item - 1]
            slot = quiz_rows.slot(held, who[one.member], node, version, place)
            put.append(Put(slot, quiz_rows.answer(slot, item, now, right=one.mark == 1), True))
        history.write(connection, put, [])
        return node, numbers[3][0]

    node, wrong = records.write(fill)
    with records.read() as reader:
        found = doubted(reader, quiz_rows.DAY)
        kept = [First(one.member, one.item, one.item, one.given, one.mark) for one in firsts(reader)]
        assert doubted(reader, quiz_rows.DAY + RECENT + timedelta(days=1)) == ()
    items = [Item("single", "几次？", ("一次", "两次"), (1,), id=n, version=n) for n in {one.item for one in kept}]
    judgements = judged(items, kept)
    assert found == (wrong,) == tuple(n for n, one in judgements.items() if "key_in_doubt" in one.flags)
    records.write(lambda c: participation.sum_day(c, quiz_rows.DAY, now))

    def flagged():
        with records.read() as reader:
            figures = indicators.figures(reader, node, quiz_rows.DAY, quiz_rows.DAY)
        return next(one.numerator for one in figures if one.code == "I11")

    before = flagged()
    records.write(lambda c: doubt(c, found, now))
    assert flagged() == before + 1
