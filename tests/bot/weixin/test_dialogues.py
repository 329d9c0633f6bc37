"""The dialogues of all channels, spoken over real HTTP and WebSocket with the platforms' emulators between.

XUESI_TRANSCRIPT=FILE keeps what was said on both sides, to be read as a member would.
"""

import os
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from emulators.platforms import (
    BOT,
    GROUP,
    OnCallbacks,
    OnCertified,
    OnLine,
    OnWechat,
    OnWecom,
    Platform,
    card_words,
    options,
)  # fmt: skip
from stage import Stage
from test_conversation import dialogues, expect
from weixin_chat import Deployment

from bot.clock import BEIJING
from bot.config import Service
from bot.phrases import people
from records.mailboxes import outbox

ANSWERS = ("（答对）", "（答错）")
_TRANSCRIPT = os.environ.get("XUESI_TRANSCRIPT")


class Talk:
    """Speaks the lines of a dialogue and keeps what stood on the screens afterwards."""

    def __init__(self, bot: Deployment) -> None:
        self.bot, self.platform = bot, bot.platform
        self.told, self.brought = "", True
        self.offered: dict[str, dict[str, str]] = {}
        self.since: dict[str, tuple[int, int]] = {}

    async def say(self, who: str, words: str) -> None:
        name, _, group = who.partition("@")
        user = self.platform.user(name)
        chat = GROUP if group else user
        before = self.seen(chat)
        await self.act(user, chat, group and GROUP, words)
        await self.bot.quiet()
        self.told = self.shown(chat, before)
        if "回复数字：" in self.told:
            self.offered[chat] = numbered(self.told)
        kept(f"{who}：{words}\n学思：{self.told or '（沉默）'}\n\n")

    async def act(self, user: str, chat: str, group: str, words: str) -> None:
        card = self.open_card(chat)
        if card and (places := picked(card, words)):
            await self.platform.tap(user, card, *places)
            return
        quoted = found[1] if (found := re.match("「(.*?)」", words)) else ""
        words = re.sub(r"\{(\d+)\}", lambda found: "学" * int(found[1]), words.removeprefix(f"「{quoted}」"))
        if found := re.fullmatch(r"\[(.+)\]", words):
            chosen = self.offered.get(chat, {}).get(found[1], found[1])
            words = f"@{BOT} {chosen}" if group else chosen
        self.brought = await self.platform.say(user, words, group, quoted)

    def open_card(self, chat: str) -> dict | None:
        cards = self.platform.screen(chat)[1]
        return cards[-1] if cards and not cards[-1].get("done") else None

    def seen(self, chat: str) -> tuple[int, int]:
        words, cards = self.platform.screen(chat)
        return len(words), len(cards)

    def shown(self, chat: str, since: tuple[int, int]) -> str:
        words, cards = self.platform.screen(chat)
        return "\n".join([*words[since[0] :], *(card_words(card) for card in cards[since[1] :])])

    async def later(self) -> None:
        """Let it be as late as what the program has put out by itself wants to go out, in the morning after a night."""
        with self.bot.records.read() as reader:
            due = sa.select(sa.func.max(outbox.c.due)).where(outbox.c.inbox.is_(None), outbox.c.state == "pending")
            moment = reader.execute(due).scalar()
        self.bot.clock.now = max(self.bot.clock.now, moment or self.bot.clock.now)
        await self.bot.quiet()

    def struck(self, names: list[str]) -> None:
        """Remember what stands where before the program does what is due."""
        self.since = {chat: self.seen(chat) for chat in (GROUP, *map(self.platform.user, names))}

    def received(self, who: str) -> str:
        chat = GROUP if who == "群" else self.platform.user(who)
        return self.shown(chat, self.since.get(chat, (0, 0)))


def numbered(told: str) -> dict[str, str]:
    """Return what can be chosen by its number."""
    return {label: number for number, label in re.findall(r"(\d) (\S+)", told.rpartition("回复数字：")[2])}


def picked(card: dict, words: str) -> list[str]:
    """Return the places that answer a card with these letters, or with an option's words."""
    if re.fullmatch("[A-G]+", words):
        return [str("ABCDEFG".index(letter)) for letter in words]
    said = [str(at) for at, option in enumerate(options(card)) if words in (option, option[2:])]
    return said[:1]


def fitting(case, kind: type[Platform]) -> list[str]:
    """Return the lines of a dialogue that can happen on a platform: there may be no groups, no replies to a message."""
    title, lines = case.id.partition(": ")[2], case.values[0]
    if kind.groups:
        return lines
    if title.startswith(("群里", "引用")):
        return []
    here, left = [], False
    for line in lines:
        who = line.partition("：")[0]
        if who == "群" or who.endswith("@群"):
            left = True
        elif who not in (BOT, "不说", "按钮"):
            left = who == "群收到"
        if not left:
            here.append(line)
    return here


CASES = [
    pytest.param(kind, fitting(case, kind), id=f"{kind.__name__} {case.id}")
    for kind in (OnWechat, OnCertified, OnWecom, OnCallbacks, OnLine)
    for case in dialogues()
    # What a certified account does otherwise is to push.
    if kind is not OnCertified or case.id.startswith("quiz")
    if any(line.startswith(("小", "老")) for line in fitting(case, kind))
]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("kind", "lines"), CASES)
async def test_dialogue(kind, lines, records, shelf, clock, site) -> None:
    shown, port = site
    bot = Deployment(records, shelf, clock, kind)
    talk = Talk(bot)
    stage = Stage(records, shelf, clock, place=bot.platform.place)
    async with bot.running(port, shown):
        for line in lines:
            who, _, words = line.partition("：")
            if who == "群收到":
                await talk.later()
            if arranged(who, words, bot) or compared(who, words, talk):
                continue
            if who == "到点":
                talk.struck([one.partition("收到")[0].removesuffix("没") for one in lines if "收到：" in one])
            if stage.direct(who, words):
                if who == "成员":
                    bot.platform.joined(bot.platform.user(words))
                bot.wake()
                await bot.quiet()
                continue
            await talk.say(who, stage.answer(who, right=words == "（答对）") if words in ANSWERS else words)
            clock.now += timedelta(seconds=1)


def arranged(who: str, words: str, bot: Deployment) -> bool:
    """Set the clock or the settings; False for other lines."""
    if who == "时间":
        bot.clock.now = datetime.fromisoformat(words).replace(tzinfo=BEIJING)
    elif who == "设置":
        key, _, value = words.partition("=")
        bot.reception.close()
        bot.open(Service(**{key: int(value) if value.isdigit() else value}))
    else:
        return False
    return True


def compared(who: str, words: str, talk: Talk) -> bool:
    """Compare what stands on the screens; False for other lines."""
    if who == "按钮":
        assert list(numbered(talk.told)) == words.split("、")
    elif who == "不说":
        assert words not in talk.told
    elif who == BOT:
        # One word names the channel. What the bot never heard it does not answer.
        wanted = words.replace("网页", people.CHANNELS[talk.platform.CHANNEL])
        expect(wanted if talk.brought else "（沉默）", talk.told)
    elif who.endswith("收到"):
        # Where nothing can be pushed nothing comes.
        silent = who.endswith("没收到") or not talk.platform.pushes
        expect("（沉默）" if silent else words, talk.received(who.removesuffix("收到").removesuffix("没")))
    else:
        return False
    return True


def kept(words: str) -> None:
    if _TRANSCRIPT:
        with Path(_TRANSCRIPT).open("a", encoding="utf-8") as transcript:
            transcript.write(words)
