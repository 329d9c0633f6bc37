"""What Telegram is told and what it is understood to say, when all goes well and when it does not."""

import asyncio
import logging
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from emulators.telegram import Telegram
from emulators.telegram_rules import BOT, TOKEN
from telegram_chat import OnTelegram, until

from bot.channels.telegram.ears import CONFLICT
from bot.channels.telegram.speaking import explained
from bot.config import load
from bot.conversation import WORDS
from bot.message import SPOKEN, Choice, Choices, File, Image, Quiz, Text
from bot.phrases import telegram as phrases
from bot.render import render
from faults import Fault
from records import channel_states, chats, mailboxes, polls
from records.mailboxes import inbox, outbox

ANNA, BEN, GROUP = 7, 8, -1001
PRIVATE = f"telegram:private:{ANNA}"
QUIZ = Quiz("t0ken", "每月集中学习几次？", ("一次", "两次", "三次"), False, (1,), "依据：第三条。")
SEVERAL = Quiz("t0ken2", "学习联系人负责哪些？", ("通知", "材料", "打卡"), True, (0, 1), "依据：第四条。")


@pytest.fixture
def telegram():
    emulator = Telegram(scale=1e6)
    yield emulator
    emulator.close()


class Mute:
    """A reception that keeps what it hears and answers what the test wants."""

    def __init__(self, records, clock) -> None:
        self.records, self.clock, self.heard, self.answers = records, clock, [], ()
        self.gates: dict[str, asyncio.Event] = {}

    async def receive(self, inbound, capabilities, *also):
        if gate := self.gates.get(inbound.text):
            await gate.wait()
        self.heard.append(inbound)
        wires = render(self.answers, capabilities)

        def job(connection):
            row = mailboxes.receive(
                connection, "telegram", inbound.event, str(inbound.sender), str(inbound.address), self.clock()
            )
            if row is not None:
                for effect in also:
                    effect(connection)
                mailboxes.put(connection, "telegram", str(inbound.address), wires, self.clock(), row)

        await asyncio.wrap_future(self.records.submit(job))
        return ()


@pytest.fixture
def mute(records, clock):
    return Mute(records, clock)


@pytest.fixture
def bot(records, mute, clock, telegram):
    return OnTelegram(records, mute, clock, telegram)


def put(bot, address, *parts):
    wires = render(parts, bot.channel.CAPABILITIES)
    bot.records.write(lambda c: mailboxes.put(c, "telegram", address, wires, bot.clock()))
    bot.delivery.wake()


def states(bot):
    with bot.records.read() as reader:
        return list(reader.execute(sa.select(outbox.c.state).order_by(outbox.c.id)).scalars())


# ---- what is heard


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


# ---- questions


async def test_a_question_is_a_quiz_poll_that_shows_nobody_elses_answer(bot, mute, telegram):
    async with bot.running():
        telegram.says(ANNA, "/start")
        await bot.quiet()
        put(bot, PRIVATE, QUIZ)
        await until(lambda: telegram.sent)
        poll = telegram.sent[0].message["poll"]
        assert (poll["type"], poll["is_anonymous"], poll["correct_option_ids"]) == ("quiz", False, [1])
        assert poll["explanation"] == "依据：第三条。"
        await bot.handled(telegram.votes(ANNA, poll["id"], 2))
    assert (mute.heard[-1].token, mute.heard[-1].picked, str(mute.heard[-1].address)) == ("t0ken", (2,), PRIVATE)


async def test_a_question_with_several_answers_takes_several(bot, mute, telegram):
    async with bot.running():
        put(bot, PRIVATE, SEVERAL)
        await until(lambda: telegram.sent)
        poll = telegram.sent[0].message["poll"]
        assert (poll["allows_multiple_answers"], poll["correct_option_ids"]) == (True, [0, 1])
        await bot.handled(telegram.votes(ANNA, poll["id"], 0, 1))
    assert mute.heard[-1].picked == (0, 1)


async def test_in_a_group_a_question_is_anonymous_and_leaves_no_trace(bot, mute, telegram, records):
    async with bot.running():
        put(bot, f"telegram:group:{GROUP}", QUIZ)
        await until(lambda: telegram.sent)
        assert telegram.sent[0].message["poll"]["is_anonymous"] is True
        assert telegram.votes(ANNA, telegram.sent[0].message["poll"]["id"], 1) == 0
        await bot.quiet()
    assert bot.count(polls.polls) == bot.count(inbox) == 0


