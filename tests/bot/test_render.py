"""What goes on the wire: nothing too long, nothing lost, no character divided."""

import re
import unicodedata
from dataclasses import replace

from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.message import Answered, Capabilities, Card, Choice, Choices, Quiz, Text
from bot.render import plain, render, size, split

WEB = Capabilities(groups=True, text_limit=20_000, cards=True, buttons=True)
BUTTONS = Capabilities(groups=True, text_limit=4096, text_unit="utf16", buttons=True)
# The narrowest of the chat platforms: 2048 bytes a message, neither cards nor buttons.
NARROW = Capabilities(groups=False, text_limit=2048, text_unit="bytes")
CARD = Card("《示例办法》（2025，2025年3月1日起施行）", "第三条", "每月学习两次。", note="观点")
OFFER = Choices((Choice("看全条", "t1"), Choice("有用", "t2")))

units = st.sampled_from(["chars", "bytes", "utf16"])
limits = st.builds(Capabilities, groups=st.just(False), text_limit=st.integers(16, 60), text_unit=units)
# Sentences with what is easily broken: joined and coloured emoji, flags, accents, closing quotes.
words = st.lists(
    st.sampled_from(
        [
            "第三条",
            "党支部每月学习两次。",
            "“提前请假。”",
            "；",
            "\n",
            "\n\n",
            "👩‍👩‍👧",
            "👍🏽",
            "🇨🇳",
            "e\u0301",
            "12",
            " ",
        ]
    ),
    max_size=60,
).map("".join)


@given(words | st.text(max_size=300), limits)
@example("。" * 100, Capabilities(groups=False, text_limit=16, text_unit="bytes"))
def test_no_piece_is_over_the_limit_and_no_word_is_lost(text, limit):
    pieces = list(split(text, limit))
    assert all(0 < size(piece, limit) <= limit.text_limit for piece in pieces)
    assert "".join(pieces).replace("\n", "") == text.replace("\n", "")


@given(words, st.integers(40, 90))
def test_no_character_is_divided(text, most):
    # A run of flags or marks longer than a message can only be broken.
    assume(not re.search("(?:🇨🇳){5}|e\u0301{15}", text))
    for piece in split(text, Capabilities(groups=False, text_limit=most, text_unit="bytes")):
        assert not unicodedata.category(piece[0]).startswith("M")
        assert piece[0] not in "\u200d\U0001f3fd👧🇳"


def test_a_long_text_is_cut_where_a_reader_would_pause():
    limit = Capabilities(groups=False, text_limit=20)
    assert list(split("他说：“每月要集中学习两次。”其他时间自己安排。", limit)) == [
        "他说：“每月要集中学习两次。”",
        "其他时间自己安排。",
    ]
    assert list(split("第一款讲每月的集中学习\n第二款讲请假和补学的办法。", limit)) == [
        "第一款讲每月的集中学习",
        "第二款讲请假和补学的办法。",
    ]


def test_an_article_over_the_limit_of_the_narrowest_channel_arrives_whole():
    article = "\n".join(f"（{number}）党员应当参加学习，按时完成第{number}项任务。" for number in range(120))
    messages = render((Card("《示例办法》", "第三条", article), OFFER), NARROW)
    assert len(messages) == 4
    assert all(len(message["text"].encode()) <= 2048 for message in messages)
    together = "\n".join(message["text"] for message in messages)
    assert all(line in together for line in article.split("\n"))
    assert messages[-1]["text"].endswith("回复数字：1 看全条  2 有用")


def test_silence_stays_silence():
    assert render((), WEB) == ()
    assert render((), NARROW) == ()


def test_a_channel_that_draws_cards_gets_the_parts_of_a_reply_as_one_message():
    (message,) = render((Text("您好"), CARD, OFFER), WEB)
    assert [part["kind"] for part in message["parts"]] == ["text", "card", "choices"]
    assert message["parts"][1]["text"] == "每月学习两次。"
    assert message["parts"][2]["choices"][1] == {"label": "有用", "token": "t2", "sheet": ""}


def test_cards_without_buttons_offer_numbers():
    (message,) = render((CARD, OFFER), Capabilities(groups=True, text_limit=4000, cards=True))
    assert message["parts"][1] == {"kind": "text", "text": "回复数字：1 看全条  2 有用"}


def test_buttons_without_cards_stand_under_the_last_piece_of_text():
    text = "党支部每月集中学习。" * 500
    first, second = render((Text(text), OFFER), BUTTONS)
    assert "choices" not in first
    assert [choice["label"] for choice in second["choices"]] == ["看全条", "有用"]


def test_buttons_alone_still_have_a_line_above_them():
    (message,) = render((OFFER,), BUTTONS)
    assert message["text"]
    assert len(message["choices"]) == 2


def test_a_label_too_long_for_a_button_is_shortened():
    narrow = Capabilities(groups=True, text_limit=100, buttons=True, label_limit=6)
    (message,) = render((Choices((Choice("看第十七条之一全条", "t"),)),), narrow)
    assert message["choices"][0]["label"] == "看第十七条…"


def test_what_closes_a_question_reaches_only_a_channel_that_draws_it():
    told = (Text("正确。"), Answered("q1", "A"))
    (message,) = render(told, replace(WEB, quiz="card"))
    assert message["parts"][1] == {"kind": "answered", "token": "q1", "said": "A"}
    assert render(told, NARROW) == ({"text": "正确。"},)
    assert render(told, BUTTONS) == ({"text": "正确。"},)


def test_a_card_as_words_keeps_its_note_its_address_and_its_text():
    assert plain(CARD) == "【观点】《示例办法》（2025，2025年3月1日起施行）第三条\n每月学习两次。"


def test_a_poll_letters_its_options_so_that_its_verdict_can_name_them():
    poll, quiz = replace(BUTTONS, quiz="poll", option_length=6), Quiz("t", "几次？", ("一次", "两次", "三次"))

    def shown(quiz):
        return [tuple(wire["quiz"]["options"]) if "quiz" in wire else wire["text"] for wire in render((quiz,), poll)]

    assert shown(quiz) == [("A. 一次", "B. 两次", "C. 三次")]
    assert shown(replace(quiz, options=("对", "错"))) == [("对", "错")]
    assert shown(replace(quiz, options=("每月一次", "两次", "三次"))) == [
        "几次？\nA. 每月一次\nB. 两次\nC. 三次",
        ("A", "B", "C"),
    ]
