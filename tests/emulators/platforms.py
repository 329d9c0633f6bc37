"""The chat platforms as the dialogues need them: somebody acts in a chat, and what stands on its screen is read.

Each is the emulator of a platform with the one account of the bot that talks there, over real HTTP or WebSocket.
"""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from emulators import wechat, wecom, wecom_bot
from emulators.wecom_bot import card_event, message, text
from starlette.applications import Starlette

from bot.message import Address, ChatKind
from bot.phrases.wechat import MORE_WAITS
from bot.weixin.accounts import Wechat, Wecom, WecomBot

GROUP = "g1"
BOT = "学思"
# Longer than anything takes on a busy machine, in seconds.
LIMIT = 30.0


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(LIMIT):
        while not condition():
            await asyncio.sleep(0.005)


def options(card: dict) -> list[str]:
    return [one["text"] for one in (card["checkbox"]["option_list"] if "checkbox" in card else card["button_list"])]


def card_words(card: dict) -> str:
    return "\n".join([card["main_title"]["title"], *options(card)])


class Platform:
    """One platform; `pushes`: what nobody asked for arrives there too.

    `screen` gives the words and the cards that stand in a chat, in the order they came.
    """

    KIND, CHANNEL = "", ""
    groups, pushes = False, True

    def __init__(self, clock: Callable[[], Any], heard: Callable[[str], bool]) -> None:
        self.clock, self.heard = clock, heard

    @property
    def place(self) -> SimpleNamespace:
        """Say which chat is whose, for the stage."""
        return SimpleNamespace(
            NAME=self.CHANNEL,
            GROUP=Address(self.CHANNEL, ChatKind.GROUP, f"main/{GROUP}"),
            private=lambda name: Address(self.CHANNEL, ChatKind.PRIVATE, f"main/{self.user(name)}"),
        )

    def user(self, name: str) -> str:
        """Return somebody's id, in letters that every platform allows."""
        return f"u{name.encode().hex()}"

    def joined(self, user: str) -> None:
        """Note that somebody has bound this chat, for which they had to speak in it."""

    @contextmanager
    def listening(self) -> Iterator[None]:
        yield

    def server(self) -> Starlette:
        """Return what the bot calls."""
        return Starlette()

    async def say(self, user: str, words: str, group: str, quoted: str) -> bool:
        """Say something; False where the platform does not bring it to the bot."""
        raise NotImplementedError

    async def tap(self, user: str, card: dict, *places: str) -> None:
        raise NotImplementedError


class OnWechat(Platform):
    """公众号 without certification: everything is fetched with 继续, nothing can be pushed."""

    KIND, CHANNEL = "公众号", "wechat"
    certified = pushes = False

    def accounts(self, base: str) -> dict[str, Any]:
        self.platform = wechat.Wechat(self.clock, f"{base}/wechat/main")
        account = Wechat("main", wechat.APP_ID, "safe", self.certified, f"{base}/platform", wechat.SECRET,
                         wechat.TOKEN, wechat.KEY)  # fmt: skip
        return {"wechat": (account,)}

    def server(self) -> Starlette:
        return self.platform.server()

    async def say(self, user: str, words: str, group: str, quoted: str) -> bool:
        said = words
        while (part := await self.platform.say(user, said)) and part.endswith(MORE_WAITS):
            said = "继续"
        return True

    def screen(self, chat: str) -> tuple[list[str], list[dict]]:
        return [shown.removesuffix(MORE_WAITS) for shown in self.platform.screens[chat]], []


class OnCertified(OnWechat):
    """公众号 with certification: what one reply cannot carry is pushed."""

    KIND = "认证的公众号"
    certified = pushes = True

    def joined(self, user: str) -> None:
        self.platform.windows[user] = wechat.Window(self.clock().timestamp() + 48 * 3600, 5)


