"""Questions as polls: who sees which answer, and how an answer finds its question."""

from telegram_chat import until

from bot.message import Quiz
from bot.phrases import telegram as phrases
from records import polls
from records.mailboxes import inbox

ANNA, GROUP = 7, -1001
PRIVATE = f"telegram:private:{ANNA}"
QUIZ = Quiz("t0ken", "每月集中学习几次？", ("一次", "两次", "三次"), False, (1,), "依据：第三条。")
SEVERAL = Quiz("t0ken2", "学习联系人负责哪些？", ("通知", "材料", "打卡"), True, (0, 1), "依据：第四条。")


async def test_a_question_is_a_quiz_poll_that_shows_nobody_elses_answer(bot, mute, telegram):
    async with bot.running():
        telegram.says(ANNA, "/start")
        await bot.quiet()
        bot.put(PRIVATE, QUIZ)
        await until(lambda: telegram.sent)
        poll = telegram.sent[0].message["poll"]
        assert (poll["type"], poll["is_anonymous"], poll["correct_option_ids"]) == ("quiz", False, [1])
        assert poll["explanation"] == "依据：第三条。"
        await bot.handled(telegram.votes(ANNA, poll["id"], 2))
    assert (mute.heard[-1].token, mute.heard[-1].picked, str(mute.heard[-1].address)) == ("t0ken", (2,), PRIVATE)


async def test_a_question_with_several_answers_takes_several(bot, mute, telegram):
    async with bot.running():
        bot.put(PRIVATE, SEVERAL)
        await until(lambda: telegram.sent)
        poll = telegram.sent[0].message["poll"]
        assert (poll["allows_multiple_answers"], poll["correct_option_ids"]) == (True, [0, 1])
        await bot.handled(telegram.votes(ANNA, poll["id"], 0, 1))
    assert mute.heard[-1].picked == (0, 1)


async def test_in_a_group_a_question_is_anonymous_and_leaves_no_trace(bot, mute, telegram, records):
    async with bot.running():
        bot.put(f"telegram:group:{GROUP}", QUIZ)
        await until(lambda: telegram.sent)
        assert telegram.sent[0].message["poll"]["is_anonymous"] is True
        assert telegram.votes(ANNA, telegram.sent[0].message["poll"]["id"], 1) == 0
        await bot.quiet()
    assert bot.count(polls.polls) == bot.count(inbox) == 0


async def test_an_answer_that_comes_before_the_poll_is_known_finds_its_question(bot, mute, telegram):
    async with bot.running():
        telegram.faults.cut_after = 1.0
        bot.put(PRIVATE, QUIZ)
        await until(lambda: bot.states() == ["unknown"])
        telegram.faults.cut_after = 0.0
        await bot.handled(telegram.votes(ANNA, telegram.sent[0].message["poll"]["id"], 1))
    assert (mute.heard[0].token, mute.heard[0].picked) == ("t0ken", (1,))
    assert bot.states() == ["sent"]
    assert len(telegram.sent) == 1


async def test_an_answer_to_nothing_that_is_known_is_not_taken_in_silence(bot, mute, telegram):
    telegram.polls["strange"] = {"is_anonymous": False}
    async with bot.running():
        telegram.votes(ANNA, "strange", 0)
        await until(lambda: telegram.sent)
    assert telegram.sent[0].text == phrases.VOTE_LOST
    assert mute.heard == []
