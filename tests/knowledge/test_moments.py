"""Questions after a time, a congress, a meaning: what they ask for, and what tells it."""

import pytest

from knowledge import definitions, moments


@pytest.mark.parametrize(
    ("question", "times"),
    [
        ("1926年发生了什么", ("1926年", "一九二六年")),
        ("在1949年5月12日发生了什么大事？", ("1949年5月12日",)),
        ("1926年成立的读书会叫什么", ()),
    ],
)
def test_of_what_time_a_question_is(question, times):
    assert moments.named(question) == times


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("第三次全国代表大会在哪里召开", "第三次全国代表大会"),
        ("中共三大是哪年召开的", "第三次全国代表大会"),
        ("党的十九届四中全会是什么时候开的", "第十九届中央委员会第四次全体会议"),
    ],
)
def test_a_congress_has_a_number(question, names):
    assert names in moments.sessions(question)[0]


def test_a_matter_of_a_congress_may_be_told_without_its_number():
    assert moments.sessions("第二十次全国代表大会的主题是什么") == ()


def test_a_line_of_a_calendar_is_only_a_date():
    assert moments.only("1949年5月12日：")
    assert not moments.only("1949年5月12日，示例县解放。")


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("示例精神是什么", "示例精神"),
        ("什么是微学习？", "微学习"),
        ("示例精神的内涵", "示例精神"),
        ("谁负责收党费", ""),
    ],
)
def test_what_is_to_be_defined(question, term):
    assert definitions.asked(question) == term


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("示例精神是敢想敢干。", True),
        ("以敢想敢干为主要内涵的示例精神", True),
        ("大力弘扬示例精神，继续向前。", False),
    ],
)
def test_what_defines(text, tells):
    assert definitions.told("示例精神", text) == tells