class OnWecom(Platform):
    """A WeCom application."""

    KIND, CHANNEL = "企业微信应用", "wecom"

    def accounts(self, base: str) -> dict[str, Any]:
        self.platform = wecom.Wecom(self.clock, f"{base}/wecom/main")
        account = Wecom("main", wecom.CORP, wecom.AGENT, "text", f"{base}/platform", wecom.SECRET, wecom.TOKEN,
                        wecom.KEY)  # fmt: skip
        return {"wecom": (account,)}

    def server(self) -> Starlette:
        return self.platform.server()

    async def say(self, user: str, words: str, group: str, quoted: str) -> bool:
        return await self.platform.say(user, words) > 0

    async def tap(self, user: str, card: dict, *places: str) -> None:
        assert await self.platform.answer(user, card, *places)

    def screen(self, chat: str) -> tuple[list[str], list[dict]]:
        assert self.platform.dropped == []
        return self.platform.screens[chat], self.platform.cards[chat]


class OnBot(Platform):
    """An AI bot; in a group the platform brings only what names it."""

    CHANNEL, groups = "wecom_bot", True
    screens: wecom_bot.Screens

    async def say(self, user: str, words: str, group: str, quoted: str) -> bool:
        if group and (quoted or words.startswith("/")):
            # There is no other way to say it to the bot.
            words = f"@{BOT} {words}"
        if group and f"@{BOT}" not in words:
            return False
        quote = {"quote": text(quoted)} if quoted else {}
        await self.send(user, group, **text(words), **quote)
        return True

    async def tap(self, user: str, card: dict, *places: str) -> None:
        await self.send(user, "", **card_event(card, *places))

    async def send(self, user: str, group: str, **facts: Any) -> None:
        raise NotImplementedError

    def screen(self, chat: str) -> tuple[list[str], list[dict]]:
        # Marks that would mean something in markdown are doubled on the way and not seen.
        return [re.sub(r"\\(.)", r"\1", shown) for shown in self.screens.texts[chat]], self.screens.cards[chat]


class OnCallbacks(OnBot):
    """An AI bot in callback mode: it answers and cannot begin to speak."""

    KIND, pushes = "智能机器人（回调）", False

    def accounts(self, base: str) -> dict[str, Any]:
        self.platform = wecom_bot.Callbacks(self.clock, f"{base}/wecom_bot/main", f"{base}/platform")
        self.screens = self.platform.screens
        return {"wecom_bot": (WecomBot("main", wecom_bot.BOT, "callback", token=wecom_bot.TOKEN,
                                       aes_key=wecom_bot.KEY),)}  # fmt: skip

    def server(self) -> Starlette:
        return self.platform.server()

    async def send(self, user: str, group: str, **facts: Any) -> None:
        await self.platform.deliver(user, group, **facts)


class OnLine(OnBot):
    """An AI bot over its long connection."""

    KIND = "智能机器人（长连接）"

    def accounts(self, base: str) -> dict[str, Any]:
        return {"wecom_bot": (WecomBot("main", wecom_bot.BOT, "connection", self.address, wecom_bot.SECRET),)}

    @contextmanager
    def listening(self) -> Iterator[None]:
        self.platform = wecom_bot.Connections(self.clock)
        self.screens = self.platform.screens
        self.platform.spoken.add(GROUP)
        with self.platform.listening() as self.address:
            yield

    def joined(self, user: str) -> None:
        self.platform.spoken.add(user)

    async def send(self, user: str, group: str, **facts: Any) -> None:
        assert await asyncio.to_thread(self.platform.subscribed.wait, LIMIT)
        said = message(self.platform.numbers, user, group, **facts)
        event = self.platform.deliver(said, event=facts["msgtype"] == "event")
        await until(lambda: self.heard(f"main:{event}"))

    async def tap(self, user: str, card: dict, *places: str) -> None:
        await super().tap(user, card, *places)
        await until(
            lambda: next(one for one in self.screens.cards[user] if one["task_id"] == card["task_id"]).get("done")
        )
