"""Telegram: private chats and groups, by long polling or by webhook.

What is heard is written down before Telegram is told that it need not say it again, and handled in
order in each chat, chats side by side. What is said goes through `bot/delivery.py` at Telegram's pace.
"""

import asyncio
import logging
import secrets
import ssl
from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from typing import Any, TypeVar

import httpx
from starlette.routing import Route
from telegram import Bot, CallbackQuery, Update, User
from telegram.request import HTTPXRequest

from bot.channels import Sink
from bot.channels.telegram import ears, menus
from bot.channels.telegram.hearing import NAME, ChatEvent, Ear, Happening, Meaning, Vote, meaning
from bot.channels.telegram.speaking import say
from bot.config import Telegram
from bot.lines import Lines
from bot.message import Address, Capabilities, ChatKind, Inbound, Rate
from bot.phrases import telegram as phrases
from records import chats, mailboxes, polls, spool
from records.engine import Records
from records.mailboxes import Letter
from records.polls import Poll
from records.spool import Heard

Result = TypeVar("Result")
# A quiz poll in private chat shows nobody else's answer; one in a group is anonymous (see `speaking`).
CAPABILITIES = Capabilities(
    groups=True, text_limit=4096, text_unit="utf16", buttons=True, quiz="poll", images=True, files=True,
    rates=(Rate(30, 1), Rate(1, 1, "chat"), Rate(20, 60, "group")),
)  # fmt: skip
# So many updates may wait in memory; the others wait in Telegram.
WAITING = 500
CONNECTIONS = 64
# What fails because the database is away is tried again after so long, and given up for this start after so often.
PATIENCE, TRIES = 2.0, 5
FAREWELL = 5.0
_log = logging.getLogger("xuesi.telegram")
# Below warnings they show addresses, and a bot's token is part of every address.
for _talkative in ("httpx", "telegram"):
    logging.getLogger(_talkative).setLevel(logging.WARNING)


@cache
def _tls() -> ssl.SSLContext:
    """Return what every connection is checked with: to read all certificates takes a while."""
    return httpx.create_ssl_context()


