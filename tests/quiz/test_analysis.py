"""Items judged by answers that differ from member to member."""

import random
from dataclasses import replace

from quiz.analysis import LEAST_OTHERS, analyse, judged
from quiz.item import Item
from records.firsts import First

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
