"""公众号: what members see, over real HTTP, against an emulator that cuts and repeats as the platform does."""

import asyncio
from collections import Counter
from dataclasses import replace

import httpx
import pytest
from emulators.sealing import signature
from emulators.wechat import TOKEN, Wechat

from bot.phrases.wechat import MORE_WAITS
from records.mailboxes import State

LONG = "档案室值守规定第一条"
ITEMS = [f"第{number}号库房" for number in range(1, 61)]


@pytest.mark.parametrize("mode", ["plain", "safe", "compatible"])
async def test_the_address_is_verified_in_every_mode(bot, mode):
    platform = bot.plain if mode == "plain" else bot.wechat
    stamp = {
        "timestamp": str(int(platform.clock().timestamp())),
        "nonce": "486452656",
        "echostr": "4375120948345356249",
    }
    signed = stamp | {"signature": signature(TOKEN, stamp["timestamp"], stamp["nonce"])}
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        answer = await client.get(platform.address, params=signed)
        forged = await client.get(platform.address, params=stamp | {"signature": "0" * 40})
        nobody = await client.get(f"{bot.address}/wechat/nobody", params=signed)
    assert (answer.status_code, answer.text) == (200, "4375120948345356249")
    assert (forged.status_code, nobody.status_code) == (400, 404)


async def test_a_question_is_answered_in_its_own_request_in_every_mode(bot):
    compatible = replace(bot.wechat, mode="compatible")
    for number, platform in enumerate((bot.wechat, bot.plain, compatible)):
        shown = await platform.say(f"anna{number}", "支部工作章程第四条")
        assert "每届任期三年" in shown
        assert ("回复数字：1 看全条" in shown) == (platform is bot.plain)
    bot.settle("wechat", "certified/anna0")
    assert bot.wechat.screens["anna0"][1:] == ["请选择：\n看全条\n更多\n有用\n没用"]
    await bot.wechat.say("anna0", "看全条")
    bot.settle("wechat", "certified/anna0")
    assert bot.wechat.screens["anna0"][-1] == "请选择：\n上一条\n下一条"


async def test_what_cannot_be_pushed_is_fetched_part_by_part_and_nothing_is_lost(bot):
    parts = [await bot.plain.say("long", LONG)]
    while parts[-1].endswith(MORE_WAITS):
        parts.append(await bot.plain.say("long", "继续"))
    assert len(parts) == 4
    assert all(len(part.encode()) <= 1800 for part in parts)
    assert all(item in "".join(parts) for item in ITEMS)
    assert await bot.plain.say("long", "继续") not in parts


async def test_a_certified_account_pushes_the_rest_in_order(bot):
    first = await bot.wechat.say("rest", LONG)
    bot.settle("wechat", "rest")
    shown = bot.wechat.screens["rest"]
    assert shown[0] == first
    assert len(shown) == 5
    places = [next(at for at, part in enumerate(shown) if item in part) for item in ITEMS]
    assert places == sorted(places)
    assert not any(MORE_WAITS in part for part in shown)


async def test_what_is_over_the_budget_of_pushes_is_fetched(bot):
    await bot.wechat.tap("spent", "CLICK", LONG)
    bot.wechat.windows["spent"].left = 1
    bot.settle("wechat", "spent")
    states = Counter(row.state for row in bot.outbox("wechat", "spent"))
    assert states == {State.SENT: 2, State.FAILED: 3}
    rest = [await bot.wechat.say("spent", "继续")]
    bot.settle("wechat", "spent")
    assert len(rest[0].encode()) <= 1800
    assert all(item in "".join(bot.wechat.screens["spent"]) for item in ITEMS)


async def test_a_repeated_message_gets_the_same_reply_and_is_kept_once(bot):
    message = bot.plain.message("twice", MsgType="text", Content="党员大会多久开一次")
    replies = await asyncio.gather(*(bot.plain.deliver("twice", message) for _ in range(3)))
    later = await bot.plain.deliver("twice", message)
    assert {*replies, later} == {replies[0]}
    assert bot.heard("wechat", "twice") == 1
    assert len(bot.outbox("wechat", "twice")) == 1


async def test_a_repeated_continue_gets_the_same_part(bot):
    await bot.plain.say("again", LONG)
    message = bot.plain.message("again", MsgType="text", Content="继续")
    second, repeated = await bot.plain.deliver("again", message), await bot.plain.deliver("again", message)
    third = await bot.plain.say("again", "继续")
    assert second == repeated
    assert second != third


