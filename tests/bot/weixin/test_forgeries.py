"""What strangers send: every forged or broken callback is HTTP 400, nothing of it is kept, nothing breaks.

Three thousand in an ordinary run, a hundred thousand in `make soak` (XUESI_FORGERIES).
"""

import json
import os
import random
import re
from collections import Counter
from dataclasses import replace

import httpx
import pytest
from emulators import wechat, wecom, wecom_bot
from emulators.sealing import seal, signature
from emulators.wechat import APP_ID, Wechat
from emulators.wecom import CORP, Wecom
from emulators.wecom_bot import Callbacks, message, text
from shelves import index, new_shelf

from bot import clock
from bot.app import build
from bot.config import Config
from bot.weixin.accounts import Wechat as WechatAccount
from bot.weixin.accounts import Wecom as WecomAccount
from bot.weixin.accounts import WecomBot
from bot.weixin.seal import Refused, Seal, Stamp, stamp
from records import mailboxes
from records.engine import open_records

FORGERIES = int(os.environ.get("XUESI_FORGERIES", "3000"))
# What readers of XML, JSON and base64 stumble over.
SCRAPS = [
    b"]]>", b"<![CDATA[", b"<!DOCTYPE x>", b'<!ENTITY a "b">', b"&a;", b"<Encrypt>", b"</Encrypt>", b"\x00", b"\xff\xfe",
    b"=" * 8, b"{", b'"', b"[" * 500, b"<a>" * 200, "😀".encode(), b"%00", b"Encrypt", b"null", b"\r\n\r\n", b"A" * 3000,
]  # fmt: skip


@pytest.fixture(scope="module")
def doors(tmp_path_factory, sample):
    """The three ways in, with one true callback each; no delivery runs."""
    workspace = tmp_path_factory.mktemp("doors")
    index(new_shelf(workspace / "knowledge"), sample)
    config = replace(
        Config(workspace=workspace),
        wechat=(WechatAccount("main", APP_ID, token=wechat.TOKEN, aes_key=wechat.KEY),),
        wecom=(WecomAccount("main", CORP, wecom.AGENT, token=wecom.TOKEN, aes_key=wecom.KEY),),
        wecom_bot=(WecomBot("main", wecom_bot.BOT, "callback", token=wecom_bot.TOKEN, aes_key=wecom_bot.KEY),),
    )
    official, corp, bot = Wechat(clock.now), Wecom(clock.now), Callbacks(clock.now)
    true = {
        "/wechat/main": official.request(official.message("anna", MsgType="text", Content="您好")),
        "/wecom/main": corp.request(corp.message("anna", MsgType="text", Content="您好")),
        "/wecom_bot/main": bot.request(message(bot.numbers, "anna", **text("您好"))),
    }
    records = open_records(config.records_url)
    yield build(config), true, records
    records.close()


def client(app):
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://bot")


def mutated(query, body, others, dice):
    """Return a callback that somebody without the key could make of true ones."""
    query = dict(query)
    for _ in range(dice.randint(1, 4)):
        at, act = dice.randrange(len(body) + 1), dice.randrange(8)
        if act == 0 and body:
            body = body[:at] + bytes([dice.randrange(256)]) + body[at + 1 :]
        elif act == 1:
            body = body[:at] + dice.choice(SCRAPS) + body[at:]
        elif act == 2:
            body = body[:at] + body[at + dice.randint(1, 60) :]
        elif act == 3:
            body = body + body[at:]
        elif act == 4:
            body = dice.choice(others)[1]
        elif act == 5:
            query.pop(dice.choice(sorted(query)), None) if query else None
        elif act == 6 and query:
            name = dice.choice(sorted(query))
            value, place = query[name], dice.randrange(len(query[name]) + 1)
            query[name] = value[:place] + dice.choice("0aZ-_ \x00。%&") + value[place + 1 :]
        elif query:
            query[dice.choice(sorted(query))] = dice.choice(dice.choice(others)[0].get("nonce", "1").split())
    return query, body


def signed_alike(mine, true):
    """What is signed is the time, the word and the sealed part; around it anything may stand."""
    names = ("timestamp", "nonce", "msg_signature", "encrypt_type")
    same = [str(mine[0].get(name, "")) == str(true[0].get(name, "")) for name in names]
    sealed = re.search(rb"[0-9A-Za-z+/=]{100,}", true[1])[0]
    return all(same) and sealed in mine[1]


async def test_no_forgery_is_accepted_nothing_breaks_and_nothing_is_kept(doors):
    app, true, records = doors
    dice, answers = random.Random(6), Counter()
    async with client(app) as stranger:
        while answers.total() < FORGERIES:
            path = dice.choice(sorted(true))
            query, body = mutated(*true[path], list(true.values()), dice)
            if signed_alike((query, body), true[path]):
                continue
            answer = await stranger.post(path, params=query, content=body)
            answers[answer.status_code] += 1
            assert answer.status_code == 400, (path, query, body[:300])
    with records.read() as reader:
        assert reader.execute(mailboxes.inbox.select()).all() == []


