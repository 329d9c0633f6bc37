"""What Telegram tells is understood: who speaks to whom, in which order, once."""

import asyncio

import pytest
from emulators.telegram_rules import BOT
from telegram_chat import until

from bot.message import SPOKEN, Choice, Choices, Text
from records.mailboxes import inbox

ANNA, BEN, GROUP = 7, 8, -1001


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("/quiz", "今日答题"),
        ("/practice 党费", "练习 党费"),
        ("/start 123456", "绑定 123456"),
        ("/start bind_K7MQ2XRT9P", "绑定 K7MQ2XRT9P"),
        ("/start", "/start"),
        ("/help@xuesi_bot", "帮助"),
        ("😀支部委员会一届几年", "😀支部委员会一届几年"),
    ],
)
async def test_commands_and_links_become_words(bot, mute, telegram, said, meant):
    async with bot.running():
        await bot.handled(telegram.says(ANNA, said))
    assert [(one.text, one.token) for one in mute.heard] == [(meant, "")]


async def test_a_link_from_a_group_leads_to_the_quiz_in_private(bot, mute, telegram):
    mute.answers = (Text("今天的题开放了"), Choices((Choice("去答题", f"{SPOKEN}quiz"),)))
    async with bot.running():
        await bot.handled(telegram.says(ANNA, "/ask 今天有题吗", GROUP))
        link = telegram.sent[0].buttons["去答题"]["url"]
        assert link == f"https://t.me/xuesi_bot?start={SPOKEN}quiz"
        await bot.handled(telegram.says(ANNA, f"/start {link.partition('=')[2]}"))
        assert "callback_data" in telegram.sent[1].buttons["去答题"]
    assert mute.heard[1].token == f"{SPOKEN}quiz"


async def test_in_a_group_it_knows_when_it_is_spoken_to(bot, mute, telegram):
    ours = {"message_id": 3, "date": 1, "chat": {"id": GROUP, "type": "group"}, "from": BOT, "text": "第三条 每月两次"}
    async with bot.running():
        for text, more in [
            ("大家周五有空吗", {}),
            ("😀😀 @xuesi_bot 每月几次", {}),
            ("＠学思 每月几次", {}),
            ("那每年呢", {"reply": ours}),
            ("/ask 每月几次", {}),
            ("/weather", {}),
        ]:
            await bot.handled(telegram.says(ANNA, text, GROUP, **more))
        telegram.says(ANNA, "/ask@other_bot 每月几次", GROUP)
        await bot.quiet()
    assert [one.mentioned for one in mute.heard] == [False, True, True, True, True, False]
    assert mute.heard[1].text == "😀😀   每月几次"
    assert mute.heard[3].quoted == "第三条 每月两次"


async def test_what_is_asked_in_a_topic_is_answered_there(bot, mute, telegram):
    mute.answers = (Text("第三条"),)
    async with bot.running():
        await bot.handled(telegram.says(ANNA, "/ask 每月几次", GROUP, thread=5))
    assert (telegram.sent[0].chat, telegram.sent[0].message["message_thread_id"]) == (GROUP, 5)


async def test_an_update_counts_once_however_often_it_comes(bot, mute, telegram):
    mute.answers = (Text("第三条"),)
    async with bot.running():
        number = telegram.says(ANNA, "每月几次")
        await bot.handled(number)
        again = telegram.update(
            {"message": telegram.sent[0].message | {"from": {"id": ANNA, "is_bot": False, "first_name": "A"}}}, number
        )
        await bot.handled(telegram.says(ANNA, "每年几次"))
    assert again == number
    assert [one.text for one in mute.heard] == ["每月几次", "每年几次"]


async def test_one_that_cannot_be_read_takes_no_other_with_it(bot, mute, telegram, caplog):
    async with bot.running():
        telegram.update({"message": {"message_id": "?", "text": "秘密"}})
        await bot.handled(telegram.says(ANNA, "每月几次"))
    assert [one.text for one in mute.heard] == ["每月几次"]
    assert "cannot be read" in caplog.text
    assert "秘密" not in caplog.text


async def test_a_slow_answer_holds_up_no_other_chat_and_keeps_its_own_in_order(bot, mute, telegram):
    mute.gates["慢"] = asyncio.Event()
    async with bot.running():
        numbers = [telegram.says(ANNA, text) for text in ("慢", "一", "二")]
        await bot.handled_only(telegram.says(BEN, "快"))
        assert [one.text for one in mute.heard] == ["快"]
        mute.gates["慢"].set()
        await bot.handled(numbers[-1])
    assert [one.text for one in mute.heard] == ["快", "慢", "一", "二"]


async def test_what_a_killed_process_had_heard_is_answered_by_the_next(bot, mute, telegram):
    mute.gates["慢"] = asyncio.Event()
    async with bot.running():
        number = telegram.says(ANNA, "慢")
        await until(lambda: not telegram.waiting() or telegram.calls["getupdates"] > 1)
        # Nothing is said at the end of a process that is killed.
        bot.channel._lines.finish = _at_once
    assert bot.count(inbox) == 0
    telegram.forget()
    mute.gates.clear()
    async with bot.running():
        await bot.handled(number)
    assert [one.text for one in mute.heard] == ["慢"]


async def _at_once(_seconds):
    return None