async def test_an_answer_that_comes_before_the_poll_is_known_finds_its_question(bot, mute, telegram):
    async with bot.running():
        telegram.faults.cut_after = 1.0
        put(bot, PRIVATE, QUIZ)
        await until(lambda: states(bot) == ["unknown"])
        telegram.faults.cut_after = 0.0
        await bot.handled(telegram.votes(ANNA, telegram.sent[0].message["poll"]["id"], 1))
    assert (mute.heard[0].token, mute.heard[0].picked) == ("t0ken", (1,))
    assert states(bot) == ["sent"]
    assert len(telegram.sent) == 1


async def test_an_answer_to_nothing_that_is_known_is_not_taken_in_silence(bot, mute, telegram):
    telegram.polls["strange"] = {"is_anonymous": False}
    async with bot.running():
        telegram.votes(ANNA, "strange", 0)
        await until(lambda: telegram.sent)
    assert telegram.sent[0].text == phrases.VOTE_LOST
    assert mute.heard == []


def test_an_explanation_fits_into_a_poll_and_ends_with_a_sentence():
    assert explained("第一句。\n\n第二句。\n第三句。") == "第一句。 第二句。 第三句。"
    assert explained("一二三四五六七八九。" * 30) == "一二三四五六七八九。" * 20
    assert explained("字" * 300) == "字" * 199 + "…"
    assert explained("") is None


# ---- what is sent


async def test_pictures_and_files_arrive_whole(bot, telegram):
    async with bot.running():
        put(bot, PRIVATE, Image(b"\x89PNG", "本周.png", "本周参与 12 人"), File(b"PK\x03\x04", "我的数据.zip"))
        await until(lambda: len(telegram.sent) == 2)
    assert telegram.sent[0].text == "本周参与 12 人"
    assert list(telegram.files.values()) == [b"\x89PNG", b"PK\x03\x04"]
    assert list(telegram.names.values()) == ["本周.png", "我的数据.zip"]


async def test_a_long_text_is_cut_and_a_tap_is_confirmed(bot, mute, telegram):
    async with bot.running():
        put(bot, PRIVATE, Text("每月学习两次。😀\n" * 700), Choices((Choice("看全条", "a" * 32),)))
        await until(lambda: len(telegram.sent) == 2)
        await bot.handled(telegram.taps(ANNA, telegram.sent[1].message, "看全条"))
    assert "".join(sent.text for sent in telegram.sent).count("😀") == 700
    assert (mute.heard[0].token, len(telegram.answered), telegram.refusals) == ("a" * 32, 1, [])


async def test_who_blocks_the_bot_is_left_in_peace_until_he_comes_back(bot, mute, telegram, records):
    async with bot.running():
        telegram.blocked.add(ANNA)
        put(bot, PRIVATE, Text("一"), Text("二"), QUIZ)
        await until(lambda: set(states(bot)) == {"failed"})
        calls = telegram.calls["sendmessage"]
        put(bot, PRIVATE, Text("三"))
        await until(lambda: set(states(bot)) == {"failed"} and len(states(bot)) == 3)
        assert telegram.calls["sendmessage"] == calls == 1
        telegram.blocked.clear()
        await bot.handled(telegram.says(ANNA, "我回来了"))
        put(bot, PRIVATE, Text("四"))
        await until(lambda: telegram.sent)
    assert telegram.sent[0].text == "四"


async def test_a_group_that_moves_is_followed_and_one_that_removes_the_bot_is_not_written_to(bot, telegram):
    old, new = -5, -(10**12) - 5
    async with bot.running():
        telegram.moved[old] = new
        put(bot, f"telegram:group:{old}", Text("一"))
        await until(lambda: [sent.chat for sent in telegram.sent] == [new])
        telegram.membership(ANNA, new, "member", "kicked")
        await until(lambda: bot.count(chats.closed_chats))
        put(bot, f"telegram:group:{new}", Text("二"))
        await until(lambda: states(bot) == ["sent", "failed"])
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
            put(bot, f"telegram:private:{number + 1}", Text(f"第{number}条"))
        await until(lambda: set(states(bot)) == {"sent"})
    assert sorted(sent.chat for sent in telegram.sent) == list(range(1, 21))


# ---- how it is


@asynccontextmanager
async def loud(caplog):
    for name in ("", "httpx", "httpcore", "telegram", "xuesi"):
        caplog.set_level(logging.DEBUG, name)
    caplog.set_level(logging.WARNING, "httpx")
    yield
    assert TOKEN not in caplog.text
    assert TOKEN.partition(":")[2] not in caplog.text


async def test_a_refused_token_is_said_and_stands_in_no_log(bot, telegram, caplog):
    telegram.token = "1:other"
    async with loud(caplog), bot.running():
        await until(lambda: bot.state() == "token_refused")
        assert "the token is refused" in caplog.text


