"""Every file of `quiz/kinds/` keeps the same promises; each kind's own rules below."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from faults import Fault
from quiz import kinds
from quiz.check import problems
from quiz.item import Grade, Item

GOOD = {
    "single": Item("single", "党员每年集中学习不少于多少学时？", ("16", "24", "32"), (1,)),
    "multiple": Item("multiple", "学习联系人负责下列哪些事项？", ("通知", "准备材料", "打分", "收集问题"), (0, 1, 3)),
    "judge": Item("judge", "党支部每月安排两次集中学习。", (), (0,)),
    "blank": Item("blank", "党支部每月安排____次集中学习，每次不超过（  ）分钟。", (), (("两", "二"), ("九十",))),
}
STRAIGHT = {"single": (0, 1, 2), "multiple": (0, 1, 2, 3), "judge": (0, 1), "blank": ()}


def test_every_kind_is_tried_here():
    assert set(GOOD) == set(kinds.names())


@pytest.mark.parametrize("name", kinds.names())
def test_the_promises_of_every_kind(name):
    kind, item = kinds.of(name), GOOD[name]
    assert list(problems(item)) == []
    order = kind.dealt(item, Random(7))
    assert order == kind.dealt(item, Random(7))
    shown = kind.asked(item, order)
    assert len(shown.options) == len(order)
    assert shown.options or shown.gaps
    assert shown.multiple == (name == "multiple")
    # What the feedback calls right is graded as right when it is typed, whatever the order.
    told = " ".join(kind.right(item, order))
    assert kind.grade(item, kind.parse(item, told, order)) == Grade(Fraction(1), True)
    for nonsense in ("", "  ", "。", "打卡签到排名" if name != "blank" else "？！"):
        assert kind.parse(item, nonsense, order) is None
    assert kind.picked(item, (), order) is None
    assert kind.picked(item, (99,), order) is None


@pytest.mark.parametrize("name", [name for name in kinds.names() if name != "blank"])
def test_a_tap_means_the_option_that_is_shown_there(name):
    kind, item = kinds.of(name), GOOD[name]
    for seed in range(20):
        order = kind.dealt(item, Random(seed))
        shown = kind.asked(item, order).options
        for place, words in enumerate(shown):
            (number,) = kind.picked(item, (place,), order)
            assert words == (item.options or ("对", "错"))[number]


@pytest.mark.parametrize(
    ("typed", "mark"),
    [
        ("ABD", "1"), ("AB", "2/3"), ("A", "1/3"), ("ABC", "0"), ("ABCD", "0"), ("C", "0"), ("", None), ("abd", "1"),
        ("ＡＢＤ", "1"), ("A、B、D", "1"), ("DBA", "1"), ("AABD", "1"), ("ABE", None), ("选ABD", "1"), ("a b d", "1"),
        ("A和B", "2/3"), ("答案：A,B,D。", "1"), ("AB吧", "2/3"), ("AB班", None),
    ],
)  # fmt: skip
def test_the_truth_table_of_several_answers(typed, mark):
    """Domain rule 4.3, key ABD."""
    kind, item, order = kinds.of("multiple"), GOOD["multiple"], STRAIGHT["multiple"]
    given = kind.parse(item, typed, order)
    if mark is None:
        assert given is None
    else:
        assert kind.grade(item, given) == Grade(Fraction(mark), mark == "1")


def test_letters_are_those_shown():
    kind, item, order = kinds.of("multiple"), GOOD["multiple"], (3, 2, 1, 0)
    assert kind.parse(item, "AB", order) == (2, 3)
    assert kind.right(item, order) == ("A", "C", "D")


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("B", (1,)),
        ("ｂ", (1,)),
        ("选b。", (1,)),
        ("24", (1,)),
        ("二十四", (1,)),
        ("AB", None),
        ("D", None),
        ("64", None),
    ],
)
def test_one_answer(typed, given):
    assert kinds.of("single").parse(GOOD["single"], typed, STRAIGHT["single"]) == given


@pytest.mark.parametrize("typed", ["对", "正确", "√", "A", "是", "对。", "✓", " T "])
def test_yes(typed):
    assert kinds.of("judge").parse(GOOD["judge"], typed, (0, 1)) == (0,)


@pytest.mark.parametrize("typed", ["错", "错误", "×", "B", "不对", "x", "✗", "否"])
def test_no(typed):
    assert kinds.of("judge").parse(GOOD["judge"], typed, (0, 1)) == (1,)


@pytest.mark.parametrize(
    ("typed", "mark"),
    [
        ("两|九十", "1"), ("2；90", "1"), ("二、九十", "1"), ("二 九十", "1"), ("两|六十", "1/2"), ("三,六十", "0"),
        ("“两”、“九十”", "1"), ("两", None), ("两、九十、三", None),
    ],
)  # fmt: skip
def test_several_gaps(typed, mark):
    kind, item = kinds.of("blank"), GOOD["blank"]
    given = kind.parse(item, typed, ())
    assert (None if given is None else str(kind.grade(item, given).mark)) == mark


def test_one_gap_takes_the_whole_reply():
    item = Item("blank", "党员有党章规定的____。", (), (("权利和义务", "权利、义务"),))
    kind = kinds.of("blank")
    assert kind.grade(item, kind.parse(item, " 权利、义务。 ", ())).right
    assert not kind.grade(item, kind.parse(item, "权利", ())).right


@pytest.mark.parametrize(
    ("name", "change", "codes"),
    [
        ("single", {"key": (0, 1)}, {"key_not_one"}),
        ("single", {"key": (3,)}, {"key_beyond"}),
        ("single", {"options": ("16",), "key": (0,)}, {"options_count"}),
        ("single", {"options": ("16", "24", "１６")}, {"options_equal"}),
        ("single", {"options": ("16", "24", "1 6")}, {"options_equal"}),
        ("single", {"options": ("16", "24", "以上都对")}, {"option_all_of_them"}),
        ("single", {"options": ("16", "24", "都不对")}, {"option_all_of_them"}),
        ("single", {"options": ("16", " ", "24")}, {"option_empty"}),
        ("single", {"stem": "几学时"}, {"stem_length"}),
        ("single", {"difficulty": 9}, {"difficulty_unknown"}),
        ("single", {"explanation": "长" * 501}, {"explanation_length"}),
        ("multiple", {"key": (1,)}, {"key_not_several"}),
        ("multiple", {"key": (0, 1, 2, 3)}, {"key_all"}),
        ("judge", {"key": (2,)}, {"key_no_verdict"}),
        ("judge", {"options": ("对", "错")}, {"options_unwanted"}),
        ("blank", {"stem": "党支部每月安排两次集中学习。"}, {"stem_without_gap"}),
        ("blank", {"key": (("两",),)}, {"key_gaps"}),
        ("blank", {"key": (("两",), ("。",))}, {"key_empty"}),
    ],
)
def test_what_cannot_be_asked(name, change, codes):
    assert {problem.code for problem in problems(replace(GOOD[name], **change))} == codes


def test_an_unknown_kind():
    with pytest.raises(Fault, match="kind_unknown"):
        kinds.of("essay")
    assert [problem.code for problem in problems(replace(GOOD["judge"], kind="essay"))] == ["kind_unknown"]