async def test_what_the_platform_itself_garbles_is_refused_or_answered_and_breaks_nothing(doors):
    app, _, _ = doors
    dice, seen = random.Random(7), Counter()
    official, corp, bot = Wechat(clock.now), Wecom(clock.now), Callbacks(clock.now)
    plain = {
        "/wechat/main": (wechat.TOKEN, wechat.KEY, APP_ID, official.message("eve", MsgType="text", Content="您好")),
        "/wecom/main": (wecom.TOKEN, wecom.KEY, CORP, corp.message("eve", MsgType="event", Event="template_card_event",
                        TaskId="q@1", EventKey="0", ResponseCode="c")),
        "/wecom_bot/main": (wecom_bot.TOKEN, wecom_bot.KEY, "", message(bot.numbers, "eve", **text("您好"))),
    }  # fmt: skip
    async with client(app) as platform:
        for _ in range(FORGERIES // 15):
            path = dice.choice(sorted(plain))
            token, key, receiver, facts = plain[path]
            xml = "<xml>" + "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in facts.items()) + "</xml>"
            raw = json.dumps(facts) if path == "/wecom_bot/main" else xml
            garbled = mutated({}, raw.encode(), [({}, b"<xml/>"), ({}, b"{}")], dice)[1].decode(errors="ignore")
            sealed, now = seal(garbled, key, receiver), str(int(clock.now().timestamp()))
            query = {
                "timestamp": now,
                "nonce": "n1",
                "msg_signature": signature(token, now, "n1", sealed),
                "encrypt_type": "aes",
            }
            body = (
                json.dumps({"encrypt": sealed})
                if path == "/wecom_bot/main"
                else f"<xml><Encrypt>{sealed}</Encrypt></xml>"
            )
            answer = await platform.post(path, params=query, content=body.encode())
            seen[answer.status_code] += 1
    assert set(seen) == {200, 400}


async def test_an_opened_body_bomb_is_refused_unread(doors):
    app, _, _ = doors
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "lol">'
        + "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 30))
        + "]>"
    )
    sealed, now = (
        seal(f"{bomb}<xml><MsgType>&a29;</MsgType></xml>", wechat.KEY, APP_ID),
        str(int(clock.now().timestamp())),
    )
    query = {
        "timestamp": now,
        "nonce": "n1",
        "msg_signature": signature(wechat.TOKEN, now, "n1", sealed),
        "encrypt_type": "aes",
    }
    async with client(app) as platform:
        answer = await platform.post(
            "/wechat/main", params=query, content=f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode()
        )
    assert answer.status_code == 400


def test_the_published_vectors_open(shared):
    """The vendor's own examples lie beside the facts about the platforms, outside the project."""
    file = shared.parent / "reference" / "crypto_vectors.json"
    if not file.is_file():
        pytest.skip("the vendors' published vectors are absent; they are no part of the project")
    known = json.loads(file.read_text(encoding="utf-8"))
    official, corp = known["official_account"], known["wecom"]
    plain, sealed = official["plain_signature"], official["message"]
    seal = Seal(official["token"], (official["encoding_aes_key"],), official["app_id"])
    seal.check(plain["signature"], plain["timestamp"], plain["nonce"])
    seal.check(sealed["msg_signature"], sealed["timestamp"], sealed["nonce"], sealed["encrypt"])
    assert seal.open(sealed["encrypt"])
    theirs = Seal(corp["token"], (corp["encoding_aes_key"],), corp["corp_id"])
    for vector in (corp["url_verification"], corp["message"]):
        enciphered = vector.get("echostr") or vector["encrypt"]
        theirs.check(vector["msg_signature"], vector["timestamp"], vector["nonce"], enciphered)
        assert theirs.open(enciphered)
        with pytest.raises(Refused):
            theirs.check(vector["msg_signature"][:-1] + "0", vector["timestamp"], vector["nonce"], enciphered)


def test_the_key_before_the_one_in_use_still_opens_and_no_longer_seals():
    old, new = "o" * 43, "n" * 43
    seal = Seal("t", (new, old), "id")
    assert seal.open(Seal("t", (old,), "id").close("旧")) == "旧"
    assert Seal("t", (new,), "id").open(seal.close("新")) == "新"
    with pytest.raises(Refused):
        Seal("t", (old,), "id").open(seal.close("新"))


@pytest.mark.parametrize(
    ("timestamp", "nonce"),
    [("", "n"), ("-5", "n"), ("1e9", "n"), ("٣" * 10, "n"), ("9" * 13, "n"), ("{now}", ""), ("{now}", "a b"), ("{now}", "]]>"),
     ("{old}", "n"), ("{future}", "n")],
)  # fmt: skip
def test_a_stamp_that_is_none_or_out_of_its_time_is_refused(timestamp, nonce):
    now = clock.now()
    moment = int(now.timestamp())
    given = timestamp.format(now=moment, old=moment - 301, future=moment + 301)
    with pytest.raises(Refused):
        stamp(given, nonce, now)
    assert stamp(str(moment - 299), "n", now) == Stamp(str(moment - 299), "n")
