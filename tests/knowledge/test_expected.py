"""What kind of quantity is asked for, and whether a text tells one."""

import pytest

from knowledge.expected import expected, tells


@pytest.mark.parametrize(
    ("question", "tells_it", "tells_another"),
    [
        ("多大年纪能报名", "年满十八岁", "每年两次"),
        ("党课一年讲几次", "每年至少讲一次党课", "每届任期三年"),
        ("党小组会多久开一次", "党小组会每月召开一次", "由五人组成"),
        ("支委干几年", "每届任期3年", "由五人组成"),
        ("请假回来多少天内补学", "十五日内补学", "由五人组成"),
        ("讲课费给多少钱", "每人100元", "按照规定支付"),
        ("按百分之几交", "交纳 0.5%", "按月交纳"),
        ("支委会要几个人", "由三至五人组成", "任期三年"),
        ("最少写多少字", "不少于一千字", "写一篇心得"),
        ("最多连任几届", "连续任职不超过两届", "任期五年"),
        ("要多少票才算通过", "赞成人数超过半数", "举手表决"),
        ("考多少分算合格", "60分以上为合格", "九十分钟"),
    ],
)  # fmt: skip
def test_a_text_tells_a_quantity_of_the_kind_that_is_asked_for_or_does_not(question, tells_it, tells_another):
    kinds = expected(question)
    assert kinds
    assert tells(tells_it, kinds)
    assert not tells(tells_another, kinds)


@pytest.mark.parametrize("question", ["谁主持支委会", "党费怎么交", "几位同志想转正怎么办理", "为什么要学习"])
def test_who_asks_for_no_quantity_is_told_enough_by_any_text(question):
    kinds = expected(question)
    assert tells("三名", kinds)
    assert question.startswith("几") or tells("没有数字的话", kinds)


def test_a_number_apart_from_its_unit_is_one():
    assert tells("每年召开 1 次", expected("一年几次"))
