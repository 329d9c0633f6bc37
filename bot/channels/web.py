"""The built-in web chat: its log of messages is the chat, and everybody's browser follows the log."""

import asyncio
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from bot.message import Address, Capabilities, ChatKind, Inbound, Sender
from bot.render import LETTERS
from records import rooms
from records.engine import Records
from records.mailboxes import Letter

NAME = "web"
# A letter has one place in the log, so that sending it again is harmless.
CAPABILITIES = Capabilities(
    groups=True, text_limit=20_000, cards=True, buttons=True, resend_safe=True, quiz="card", images=True, files=True
)
GROUP = Address(NAME, ChatKind.GROUP, "study")


class Hub:
    """Wakes the open streams of this process when the log has grown."""

    def __init__(self) -> None:
        self._bell = asyncio.Event()

    def ring(self) -> None:
        """Wake all streams; call in the loop's own thread."""
        self._bell.set()
        self._bell = asyncio.Event()

    def bell(self) -> asyncio.Event:
        """Return what the next ring sets. Take it before reading the log: what is written meanwhile rings it."""
        return self._bell


class WebChannel:
    """See `bot.channels.Channel`."""

    NAME = NAME
    CAPABILITIES = CAPABILITIES

    def __init__(self, records: Records, hub: Hub, bot_name: str, clock: Callable[[], datetime]) -> None:
        self._records, self._hub, self._bot_name, self._clock = records, hub, bot_name, clock

    async def send(self, address: Address, letter: Letter) -> None:
        """Write the bot's message into the log."""
        chat, now = str(address), self._clock()
        job = self._records.submit(lambda c: rooms.say(c, chat, "", self._bot_name, now, letter.payload, letter.id))
        await asyncio.wrap_future(job)
        self._hub.ring()


def private(person: str) -> Address:
    """Return the chat of one person with the bot."""
    return Address(NAME, ChatKind.PRIVATE, person)


def inbound(
    event: str, address: Address, sender: Sender, moment: datetime, bot_name: str, *, text: str, token: str,
    quoted: str, quotes_bot: bool, picked: tuple[int, ...] = (),
) -> Inbound:  # fmt: skip
    """Translate what a browser sent; a mention of the bot is taken out of the words."""
    # Chinese keyboards write the full-width sign.
    words, calls = re.subn(rf"[@＠]\s?{re.escape(bot_name)}", " ", text)
    mentioned = calls > 0 or quotes_bot or address.kind is ChatKind.PRIVATE
    return Inbound(event, address, sender, moment, words.strip(), mentioned, token, quoted, picked)


def letters(places: tuple[int, ...]) -> str:
    """Return what a person says by tapping these options: AC."""
    return "".join(LETTERS[place] for place in sorted(places))


def said(inbound: Inbound, text: str) -> Callable[[Any], None]:
    """Return the effect that writes a person's own message into the log, as it was typed."""
    content: dict[str, Any] = {"text": text, "quoted": inbound.quoted, "event": inbound.event.partition(":")[2]}
    if inbound.token:
        # So that the question can be drawn as answered when the log is read again.
        content |= {"token": inbound.token, "picked": list(inbound.picked)}
    chat, sender = str(inbound.address), inbound.sender
    return lambda connection: rooms.say(connection, chat, str(sender), sender.name, inbound.received, content)


def shown(bubbles: tuple[rooms.Bubble, ...], person: str) -> Iterator[dict[str, Any]]:
    """Translate log entries for one person's browser: nobody learns another's key."""
    for bubble in bubbles:
        chat = "private" if ":private:" in bubble.chat else "group"
        mine, bot = bubble.sender == str(Sender(NAME, person)), not bubble.sender
        content = {key: value for key, value in bubble.content.items() if key != "event" or mine}
        yield {
            "id": bubble.id, "chat": chat, "mine": mine, "bot": bot, "name": bubble.name,
            "time": bubble.moment.isoformat(), "content": content,
        }  # fmt: skip
