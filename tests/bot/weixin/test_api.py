"""The way to the platforms' servers: one token for all, one more try, and what each error means."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from emulators import wechat, wecom
from emulators.deployment import account
from emulators.loopback import listening

from bot.__main__ import main
from bot.channels import NotNow, Undeliverable
from bot.clock import now
from bot.config import Config
from bot.conversation import WORDS
from bot.intents import Want, read
from bot.message import Address, ChatKind, Inbound, Sender
from bot.phrases.wechat import MENU
from bot.weixin import checkup
from bot.weixin.accounts import Wecom, WecomBot
from bot.weixin.api import of_wechat, of_wecom
from bot.weixin.checkup import line_key
from bot.weixin.tokens import Tokens
from records import channel_states, organisation
from records.engine import open_records

MESSAGE = {"touser": "anna", "msgtype": "text", "text": {"content": "您好"}}


@pytest.fixture
def platform():
    made = wechat.Wechat(now)
    with listening(made.server()) as address:
        made.address = address
        yield made


async def send(platform, times=1):
    async with httpx.AsyncClient(verify=False) as client:
        api = of_wechat(account("safe", platform.address, "main", customer_service=True), client, now)
        calls = [api.post("/cgi-bin/message/custom/send", MESSAGE) for _ in range(times)]
        return await asyncio.gather(*calls, return_exceptions=True)


async def test_an_ended_token_is_renewed_and_the_call_made_again(platform):
    platform.windows["anna"] = wechat.Window(now().timestamp() + 60, 5)
    platform.refusals = [42001]
    assert [found["errcode"] for found in await send(platform)] == [0]
    assert len(platform.tokens) == 2


async def test_a_token_that_is_refused_for_ever_ends_nothing(platform):
    platform.refusals = [40001] * 50
    (outcome,) = await send(platform)
    assert isinstance(outcome, NotNow)
    assert len(platform.refusals) == 48


@pytest.mark.parametrize(
    ("code", "kind"), [(45015, Undeliverable), (45047, Undeliverable), (45009, NotNow), (-1, NotNow), (48001, NotNow)]
)
async def test_an_error_is_given_up_or_waited_for(platform, code, kind):
    platform.refusals = [code]
    (outcome,) = await send(platform)
    assert type(outcome) is kind or isinstance(outcome, kind)
    assert isinstance(outcome, NotNow) == (kind is NotNow)


async def test_a_server_that_is_not_there_has_certainly_not_got_it():
    platform = wechat.Wechat(now, "http://127.0.0.1:9")
    (outcome,) = await send(platform)
    assert isinstance(outcome, NotNow)


async def test_a_wrong_secret_is_waited_for_until_somebody_mends_it():
    made = wecom.Wecom(now)
    with listening(made.server()) as address:
        async with httpx.AsyncClient(verify=False) as client:
            wrong = Wecom("main", wecom.CORP, wecom.AGENT, api=address, secret="wrong")
            with pytest.raises(NotNow):
                await of_wecom(wrong, client, now).post("/cgi-bin/message/send", {})


async def test_many_who_wait_fetch_one_token():
    fetched = []

    async def fetch(renew):
        fetched.append(renew)
        await asyncio.sleep(0.01)
        return f"token{len(fetched)}", 7200

    moment = now()
    tokens = Tokens(fetch, lambda: moment)
    assert set(await asyncio.gather(*(tokens.current() for _ in range(50)))) == {"token1"}
    assert set(await asyncio.gather(*(tokens.renewed("token1") for _ in range(50)))) == {"token2"}
    moment += timedelta(seconds=7200 - 299)
    assert await tokens.current() == "token3"
    assert fetched == [False, True, False]


def settings(tmp_path, address, more=""):
    file = tmp_path / "config.toml"
    text = f'[[wechat]]\nname = "main"\napp_id = "{wechat.APP_ID}"\ncustomer_service = true\napi = "{address}"\n{more}'
    file.write_text(text, encoding="utf-8")
    return ["--config", str(file), "--workspace", str(tmp_path)]


def test_the_menu_is_put_up_and_every_entry_is_understood(platform, tmp_path, monkeypatch, capsys):
    for name, value in (("TOKEN", wechat.TOKEN), ("AES_KEY", wechat.KEY), ("SECRET", wechat.SECRET)):
        monkeypatch.setenv(f"XUESI_WECHAT_MAIN_{name}", value)
    assert main(["wechat", "setup", *settings(tmp_path, platform.address)]) == 0
    entries = [entry["key"] for group in platform.menus[0]["button"] for entry in group["sub_button"]]
    assert entries == [entry for _, group in MENU for entry in group]
    assert "今日答题" in capsys.readouterr().out
    place, sender = Address("wechat", ChatKind.PRIVATE, "main/anna"), Sender("wechat", "main/anna")
    wanted = {entry: read(Inbound("e", place, sender, now(), entry), WORDS) for entry in entries}
    assert not [entry for entry, intent in wanted.items() if intent is None or intent.want == Want.ASK]


def test_a_menu_that_is_refused_is_told(platform, tmp_path, monkeypatch, capsys):
    for name in ("TOKEN", "SECRET"):
        monkeypatch.setenv(f"XUESI_WECHAT_MAIN_{name}", "wrong")
    monkeypatch.setenv("XUESI_WECHAT_MAIN_AES_KEY", wechat.KEY)
    assert main(["wechat", "setup", *settings(tmp_path, platform.address)]) == 1
    assert "公众号 main 的菜单没有设成" in capsys.readouterr().err
    assert main(["wechat", "setup", "--workspace", str(tmp_path)]) == 1


def test_the_group_of_a_robot_is_given_to_a_branch(tmp_path, monkeypatch, capsys):
    records = open_records(f"sqlite:///{tmp_path / 'records.db'}")
    records.write(lambda c: organisation.add(c, "b1", "示例市第一支部", "党支部", "单位", None, now().date()))
    monkeypatch.setenv("XUESI_WECOM_ROBOT_SQUARE_KEY", "k")
    (tmp_path / "config.toml").write_text('[[wecom_robot]]\nname = "square"\n', encoding="utf-8")
    common = ["--config", str(tmp_path / "config.toml"), "--workspace", str(tmp_path)]
    assert main(["wecom", "robot", "square", "示例市第一支部", *common]) == 0
    assert main(["wecom", "robot", "another", "示例市第一支部", *common]) == 1
    assert main(["wecom", "robot", "square", "没有的支部", *common]) == 1
    with records.read() as reader:
        assert organisation.group_node(reader, "wecom_robot:group:square").name == "示例市第一支部"
    records.close()


def test_doctor_tries_every_account_and_says_what_to_do(tmp_path):
    official, corp = wechat.Wechat(now), wecom.Wecom(now)
    records = open_records(f"sqlite:///{tmp_path / 'records.db'}")
    with listening(official.server()) as api, listening(corp.server()) as corp_api:
        config = replace(
            Config(workspace=tmp_path),
            wechat=(
                account("safe", api, "good", customer_service=True),
                replace(account("safe", api, "bad"), secret="x"),
            ),
            wecom=(Wecom("main", wecom.CORP, wecom.AGENT, api=corp_api, secret=wecom.SECRET),),
            wecom_bot=(WecomBot("b", "bot"), WecomBot("c", "bot"), WecomBot("d", "bot")),
        )
        for name, code in (("b", ""), ("c", "line_replaced")):
            records.write(lambda c, n=name, k=code: channel_states.report(c, line_key(n), k, {}, now()))
        found = {check.name: check for check in checkup.checks(config, records)}
    records.close()
    assert {name for name, check in found.items() if check.healthy} == {
        "公众号 good",
        "企业微信应用 main",
        "智能机器人 b",
    }
    assert "invalid appsecret" in found["公众号 bad"].found
    assert all(check.todo for check in found.values() if not check.healthy)
