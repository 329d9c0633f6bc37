"""What is sent to Telegram arrives whole, once, and only where somebody takes it."""

from telegram_chat import until

from bot.channels.telegram.speaking import explained
from bot.message import Choice, Choices, File, Image, Quiz, Text
from bot.phrases import telegram as phrases
from records import chats

ANNA, GROUP = 7, -1001
PRIVATE = f"telegram:private:{ANNA}"
QUIZ = Quiz("t0ken", "每月集中学习几次？", ("一次", "两次", "三次"), False, (1,), "依据：第三条。")


def test_an_explanation_fits_into_a_poll_and_ends_with_a_sentence():
    assert explained("第一句。\n\n第二句。\n第三句。") == "第一句。 第二句。 第三句。"
    assert explained("一二三四五六七八九。" * 30) == "一二三四五六七八九。" * 20
    assert explained("字" * 300) == "字" * 199 + "…"
    assert explained("") is None


async def test_pictures_and_files_arrive_whole(bot, telegram):
    async with bot.running():
        bot.put(PRIVATE, Image(b"\x89PNG", "本周.png", "本周参与 12 人"), File(b"PK\x03\x04", "我的数据.zip"))
        await until(lambda: len(telegram.sent) == 2)
    assert telegram.sent[0].text == "本周参与 12 人"
    assert list(telegram.files.values()) == [b"\x89PNG", b"PK\x03\x04"]
    assert list(telegram.names.values()) == ["本周.png", "我的数据.zip"]


async def test_a_long_text_is_cut_and_a_tap_is_confirmed(bot, mute, telegram):
    async with bot.running():
        bot.put(PRIVATE, Text("每月学习两次。😀\n" * 700), Choices((Choice("看全条", "a" * 32),)))
        await until(lambda: len(telegram.sent) == 2)
        await bot.handled(telegram.taps(ANNA, telegram.sent[1].message, "看全条"))
    assert "".join(sent.text for sent in telegram.sent).count("😀") == 700
    assert (mute.heard[0].token, len(telegram.answered), telegram.refusals) == ("a" * 32, 1, [])


async def test_who_blocks_the_bot_is_left_in_peace_until_he_comes_back(bot, mute, telegram, records):
    async with bot.running():
        telegram.blocked.add(ANNA)
        bot.put(PRIVATE, Text("一"), Text("二"), QUIZ)
        await until(lambda: set(bot.states()) == {"failed"})
        calls = telegram.calls["sendmessage"]
        bot.put(PRIVATE, Text("三"))
        await until(lambda: set(bot.states()) == {"failed"} and len(bot.states()) == 3)
        assert telegram.calls["sendmessage"] == calls == 1
        telegram.blocked.clear()
        await bot.handled(telegram.says(ANNA, "我回来了"))
        bot.put(PRIVATE, Text("四"))
        await until(lambda: telegram.sent)
    assert telegram.sent[0].text == "四"


async def test_a_group_that_moves_is_followed_and_one_that_removes_the_bot_is_not_written_to(bot, telegram):
    old, new = -5, -(10**12) - 5
    async with bot.running():
        telegram.moved[old] = new
        bot.put(f"telegram:group:{old}", Text("一"))
        await until(lambda: [sent.chat for sent in telegram.sent] == [new])
        telegram.membership(ANNA, new, "member", "kicked")
        await until(lambda: bot.count(chats.closed_chats))
        bot.put(f"telegram:group:{new}", Text("二"))
        await until(lambda: bot.states() == ["sent", "failed"])
    assert telegram.calls["sendmessage"] == 2


async def test_a_new_group_is_greeted_and_told_what_the_bot_can_hear(bot, telegram):
    telegram.hears_all = False
    async with bot.running():
        telegram.membership(ANNA, GROUP, "left", "member")
        await until(lambda: telegram.sent)
        assert phrases.ADDED_PRIVACY in telegram.sent[0].text
        assert bot.state() == "privacy"


async def test_patience_is_kept_when_asked_for_and_nothing_comes_twice(bot, telegram):
    telegram.faults.patience = 0.5
    async with bot.running():
        for number in range(20):
            bot.put(f"telegram:private:{number + 1}", Text(f"第{number}条"))
        await until(lambda: set(bot.states()) == {"sent"})
    assert sorted(sent.chat for sent in telegram.sent) == list(range(1, 21))
