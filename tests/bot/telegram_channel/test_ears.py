"""How the channel is: refused, doubled, cut off, called by strangers; its token stands nowhere."""

import logging
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from emulators.telegram_rules import TOKEN, Faults
from telegram_chat import until

from bot.channels.telegram.ears import CONFLICT
from bot.config import load
from bot.message import Text
from bot.phrases import telegram as phrases
from faults import Fault
from records import channel_states

ANNA = 7


@asynccontextmanager
async def loud(caplog):
    # All that can be heard; what the libraries say of each request the channel itself has turned off.
    for name in ("", "httpcore", "xuesi"):
        caplog.set_level(logging.DEBUG, name)
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


async def test_a_message_that_may_have_arrived_is_noted_without_the_token(bot, telegram, caplog):
    async with loud(caplog), bot.running():
        for way in ("cut_before", "cut_after", "broken"):
            telegram.faults = Faults(**{way: 1.0})
            bot.put("telegram:private:7", Text("一"))
            await until(lambda: not set(bot.states()) & {"pending", "claimed", "sending"})
        assert "did not say whether it arrived" in caplog.text
    assert bot.states() == ["unknown"] * 3
    assert len(telegram.sent) == 1


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
