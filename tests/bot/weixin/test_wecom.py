"""WeCom applications and group robots: what members see, over real HTTP, within the platform's limits."""

import asyncio

import httpx
import pytest
from emulators.wecom import AGENT, CORP, KEY, TOKEN, Wecom, echo

from bot.channels import wecom, wecom_robot
from bot.message import File, Image, Quiz, Text
from bot.render import render
from bot.weixin.accounts import Wecom as WecomAccount
from records.mailboxes import Letter, State

MOST = wecom.RATES[0].count
ONE = Quiz("round7", "每届任期几年？", ("两年", "三年", "五年"))
SEVERAL = Quiz("round8", "哪些说法正确？", ("两年", "三年", "五年"), multiple=True)
LONG_ONE = Quiz("round9", "示例市支部工作章程规定的任期是多久？" * 4, ("每届任期两年，可以连任一次", "每届任期三年"))


def test_the_address_is_verified_with_the_bare_word(bot):
    answer = echo(bot.wecom.address, bot.clock, TOKEN, KEY, CORP, "1616140317555161061")
    assert (answer.status_code, answer.content) == (200, b"1616140317555161061")
    assert echo(bot.wecom.address, bot.clock, TOKEN, KEY, "ww-another", "x").status_code == 400
    assert echo(bot.wecom.address, bot.clock, "other", KEY, CORP, "x").status_code == 400


async def test_a_question_is_acknowledged_once_kept_and_answered_by_a_push(bot):
    assert await bot.wecom.say("anna", "支部工作章程第四条") == 1
    bot.settle("wecom", "anna")
    (shown,) = bot.wecom.screens["anna"]
    assert "每届任期三年" in shown
    assert "回复数字：1 看全条" in shown


async def test_an_article_longer_than_a_message_arrives_whole_and_uncut(bot):
    await bot.wecom.say("long", "档案室值守规定第一条")
    bot.settle("wecom", "long")
    shown = bot.wecom.screens["long"]
    assert len(shown) > 2
    assert all(
        f"第{number}号库房每日开门后先看温度和湿度，登记在册，再开窗通风。" in "".join(shown) for number in range(1, 61)
    )


async def test_a_menu_entry_is_words_and_a_follow_is_greeted(bot):
    await bot.wecom.menu("menu", "有哪些文件")
    bot.settle("wecom", "menu")
    assert "库中现有" in bot.wecom.screens["menu"][0]


async def test_a_repeated_message_is_answered_once(bot):
    message = bot.wecom.message("twice", MsgType="text", Content="党员大会多久开一次")
    await asyncio.gather(*(bot.wecom.deliver(message) for _ in range(3)))
    await bot.wecom.deliver(message)
    bot.settle("wecom", "twice")
    assert len(bot.wecom.screens["twice"]) == 1


async def test_questions_in_a_row_are_answered_in_their_order(bot):
    for number in (3, 4, 5):
        await bot.wecom.say("row", f"支部工作章程第{'〇一二三四五'[number]}条")
    bot.settle("wecom", "row")
    shown = "\n".join(bot.wecom.screens["row"])
    assert shown.index("第三条") < shown.index("第四条") < shown.index("第五条")


def test_a_question_is_a_card_of_buttons_a_ballot_or_letters_under_the_words(bot):
    for user, quiz in (("one", ONE), ("several", SEVERAL), ("wordy", LONG_ONE)):
        bot.put("wecom", f"wecom:private:main/{user}", render([quiz], wecom.CAPABILITIES))
        bot.settle("wecom", user)
    (one,), (several,), (wordy,) = (bot.wecom.cards[user] for user in ("one", "several", "wordy"))
    assert one["card_type"] == "button_interaction"
    assert [button["text"] for button in one["button_list"]] == ["A 两年", "B 三年", "C 五年"]
    assert (several["card_type"], several["checkbox"]["mode"]) == ("vote_interaction", 1)
    assert [button["text"] for button in wordy["button_list"]] == ["A", "B"]
    assert "A. 每届任期两年，可以连任一次" in bot.wecom.screens["wordy"][0]


def test_the_same_question_goes_to_many_and_each_card_is_its_own_task(bot):
    for user in ("t1", "t2"):
        bot.put("wecom", f"wecom:private:main/{user}", render([ONE], wecom.CAPABILITIES))
        bot.settle("wecom", user)
    assert bot.wecom.cards["t1"][0]["task_id"] != bot.wecom.cards["t2"][0]["task_id"]


