"""Quantities: the same number and turn, however they are written."""

import pytest

from knowledge.quantities import holds, quantities


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("一般每月召开 1 次", "一次"),
        ("不少于2小时", "两小时"),
        ("每日报告", "每天"),
        ("每一个月", "每月"),
        ("每星期", "每周"),
        ("交纳百分之二", "2%"),
    ],
)
def test_what_means_the_same_is_held(text, said):
    assert holds(text, said)


@pytest.mark.parametrize(
    ("text", "said"), [("每月召开一次", "每周"), ("每月召开一次", "两次"), ("交纳2%", "百分之十"), ("每年", "一年")]
)
def test_what_means_something_else_is_not(text, said):
    assert not holds(text, said)


def test_every_quantity_of_a_question_is_read():
    assert list(quantities("党小组会每周召开 2 次，每次一个小时对吗")) == ["每周", "2次", "一个小时"]