class TelegramChannel:
    """See `bot.channels.Listener`; its ears (`ears.py`) bring updates to `hear`."""

    NAME = NAME
    CAPABILITIES = CAPABILITIES

    def __init__(
        self, records: Records, settings: Telegram, bot_name: str, clock: Callable[[], datetime],
        wake: Callable[[], None],
    ) -> None:  # fmt: skip
        self.records, self._bot_name, self._clock, self._wake = records, bot_name, clock, wake
        self.settings = settings
        request = partial(
            HTTPXRequest, connection_pool_size=CONNECTIONS, pool_timeout=PATIENCE, httpx_kwargs={"verify": _tls()}
        )
        base = settings.base_url.rstrip("/")
        self.bot = Bot(
            settings.token, f"{base}/bot", f"{base}/file/bot", request=request(), get_updates_request=request()
        )
        self._lines = Lines(WAITING)
        self._asking: dict[str, asyncio.Event] = {}
        self._ready = asyncio.Event()
        self._sink: Sink | None = None
        self._ears: asyncio.Task[None] | None = None
        self._menus: asyncio.Task[None] | None = None
        self.me: User | None = None
        self.secret = secrets.token_urlsafe(32)

    async def start(self, sink: Sink) -> None:
        """Listen until `stop` is called or the token is refused."""
        self._sink, self._ears = sink, asyncio.create_task(ears.listen(self))
        await asyncio.wait([self._ears])
        if self._menus:
            self._menus.cancel()
        await self._lines.finish(FAREWELL)
        if not self._ears.cancelled():
            self._ears.result()

    def stop(self) -> None:
        """Hear nothing more; what was heard is still handled."""
        if self._ears:
            self._ears.cancel()

    async def close(self) -> None:
        """Let go of the connections, when nothing is sent any more."""
        await self.bot.shutdown()

    def routes(self) -> tuple[Route, ...]:
        """Return where Telegram calls us, on the server of the pages."""
        if self.settings.mode != "webhook":
            return ()
        return (Route("/telegram", partial(ears.hook, self), methods=["POST"]),)

    @property
    def username(self) -> str:
        """The bot's name in Telegram, "" before it is known."""
        return self.me.username or "" if self.me else ""

    def now(self) -> datetime:
        """Return this moment, with its zone."""
        return self._clock()

    async def send(self, address: Address, letter: Letter) -> None:
        """Send one message; which question a poll shows is written down before its answers are looked at."""
        await self._ready.wait()
        self._asking[str(address)] = done = asyncio.Event()
        try:
            poll = await say(self.bot, address, letter.payload)
            if poll and address.kind is ChatKind.PRIVATE:
                token, now = letter.payload["quiz"]["token"], self._clock()
                await self.write(lambda c: polls.add(c, NAME, poll, str(address), token, now))
        finally:
            del self._asking[str(address)]
            done.set()

    async def resume(self) -> None:
        """Begin to speak, and handle what the last process had heard and not handled; call when connected."""
        self.me = self.bot.bot
        self._ready.set()
        self._menus = asyncio.create_task(menus.keep(self))
        with self.records.read() as reader:
            left = spool.left(reader, NAME)
        for heard in left:
            await self._line_up(heard)

    async def hear(self, updates: list[dict[str, Any]]) -> None:
        """Take in updates as they came; returns when none of them can be lost any more."""
        events = {f"{self.bot.id}:{update['update_id']}": update for update in updates}
        for heard in await self.write(lambda c: self._new(c, events)):
            await self._line_up(heard)

    def _new(self, connection: Any, events: dict[str, dict[str, Any]]) -> tuple[Heard, ...]:  # noqa: ANN401
        """Keep what was neither handled before nor lies here already."""
        fresh = {event: update for event, update in events.items() if not mailboxes.stored(connection, NAME, event)}
        return spool.keep(connection, NAME, fresh)

    async def _line_up(self, heard: Heard) -> None:
        """Put an update behind the others of its chat."""
        try:
            update = Update.de_json(dict(heard.update), self.bot)
            assert self.me is not None
            ear = Ear(self.me, self._bot_name, self._clock())
            meant, tap = meaning(update, heard.event, ear), update.callback_query
        except (KeyError, TypeError, ValueError) as error:
            # Its content is a member's; the log learns only what was wrong with it.
            _log.error("update %s cannot be read: %s", heard.event, type(error).__name__)
            meant, tap = None, None
        await self._lines.put(str(meant.address) if meant else "", partial(self._handle, heard, tap, meant))

    async def _handle(self, heard: Heard, tap: CallbackQuery | None, meant: Meaning) -> None:
        await asyncio.gather(self._done(heard, meant), self._confirm(tap))

    async def _done(self, heard: Heard, meant: Meaning) -> None:
        for _ in range(TRIES):
            try:
                return await self._act(heard, meant)
            except Exception:
                _log.exception("update %s could not be handled", heard.event)
                await asyncio.sleep(PATIENCE)

    async def _confirm(self, tap: CallbackQuery | None) -> None:
        """Take the waiting sign off a button that was tapped; too late for it is no harm."""
        try:
            if tap:
                await tap.answer()
        except Exception as error:
            _log.info("a tap was not confirmed: %s", type(error).__name__)

    async def _act(self, heard: Heard, meant: Meaning) -> None:
        drop = partial(spool.drop, rows=[heard.id])
        if isinstance(meant, Vote):
            meant = await self._voted(heard, meant)
        if isinstance(meant, Inbound):
            assert self._sink is not None
            where = str(meant.address)
            await self._sink(meant, lambda c: chats.reopen(c, where), drop)
        elif isinstance(meant, ChatEvent):
            await self.write(partial(self._happened, heard=heard, chat=meant))
            self._wake()
        else:
            await self.write(drop)

    async def _voted(self, heard: Heard, vote: Vote) -> Inbound | None:
        """Find out which question was answered; its sending may still be under way, or have ended without a word."""
        where = str(vote.address)
        if asking := self._asking.get(where):
            await asking.wait()
        poll = await self.write(lambda c: self._poll(c, vote, heard.event))
        if poll is None:
            self._wake()
            return None
        return Inbound(heard.event, vote.address, vote.sender, self._clock(), "", True, poll.token, picked=vote.picked)

    def _poll(self, connection: Any, vote: Vote, event: str) -> Poll | None:  # noqa: ANN401 - a connection of the records
        found = polls.find(connection, NAME, vote.poll)
        where, now = str(vote.address), self._clock()
        if found is None:
            found = polls.adopt(connection, NAME, vote.poll, where, now)
        if found is None:
            lost = [{"text": phrases.VOTE_LOST}]
            mailboxes.put(connection, NAME, where, lost, now, day_key=f"vote:{event}")
        return found

    def _happened(self, connection: Any, heard: Heard, chat: ChatEvent) -> None:  # noqa: ANN401
        spool.drop(connection, [heard.id])
        where, now = str(chat.address), self._clock()
        if chat.happening is Happening.MOVED:
            chats.move(connection, where, str(chat.target))
        elif chat.happening is Happening.CLOSED:
            chats.close(connection, where, now)
        else:
            chats.reopen(connection, where)
        if chat.happening is Happening.ADDED:
            mailboxes.put(connection, NAME, where, [{"text": self._greeting()}], now, day_key=f"added:{heard.event}")

    def _greeting(self) -> str:
        words = phrases.ADDED.format(bot=self._bot_name, username=self.username)
        return words if self.me and self.me.can_read_all_group_messages else f"{words}\n{phrases.ADDED_PRIVACY}"

    async def write(self, job: Callable[[Any], Result]) -> Result:
        """Write in the thread that writes."""
        return await asyncio.wrap_future(self.records.submit(job))
