"""The channel against somebody else's idea of Telegram: the npm package telegram-test-api, installed for the test.

It knows private chats, text, commands and buttons; of polls, files and limits only our own emulator knows.
"""

import asyncio
import json
import shutil
import subprocess
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from bot_serving import free_port
from emulators.telegram_rules import TOKEN
from telegram_chat import LIMIT, OnTelegram

from bot.config import Service

PACKAGE, SCRIPT = "telegram-test-api@4.2.1", Path(__file__).with_name("peer.cjs")


@pytest.fixture(scope="module")
def node(npm):
    folder = npm(PACKAGE)
    shutil.copy(SCRIPT, folder)
    return folder


class Member:
    """Somebody with the package's client."""

    def __init__(self, process) -> None:
        self.process = process

    async def does(self, **what) -> dict:
        """Say or tap something; return what the bot sends next."""
        self.process.stdin.write(json.dumps(what).encode() + b"\n")
        return await self.gets()

    async def gets(self) -> dict:
        return json.loads(await asyncio.wait_for(self.process.stdout.readline(), LIMIT))


@asynccontextmanager
async def peer(folder):
    process = await asyncio.create_subprocess_exec(
        "node", "--no-deprecation", SCRIPT.name, str(free_port()), TOKEN,
        cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    member = Member(process)
    try:
        yield member, (await member.gets())["ready"]
    finally:
        process.stdin.close()
        await process.wait()


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_talk_with_buttons_over_another_telegram(node, mode, records, open_reception, clock):
    async with peer(node) as (member, address):
        bot = OnTelegram(records, open_reception(Service()), clock, SimpleNamespace(url=address))
        async with bot.running(mode):
            asked = await member.does(say="支部委员会一届几年")
            assert "第四条" in asked["text"]
            assert "每届任期三年" in asked["text"]
            assert "看全条" in [key["text"] for row in asked["keys"] for key in row]
            assert "第四条" in (await member.does(tap="看全条"))["text"]
            assert "我是学思" in (await member.does(say="/start"))["text"]
            assert "库中现有" in (await member.does(say="/documents"))["text"]