async def test_a_token_that_is_withdrawn_while_it_runs_is_said_too(bot, telegram, caplog):
    async with loud(caplog), bot.running():
        await bot.handled(telegram.says(ANNA, "每月几次"))
        telegram.token = "1:other"
        telegram.says(ANNA, "每年几次")
        await until(lambda: bot.state() == "token_refused")


async def test_a_second_program_is_said(bot, telegram, caplog):
    async with bot.running():
        await until(lambda: bot.state() == "")
        await until(lambda: telegram.calls["getupdates"])
        second = bot.channel.bot.do_api_request("GetUpdates", {"timeout": 1})
        await second
        await until(lambda: bot.state() == "conflict")
    assert CONFLICT >= 10


async def test_a_server_that_is_away_is_said_and_found_again(bot, telegram, caplog):
    telegram.away = True
    async with loud(caplog), bot.running():
        await until(lambda: bot.state() == "unreachable")
        telegram.away = False
        await bot.handled(telegram.says(ANNA, "每月几次"))
        assert bot.state() == ""


def test_the_health_line_says_what_is_wrong_and_what_to_do(clock):
    def line(code, age=0, **fields):
        seen = channel_states.ChannelState(
            code, {"username": "xuesi_bot", **fields}, clock.now - timedelta(minutes=age)
        )
        return phrases.health(seen, clock.now)

    assert phrases.health(None, clock.now) == (False, "还没有启动过", "请用 xuesi serve 启动。")
    assert line("") == (True, "@xuesi_bot 正常", "")
    assert line("privacy")[0]
    assert line("", age=6)[:2] == (False, "程序没有在运行，最近一次联系 2026-03-02 08:54")
    for code in ("token_refused", "conflict", "unreachable", "webhook_failing"):
        healthy, found, todo = line(code, age=60, detail="ConnectError")
        assert (healthy, bool(found), bool(todo)) == (False, True, True)


async def test_the_webhook_takes_nothing_without_its_secret(bot, telegram):
    import httpx

    async with bot.running("webhook"), httpx.AsyncClient(trust_env=False) as stranger:
        await until(lambda: telegram.webhook)
        address, secret = telegram.webhook, {"X-Telegram-Bot-Api-Secret-Token": bot.channel.secret}
        update = {"update_id": 1, "message": {}}
        for headers, body, status in [
            ({}, update, 403),
            ({"X-Telegram-Bot-Api-Secret-Token": "wrong"}, update, 403),
            (secret, "nonsense", 400),
            (secret, {"update_id": "1"}, 400),
            (secret, {"update_id": 1, "x": "x" * 300_000}, 413),
        ]:
            assert (await stranger.post(address, json=body, headers=headers)).status_code == status
        await bot.handled(telegram.says(ANNA, "每月几次"))


async def test_the_menu_is_chinese_and_what_it_offers_is_understood(bot, telegram):
    async with bot.running():
        await until(lambda: bot.state() == "")
    private = telegram.commands["all_private_chats"]
    assert [one["command"] for one in telegram.commands["all_group_chats"]] == ["ask", "help"]
    assert all(any("一" <= char <= "鿿" for char in one["description"]) for one in private)
    offered = [phrases.COMMANDS[one["command"]].words for one in private if one["command"] != "ask"]
    assert len(offered) > 8
    # "练习" alone asks for a topic; all others are words that call a handler.
    assert [words for words in offered if not any(called.match(words) for called in WORDS.values())] in ([], ["练习"])


@pytest.mark.parametrize(
    ("text", "token", "code"),
    [
        ("[telegram]\nmode = 'polling'", "", "telegram_token_missing"),
        ("[telegram]\nmode = 'webhook'\nwebhook_url = 'http://a.cn'", "1:a", "config_bad_value"),
        ("[telegram]\ntoken = '1:a'", "", "config_unknown_key"),
        ("[telegram]\nmode = 'both'", "", "config_bad_value"),
    ],
)
def test_settings_that_cannot_work_are_refused(tmp_path, text, token, code):
    (tmp_path / "c.toml").write_text(text)
    with pytest.raises(Fault, match=code):
        load(tmp_path / "c.toml", None, {"XUESI_TELEGRAM_TOKEN": token})


def test_the_token_is_shown_nowhere(tmp_path):
    (tmp_path / "c.toml").write_text("[telegram]\nmode = 'polling'")
    config = load(tmp_path / "c.toml", None, {"XUESI_TELEGRAM_TOKEN": TOKEN})
    assert config.telegram.token == TOKEN
    assert TOKEN not in repr(config)
