"""The dialogues of the conversation, spoken in Telegram: the same lines, over HTTP, by polling and by webhook.

XUESI_TRANSCRIPT=FILE keeps what was said on both sides, to be read as a member would.
"""

import os
import re
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from emulators.telegram import Telegram
from emulators.telegram_rules import BOT
from telegram_chat import OnTelegram
from test_conversation import BOT as NAME
from test_conversation import dialogues, expect

from bot.clock import BEIJING
from bot.config import Service

GROUP = -1001
_TRANSCRIPT = os.environ.get("XUESI_TRANSCRIPT")


class Talk:
    """Speaks the lines of a dialogue and keeps what was answered."""

    def __init__(self, bot: OnTelegram) -> None:
        self.bot, self.telegram = bot, bot.telegram
        self.people: dict[str, int] = {}
        self.numbers = count(100)
        self.reply = []
        self.tappable: dict[int, dict] = {}

    async def speak(self, who: str, words: str) -> None:
        name, _, in_group = who.partition("@")
        user = self.people.setdefault(name, next(self.numbers))
        chat, before = GROUP if in_group else user, len(self.telegram.sent)
        if tapped := re.fullmatch(r"\[(.+)\]", words):
            update = self.telegram.taps(user, self.tappable[chat], tapped[1])
        else:
            quoted = found[1] if (found := re.match("「(.*?)」", words)) else ""
            words = re.sub(r"\{(\d+)\}", lambda found: "学" * int(found[1]), words.removeprefix(f"「{quoted}」"))
            words = words.replace(f"@{NAME}", f"@{BOT['username']}")
            quoting = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "group"}, "from": BOT, "text": quoted}
            update = self.telegram.says(user, words, GROUP if in_group else None, reply=quoting if quoted else None)
        await self.bot.handled(update)
        self.reply = self.telegram.sent[before:]
        assert all(sent.chat == chat for sent in self.reply)
        for sent in self.reply:
            if sent.buttons:
                self.tappable[chat] = sent.message

    def words(self) -> str:
        return "\n".join(f"{sent.text}\n{'  '.join(sent.buttons)}".rstrip("\n") for sent in self.reply)

    def offered(self) -> list[str]:
        return [label for sent in self.reply for label in sent.buttons]


@pytest.fixture(scope="module")
def telegram():
    emulator = Telegram(scale=1e6)
    yield emulator
    emulator.close()


@pytest.mark.parametrize("mode", ["polling", "webhook"])
@pytest.mark.parametrize("lines", dialogues())
async def test_dialogue(lines, mode, records, open_reception, clock, telegram) -> None:
    telegram.forget()
    bot = OnTelegram(records, open_reception(Service()), clock, telegram)
    async with bot.running(mode):
        talk = Talk(bot)
        for line in lines:
            await spoken(talk, *line.split("：", 1), open_reception, clock)
    assert telegram.refusals == []


async def spoken(talk: Talk, who: str, words: str, open_reception, clock) -> None:
    if who == "时间":
        clock.now = datetime.fromisoformat(words).replace(tzinfo=BEIJING)
    elif who == "设置":
        key, _, value = words.partition("=")
        talk.bot.reception = open_reception(Service(**{key: int(value) if value.isdigit() else value}))
    elif who == "按钮":
        assert talk.offered() == words.split("、")
    elif who == "不说":
        assert words not in talk.words()
    elif who == NAME:
        expect(words, talk.words())
    else:
        await talk.speak(who, words)
        clock.now += timedelta(seconds=1)
        kept(f"{who}：{words}\n学思：{talk.words() or '（沉默）'}\n\n")


def kept(words: str) -> None:
    if _TRANSCRIPT:
        with Path(_TRANSCRIPT).open("a", encoding="utf-8") as transcript:
            transcript.write(words)