async def test_questions_at_once_each_get_their_own_answer(bot):
    asked = {
        "支部工作章程第四条": "每届任期三年",
        "学习管理办法第三条第二款": "第三条第二款",
        "你有哪些文件": "库中现有",
    }
    shown = await asyncio.gather(*(bot.plain.say("quick", question) for question in asked))
    assert all(answer in text for answer, text in zip(asked.values(), shown, strict=True))


async def test_an_answer_that_no_request_carried_is_fetched_and_names_its_question(bot):
    """The question comes, then the line is cut; the platform does not ask again."""
    message = bot.plain.message("late", MsgType="text", Content="支部工作章程第四条")
    query, body = bot.plain.request(message)
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.post(bot.plain.address, params=query, content=body, timeout=httpx.Timeout(5, read=0.001))
    bot.age("wechat", "late")
    second = await bot.plain.say("late", "你有哪些文件")
    assert second.endswith(MORE_WAITS)
    fetched = await bot.plain.say("late", "继续")
    assert fetched.startswith("（答“支部工作章程第四条”）")
    assert "每届任期三年" in fetched


async def test_menu_follow_and_scan_are_words(bot):
    assert "库中现有" in await bot.plain.tap("m1", "CLICK", "有哪些文件")
    assert "我是学思" in await bot.plain.tap("m2", "subscribe")
    assert "我是学思" in await bot.plain.tap("m3", "SCAN", "hall")
    assert await bot.plain.tap("m4", "unsubscribe") is None
    assert await bot.plain.tap("m5", "VIEW", "https://example.org") is None
    assert [bot.heard("wechat", f"m{number}") for number in range(1, 6)] == [1, 1, 1, 0, 0]


async def test_a_scanned_code_is_taken_as_said(bot):
    await bot.plain.tap("code", "subscribe", "qrscene_123456")
    (row,) = bot.outbox("wechat", "code")
    assert row.payload["asked"] == "绑定 123456"


async def test_pictures_and_recordings_are_asked_for_in_words(bot):
    picture = bot.plain.message("pic", MsgType="image", PicUrl="http://example.org/a.png", MediaId="m")
    spoken = bot.plain.message("pic", MsgType="voice", MediaId="m", Recognition="支部工作章程第四条")
    assert "我只看得懂文字" in await bot.plain.deliver("pic", picture)
    assert "每届任期三年" in await bot.plain.deliver("pic", spoken)


async def test_a_question_cannot_write_the_reply(bot):
    attack = "x]]></Content><MsgType><![CDATA[news]]></MsgType><Content><![CDATA["
    shown = await bot.plain.deliver(
        "evil", bot.plain.message("evil", MsgType="text", Content="建议：" + attack.replace("]]>", "]]]]><![CDATA[>"))
    )
    assert shown is not None
    assert "news" not in (await bot.plain.say("evil", "您好"))


async def test_two_accounts_keep_the_same_person_apart(bot):
    await bot.plain.say("both", "支部工作章程第四条")
    await bot.wechat.say("both", "支部工作章程第四条")
    addresses = {row.address for row in bot.outbox("wechat", "/both")}
    assert addresses == {"wechat:private:plain/both", "wechat:private:certified/both"}


async def test_a_token_that_ended_is_renewed_once_and_nothing_is_lost(bot):
    bot.wechat.expire()
    await bot.wechat.say("token", LONG)
    bot.settle("wechat", "token")
    assert len(bot.wechat.screens["token"]) == 5


async def test_replayed_and_mixed_up_requests_are_refused(bot):
    message = bot.wechat.message("old", MsgType="text", Content="支部工作章程第四条")
    query, body = bot.wechat.request(message)
    stale = Wechat(lambda: bot.wechat.clock().replace(year=2020), mode="safe").request(message)
    plain = bot.plain.request(message)
    cases = {
        "stale": stale,
        "plain where sealing is agreed on": (plain[0], plain[1]),
        "sealed for a plain account": (query | {"encrypt_type": "raw"}, body),
        "no signature": ({name: value for name, value in query.items() if name != "msg_signature"}, body),
        "declared": (query, b'<!DOCTYPE x [<!ENTITY a "b">]>' + body),
        "large": (query, body + b" " * 70_000),
        "empty": (query, b""),
    }
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        answers = {
            name: (await client.post(bot.wechat.address, params=asked, content=sent)).status_code
            for name, (asked, sent) in cases.items()
        }
        doubled = await client.post(
            f"{bot.wechat.address}?nonce=1", params=[*query.items(), ("nonce", "2")], content=body
        )
    assert answers == dict.fromkeys(cases, 400)
    assert doubled.status_code == 400
    assert bot.heard("wechat", "old") == 0
