"""Answers that take longer than the platform waits: a later try brings them, or the last one says how to get them."""

import asyncio
from datetime import timedelta

import pytest
from emulators import wechat
from emulators.deployment import account
from emulators.loopback import listening
from shelves import new_shelf
from starlette.applications import Starlette

from bot.channels.wechat import WechatChannel
from bot.clock import now
from bot.config import Service
from bot.phrases.wechat import STILL_THINKING
from bot.reception import Reception
from bot.weixin.wechat_door import WechatDoor
from records import mailboxes

# In seconds: the second try finds the one ready, all three come too early for the other.
SLOW = {"slow": 6.5, "slower": 16.0}


class Thoughtful(Reception):
    async def receive(self, inbound, capabilities, *also):
        await asyncio.sleep(SLOW[inbound.sender.user.partition("/")[2]])
        return await super().receive(inbound, capabilities, *also)


@pytest.fixture
def platform(records, library):
    reception = Thoughtful(records, new_shelf(library.folder.parent), Service(), now, lambda: None)
    accounts = {"main": account("safe", "http://127.0.0.1:9", "main")}
    channel = WechatChannel(accounts, {}, records, now)
    door = WechatDoor(accounts, channel, reception, records, now, lambda: None)
    with listening(Starlette(routes=[door.route])) as address:
        yield wechat.Wechat(now, f"{address}/wechat/main")
    reception.close()


async def test_what_takes_long_is_answered_by_a_later_try_once(platform, records):
    slow, slower = await asyncio.gather(
        platform.say("slow", "支部工作章程第四条"), platform.say("slower", "支部工作章程第四条")
    )  # fmt: skip
    assert "每届任期三年" in slow
    assert slower == STILL_THINKING
    SLOW["slower"] = 0
    await asyncio.sleep(3)
    with records.read() as reader:
        assert len(reader.execute(mailboxes.inbox.select()).all()) == 2
    older = mailboxes.inbox.update().values(received=now() - timedelta(seconds=30))
    records.write(lambda c: c.execute(older))
    fetched = await platform.say("slower", "继续")
    assert fetched.startswith("（答“支部工作章程第四条”）")
    assert "每届任期三年" in fetched