async def test_an_answered_card_changes_for_the_one_who_answered(bot):
    for user in ("mine", "yours"):
        bot.put("wecom", f"wecom:private:main/{user}", render([SEVERAL], wecom.CAPABILITIES))
        bot.settle("wecom", user)
    card = bot.wecom.cards["mine"][0]
    assert await bot.wecom.answer("mine", card, "0", "2") == 1
    bot.settle("wecom", "mine")
    assert card["done"] == "已作答"
    assert "done" not in bot.wecom.cards["yours"][0]


def test_pictures_and_reports_are_uploaded_first(bot):
    parts = [Image(b"\x89PNG" + b"0" * 96, "chart.png", "近四周参与情况"), File(b"PK" + b"0" * 198, "季度小结.docx")]
    bot.put("wecom", "wecom:private:main/media", render(parts, wecom.CAPABILITIES))
    bot.settle("wecom", "media")
    assert bot.wecom.screens["media"] == ["[image chart.png 100]", "[file 季度小结.docx 200]"]


def test_pushes_to_one_member_never_come_so_fast_that_the_platform_drops_one(bot):
    wires = [{"text": f"通知{number}"} for number in range(40)]
    bot.put("wecom", "wecom:private:main/flood", wires)
    bot.wait(lambda: len(bot.wecom.screens["flood"]) >= MOST)
    assert bot.wecom.dropped == []
    assert bot.wecom.screens["flood"] == [f"通知{number}" for number in range(MOST)]
    assert State.FAILED not in {row.state for row in bot.outbox("wecom", "flood")}


def test_who_has_left_is_told_nothing_and_holds_up_nobody(bot):
    bot.put("wecom", "wecom:private:main/nobody", [{"text": "通知"}])
    bot.put("wecom", "wecom:private:gone/anna", [{"text": "通知"}])
    bot.settle("wecom", "nobody")
    bot.settle("wecom", "gone")
    assert {row.state for row in (*bot.outbox("wecom", "nobody"), *bot.outbox("wecom", "gone"))} == {State.FAILED}


async def test_one_token_for_all_and_another_when_it_ends(bot):
    calls = bot.wecom.token_calls
    bot.wecom.expire()
    await asyncio.gather(*(bot.wecom.say(f"many{number}", "支部工作章程第四条") for number in range(8)))
    bot.settle("wecom", "many")
    assert all(len(bot.wecom.screens[f"many{number}"]) == 1 for number in range(8))
    assert bot.wecom.token_calls - calls <= 1


def test_a_robot_announces_into_its_group_with_a_picture(bot):
    parts = [Text("今日学习：《示例市支部工作章程》"), Image(b"\x89PNG" + b"0" * 96, "chart.png", "近四周参与情况")]
    bot.put("wecom_robot", "wecom_robot:group:square", render(parts, wecom_robot.CAPABILITIES))
    bot.settle("wecom_robot")
    assert bot.wecom.group == ["今日学习：《示例市支部工作章程》", "[image 100]"]


async def test_what_is_not_for_this_application_is_refused(bot):
    wrong = bot.wecom.message("eve", MsgType="text", Content="您好") | {"AgentID": "1"}
    stale = Wecom(lambda: bot.clock().replace(year=2020))
    cases = {
        "another application": bot.wecom.request(wrong),
        "stale": stale.request(bot.wecom.message("eve", MsgType="text", Content="您好")),
        "no sender": bot.wecom.request(bot.wecom.message("../eve", MsgType="text", Content="您好")),
        "no number": bot.wecom.request(bot.wecom.message("eve", MsgType="text", Content="您好") | {"MsgId": "x'--"}),
        "no card of ours": bot.wecom.request(
            bot.wecom.message("eve", MsgType="event", Event="template_card_event", TaskId="x", EventKey="0")
            | {"MsgId": ""}
        ),
    }
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        for name, (query, body) in cases.items():
            assert (await client.post(bot.wecom.address, params=query, content=body)).status_code == 400, name
    assert bot.heard("wecom", "eve") == 0


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        (
            "《示例办法》（2025）第三条\n每月两次。",
            {"markdown": {"content": "**《示例办法》（2025）第三条**\n每月两次。"}},
        ),
        ("《示例办法》第三条\n见 [附件]。", {"text": {"content": "《示例办法》第三条\n见 [附件]。"}}),
        ("《示例办法》第三条\n" + "学" * 673, {"text": {"content": "《示例办法》第三条\n" + "学" * 673}}),
    ],
    ids=["heading", "marks", "at the limit"],
)
async def test_in_markdown_a_heading_stands_out_and_no_word_changes(text, sent):
    account = WecomAccount("main", CORP, AGENT, "markdown")
    (kind,) = sent
    body = await wecom.body_of(None, account, Letter(1, "wecom:private:main/anna", {"text": text}))
    assert body == {"msgtype": kind, **sent}
