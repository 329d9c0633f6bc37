"""AI bots: callbacks with streams and response addresses, and the long connection, against emulators of both."""

import asyncio
import json

import httpx
import pytest
from emulators.wecom import echo
from emulators.wecom_bot import BOT, KEY, SECRET, TOKEN, card_event, message, text
from websockets.sync.client import connect

from bot.channels import wecom_bot
from bot.channels.wecom_bot import marked
from bot.message import Quiz
from bot.render import render
from records import channel_states
from records.mailboxes import State

SEVERAL = Quiz("round8", "哪些说法正确？", ("两年", "三年", "五年"), multiple=True)


def test_the_address_is_verified_with_the_bare_word(bot):
    answer = echo(bot.callbacks.address, bot.clock, TOKEN, KEY, "", "1616140317555161061")
    assert (answer.status_code, answer.content) == (200, b"1616140317555161061")


async def test_a_callback_is_answered_with_a_finished_stream_in_private_and_in_a_group(bot):
    alone = await bot.callbacks.say("anna", "支部工作章程第四条")
    called = await bot.callbacks.say("ben", "@学思 支部工作章程第四条", "group1")
    for reply in (alone, called):
        assert (reply["msgtype"], reply["stream"]["finish"]) == ("stream", True)
        assert "每届任期三年" in reply["stream"]["content"]
    bot.settle("wecom_bot", "called")
    assert len(bot.callbacks.screens.texts["group1"]) == 1
    assert "ben" not in bot.callbacks.screens.texts["group1"][0]


async def test_what_one_reply_cannot_carry_goes_to_the_address_that_came_with_the_question(bot):
    await bot.callbacks.say("long", "档案室值守规定第一条")
    bot.settle("wecom_bot", "called/long")
    shown = "".join(bot.callbacks.screens.texts["long"])
    assert all(f"第{number}号库房" in shown for number in range(1, 61))
    assert {row.state for row in bot.outbox("wecom_bot", "called/long")} == {State.SENT}


async def test_who_opens_the_chat_is_greeted(bot):
    reply = await bot.callbacks.deliver("new", msgtype="event", event={"eventtype": "enter_chat"})
    assert reply["msgtype"] == "text"
    assert "我是学思" in reply["text"]["content"]


async def test_a_repeated_callback_is_kept_once(bot):
    heard = message(bot.callbacks.numbers, "twice", **text("党员大会多久开一次"))
    replies = await asyncio.gather(*(bot.callbacks.call(heard) for _ in range(3)))
    assert all(reply == replies[0] for reply in replies)
    assert bot.heard("wecom_bot", "called/twice") == 1


async def test_a_stream_that_nobody_knows_any_more_is_ended(bot):
    reply = await bot.callbacks.call(
        message(bot.callbacks.numbers, "x", msgtype="stream", stream={"id": "msg-unknown"})
    )
    assert reply["stream"]["finish"]


async def test_messages_that_are_none_are_refused(bot):
    good = message(bot.callbacks.numbers, "eve", **text("您好"))
    cases = [good | {"aibotid": "another"}, good | {"from": {}}, good | {"from": {"userid": "a b"}}, good | {"text": 5},
             good | {"msgid": None}, {"msgtype": "stream", "stream": 3}, good | {"chattype": "group"},
             good | {"msgtype": "event", "event": {"eventtype": "template_card_event", "task_id": "x"}}]  # fmt: skip
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        for case in cases:
            query, body = bot.callbacks.request(case)
            assert (await client.post(bot.callbacks.address, params=query, content=body)).status_code == 400, case
    assert bot.heard("wecom_bot", "eve") == 0


def test_over_the_connection_it_answers_in_private_and_in_a_group(bot):
    bot.connections.say("anna", "支部工作章程第四条")
    bot.connections.say("ben", "@学思 支部工作章程第四条", "group1")
    bot.settle("wecom_bot", "line/anna", heard=1)
    bot.settle("wecom_bot", "line/group1", heard=1)
    for chat in ("anna", "group1"):
        (shown,) = bot.connections.screens.texts[chat]
        assert "每届任期三年" in shown


