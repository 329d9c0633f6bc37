"""The dialogues of the conversation, spoken in Telegram: the same lines, over HTTP, by polling and by webhook.

XUESI_TRANSCRIPT=FILE keeps what was said on both sides, to be read as a member would.
"""

import os
import re
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
from emulators.telegram import Telegram
from emulators.telegram_rules import BOT
from shelves import new_shelf
from stage import Stage
from telegram_chat import OnTelegram
from test_conversation import BOT as NAME
from test_conversation import Chat, dialogues, expect

from bot.channels.telegram import CAPABILITIES
from bot.clock import BEIJING
from bot.config import Service
from bot.message import Address, ChatKind

GROUP = -1001
ANSWERS = ("（答对）", "（答错）")
_TRANSCRIPT = os.environ.get("XUESI_TRANSCRIPT")


class Talk(Chat):
    """Speaks the lines of a dialogue in Telegram and keeps what was answered there."""

    def __init__(self, bot: OnTelegram, open_reception, clock) -> None:
        super().__init__(open_reception, clock, CAPABILITIES)
        self.bot, self.telegram, self.numbers = bot, bot.telegram, count(100)
        self.people: dict[str, int] = {}
        self.last: dict[int, dict] = {}

    @property
    def reception(self):
        return self.bot.reception

    @reception.setter
    def reception(self, opened) -> None:
        if hasattr(self, "bot"):
            self.bot.reception = opened

    def number(self, name: str) -> int:
        if name not in self.people:
            self.people[name] = next(self.numbers)
        return self.people[name]

    def place(self) -> SimpleNamespace:
        """Say which chat is whose, for the stage."""
        return SimpleNamespace(
            NAME="telegram",
            GROUP=Address("telegram", ChatKind.GROUP, str(GROUP)),
            private=lambda name: Address("telegram", ChatKind.PRIVATE, str(self.number(name))),
        )

    async def say(self, who: str, words: str) -> None:
        name, _, in_group = who.partition("@")
        user, before = self.number(name), len(self.telegram.sent)
        chat = GROUP if in_group else user
        await self.bot.handled(self.act(user, chat, words))
        self.reply = self.telegram.sent[before:]
        assert all(sent.chat == chat for sent in self.reply)
        for sent in self.reply:
            if sent.buttons or "poll" in sent.message:
                self.last[chat] = sent.message
        kept(f"{who}：{words}\n学思：{self.words() or '（沉默）'}\n\n")

    def act(self, user: int, chat: int, words: str) -> int:
        """Tap, vote, reply or say."""
        if tapped := re.fullmatch(r"\[(.+)\]", words):
            return self.telegram.taps(user, self.last[chat], tapped[1])
        if places := self.places(chat, words):
            return self.telegram.votes(user, self.last[chat]["poll"]["id"], *places)
        quoted = found[1] if (found := re.match("「(.*?)」", words)) else ""
        words = re.sub(r"\{(\d+)\}", lambda found: "学" * int(found[1]), words.removeprefix(f"「{quoted}」"))
        words = words.replace(f"@{NAME}", f"@{BOT['username']}")
        quoting = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "group"}, "from": BOT, "text": quoted}
        in_group = {"chat": chat} if chat < 0 else {}
        return self.telegram.says(user, words, reply=quoting if quoted else None, **in_group)

    def places(self, chat: int, words: str) -> list[int]:
        """Return what a member taps who answers the poll that was shown last."""
        options = [option["text"] for option in self.last.get(chat, {}).get("poll", {}).get("options", [])]
        if options and re.fullmatch("[A-H]+", words):
            return ["ABCDEFGH".index(letter) for letter in words]
        return [options.index(words)] if words in options else []

    def words(self) -> str:
        return "\n".join(self.shown(sent) for sent in self.reply)

    def shown(self, sent) -> str:
        options = "\n".join(option["text"] for option in sent.message.get("poll", {}).get("options", []))
        name = self.telegram.names.get(sent.message.get("document", {}).get("file_id", ""), "")
        return "\n".join(filter(None, (sent.text, name, options, "  ".join(sent.buttons))))

    def offered(self) -> list[str]:
        return [label for sent in self.reply for label in sent.buttons]


@pytest.fixture(scope="module")
def telegram():
    emulator = Telegram(scale=1e6)
    yield emulator
    emulator.close()


@pytest.mark.parametrize("mode", ["polling", "webhook"])
@pytest.mark.parametrize("lines", dialogues())
async def test_dialogue(lines, mode, records, open_reception, clock, telegram, library) -> None:
    telegram.forget()
    bot = OnTelegram(records, open_reception(Service()), clock, telegram)
    talk = Talk(bot, open_reception, clock)
    stage = Stage(records, new_shelf(library.folder.parent), clock, place=talk.place())
    async with bot.running(mode):
        for line in lines:
            who, _, words = line.partition("：")
            if arranged(who, words, talk, clock) or compared(who, words, talk, stage):
                continue
            if stage.direct(who, words):
                await bot.quiet()
                continue
            await talk.say(who, stage.answer(who, right=words == "（答对）") if words in ANSWERS else words)
            clock.now += timedelta(seconds=1)
    # The poll that the bot before this one left open is ended by the next bot's, as Telegram does it.
    assert [refusal for refusal in telegram.refusals if refusal[0] != "getupdates"] == []


def arranged(who: str, words: str, talk: Talk, clock) -> bool:
    """Set the clock or the settings; False for other lines."""
    if who == "时间":
        clock.now = datetime.fromisoformat(words).replace(tzinfo=BEIJING)
    elif who == "设置":
        key, _, value = words.partition("=")
        talk.reception = talk.open(Service(**{key: int(value) if value.isdigit() else value}))
    else:
        return False
    return True


def compared(who: str, words: str, talk: Talk, stage: Stage) -> bool:
    """Compare what the bot said; False for other lines."""
    if who == "按钮":
        assert talk.offered() == words.split("、")
    elif who == "不说":
        assert words not in talk.words()
    elif who == NAME:
        # The one word that names the channel.
        expect(words.replace("网页", "Telegram"), talk.words())
    elif who.endswith("收到"):
        told = stage.received(who.removesuffix("收到").removesuffix("没"))
        expect("（沉默）" if who.endswith("没收到") else words, told)
    else:
        return False
    return True


def kept(words: str) -> None:
    if _TRANSCRIPT:
        with Path(_TRANSCRIPT).open("a", encoding="utf-8") as transcript:
            transcript.write(words)
