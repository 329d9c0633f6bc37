"""What is wanted, read from the words alone."""

from datetime import UTC, date, datetime

import pytest

from bot.conversation import WORDS
from bot.intents import Intent, Want, dated, read
from bot.message import Address, ChatKind, Inbound, Sender

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def heard(text: str, kind: ChatKind = ChatKind.PRIVATE, **facts) -> Intent | None:
    return read(Inbound("e1", Address("web", kind, "c"), Sender("web", "anna"), NOW, text, **facts), WORDS)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("党费怎么交", Intent(Want.ASK, "党费怎么交")),
        ("  /ask 党费怎么交", Intent(Want.ASK, "党费怎么交")),
        ("／问党费怎么交", Intent(Want.ASK, "党费怎么交")),
        ("/asking 党费", Intent(Want.ASK, "/asking 党费")),
        ("建议书怎么写", Intent(Want.ASK, "建议书怎么写")),
        ("投诉举报有哪些渠道", Intent(Want.ASK, "投诉举报有哪些渠道")),
        ("有用吗", Intent(Want.ASK, "有用吗")),
        ("查阅党员档案要什么手续", Intent(Want.ASK, "查阅党员档案要什么手续")),
        ("12", Intent(Want.ASK, "12")),
        ("3", Intent(Want.CHOOSE, "3")),
        ("选２。", Intent(Want.CHOOSE, "２")),
        ("3.5", Intent(Want.ASK, "3.5")),
        ("党费\x00怎么交\x00", Intent(Want.ASK, "党费怎么交")),
        ("更多", Intent(Want.CHOOSE, "更多")),
        ("有用。", Intent(Want.JUDGE, useful=True)),
        ("没用", Intent(Want.JUDGE)),
        ("没有用！", Intent(Want.JUDGE)),
        ("建议：多办读书会\n每月一次", Intent(Want.TICKET, "多办读书会\n每月一次", kind="建议")),
        ("【投诉】 场地太小", Intent(Want.TICKET, "场地太小", kind="投诉")),
        ("投诉", Intent(Want.TICKET, kind="投诉")),
        ("我想提个建议", Intent(Want.TICKET, kind="建议")),
        ("我的建议", Intent(Want.FOLLOW)),
        ("查 t12ab3f", Intent(Want.FOLLOW, "12AB3F")),
        ("查询工单T12AB3F", Intent(Want.FOLLOW, "12AB3F")),
        ("你有哪些文件？", Intent("documents")),
        ("Hello", Intent(Want.HELP)),
        ("好的，谢谢！", Intent("courtesy")),
        ("嗯嗯", Intent("courtesy")),
        ("OK", Intent("courtesy")),
        ("知道了", Intent("courtesy")),
        ("好", Intent("courtesy")),
        ("好党员的标准是什么", Intent(Want.ASK, "好党员的标准是什么")),
        ("谢谢卡怎么写", Intent(Want.ASK, "谢谢卡怎么写")),
    ],
)
def test_words_are_understood(text, wanted):
    assert heard(text) == wanted


@pytest.mark.parametrize("text", ["党费怎么交", "你好", "3", "有用", "建议：多办读书会", "ask 党费", ""])
def test_a_group_that_talks_among_itself_is_left_alone(text):
    assert heard(text, ChatKind.GROUP) is None


@pytest.mark.parametrize(
    ("text", "facts"), [("党费怎么交", {"mentioned": True}), ("/问 党费怎么交", {}), ("", {"token": "t1"})]
)
def test_in_a_group_it_answers_who_speaks_to_it(text, facts):
    assert heard(text, ChatKind.GROUP, **facts) is not None


def test_called_by_name_and_nothing_more_it_says_what_it_can_do():
    assert heard("", ChatKind.GROUP, mentioned=True) == Intent(Want.HELP)
    assert heard("") == Intent(Want.ASK)


@pytest.mark.parametrize("text", ["A", "ac", "A、C", "ＡＢ", "对", "错误", "√", "不对。"])
def test_letters_and_verdicts_answer_also_in_a_group_that_nobody_spoke_to(text):
    assert heard(text) == Intent(Want.ANSWER, text)
    assert heard(text, ChatKind.GROUP) == Intent(Want.ANSWER, text)


@pytest.mark.parametrize("text", ["hi", "ABX", "对不起", "A组什么时候学习"])
def test_words_that_only_begin_like_an_answer_are_none(text):
    assert heard(text).want != Want.ANSWER


def test_a_button_stands_for_the_words_of_a_handler():
    assert heard("", token="do-help") == Intent("help")
    assert heard("", token="do-nothing") == Intent(Want.CHOOSE)
    assert heard("", token="t1", picked=(0, 2)) == Intent(Want.ANSWER)


def test_a_tapped_choice_counts_whatever_the_words():
    assert heard("投诉：不好", token="t1") == Intent(Want.CHOOSE)


@pytest.mark.parametrize(
    ("text", "day", "question"),
    [
        ("截至2023年12月31日，请假要提前几天", date(2023, 12, 31), "请假要提前几天"),
        ("2025年1月1日时预备期多长", date(2025, 1, 1), "预备期多长"),
        ("按照2024-05-01的规定党费交多少", date(2024, 5, 1), "党费交多少"),
        ("二〇二四年三月一日当时每月学几次", date(2024, 3, 1), "每月学几次"),
        ("2023年12月31日通过的公报说了什么", None, "2023年12月31日通过的公报说了什么"),
        ("2024年3月1日起施行的是哪个文件", None, "2024年3月1日起施行的是哪个文件"),
        ("截至2023年2月30日怎么规定", None, "截至2023年2月30日怎么规定"),
        ("2025年每月学几次", None, "2025年每月学几次"),
    ],
)
def test_a_day_is_asked_about_only_where_the_words_say_so(text, day, question):
    assert dated(text) == (day, question)