def test_a_group_that_has_spoken_gets_announcements_and_another_does_not(bot):
    bot.connections.say("ben", "@学思 您好", "group2")
    bot.settle("wecom_bot", "line/group2", heard=1)
    for group in ("group2", "silent"):
        bot.put("wecom_bot", f"wecom_bot:group:line/{group}", [{"text": "今日学习：第四条"}])
        bot.settle("wecom_bot", f"line/{group}")
    assert bot.connections.screens.texts["group2"][-1] == "今日学习：第四条"
    assert [row.state for row in bot.outbox("wecom_bot", "silent")] == [State.FAILED]


def test_a_ballot_in_private_is_answered_and_closed(bot):
    bot.connections.say("vote", "您好")
    bot.put("wecom_bot", "wecom_bot:private:line/vote", render([SEVERAL], wecom_bot.CAPABILITIES))
    bot.settle("wecom_bot", "line/vote", heard=1)
    (card,) = bot.connections.screens.cards["vote"]
    bot.connections.deliver(message(bot.connections.numbers, "vote", **card_event(card, "0", "2")), event=True)
    bot.wait(lambda: bot.connections.screens.cards["vote"][0].get("done"))
    assert bot.connections.screens.cards["vote"][0]["checkbox"]["disable"]
    assert bot.heard("wecom_bot", "line/vote") == 2


async def test_a_ballot_by_callback_is_closed_in_the_request_and_answered_at_the_address(bot):
    wire = render([SEVERAL], wecom_bot.CAPABILITIES)[0]
    bot.put("wecom_bot", "wecom_bot:private:called/ballot", [wire])
    bot.settle("wecom_bot", "called/ballot")
    (row,) = bot.outbox("wecom_bot", "called/ballot")
    card = {"card_type": "vote_interaction", "task_id": f"round8@{row.id}"}
    bot.callbacks.screens.cards["ballot"].append(card)
    reply = await bot.callbacks.deliver("ballot", **card_event(card, "0", "2"))
    assert reply["response_type"] == "update_template_card"
    bot.settle("wecom_bot", "called/ballot")
    assert len(bot.callbacks.screens.texts["ballot"]) == 1


def test_a_question_in_a_group_is_written_out(bot):
    bot.connections.say("ben", "@学思 您好", "group3")
    bot.settle("wecom_bot", "line/group3", heard=1)
    bot.put("wecom_bot", "wecom_bot:group:line/group3", render([SEVERAL], wecom_bot.CAPABILITIES))
    bot.settle("wecom_bot", "line/group3")
    assert "B. 三年" in bot.connections.screens.texts["group3"][-1]
    assert not bot.connections.screens.cards["group3"]


def test_a_broken_connection_is_made_again_and_what_waits_goes_out(bot):
    bot.connections.say("again", "您好")
    bot.settle("wecom_bot", "line/again", heard=1)
    bot.connections.drop()
    bot.wait(lambda: not bot.connections.subscribed.is_set())
    bot.put("wecom_bot", "wecom_bot:private:line/again", [{"text": "通知"}])
    bot.settle("wecom_bot", "line/again")
    assert bot.connections.screens.texts["again"][-1] == "通知"


def test_what_is_no_frame_is_passed_over(bot):
    bot.wait(bot.connections.subscribed.is_set)
    for junk in ("", "[]", "{}", '{"headers": 1}', '{"cmd": "aibot_msg_callback", "headers": {"req_id": "r"}, "body": 1}',
                 '{"cmd": "aibot_msg_callback", "headers": {"req_id": "r"}, "body": {"msgtype": "text"}}'):  # fmt: skip
        bot.connections.current.send(junk)
    bot.connections.say("after", "您好")
    bot.settle("wecom_bot", "line/after", heard=1)
    assert bot.connections.screens.texts["after"]


def test_one_that_is_replaced_does_not_throw_the_other_out_again(bot):
    bot.wait(bot.connections.subscribed.is_set)
    socket = bot.config.wecom_bot[1].socket
    with connect(socket) as other:
        frame = {"cmd": "aibot_subscribe", "headers": {"req_id": "o1"}, "body": {"bot_id": BOT, "secret": SECRET}}
        other.send(json.dumps(frame))
        assert json.loads(other.recv(timeout=5))["errcode"] == 0
        with pytest.raises(TimeoutError):
            other.recv(timeout=2.5)
    with bot.records.read() as reader:
        assert channel_states.state_of(reader, "line:line").code == "line_replaced"


def test_words_stay_words_in_markdown():
    assert marked("第（一）项：A*B_c <@all> [x](y) # 5") == r"第（一）项：A\*B\_c \<@all\> \[x\](y) \# 5"
