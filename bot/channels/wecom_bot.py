"""WeCom AI bots (企业微信智能机器人): private chats and groups, in markdown, with cards for questions in private.

Over a long connection everything can be pushed to a chat that has spoken before. By callbacks a reply goes out
with its request, and one more message to the address that came with the question.
Source: developer.work.weixin.qq.com path/100719, 101027, 101031, 101033, 101463.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import httpx

from bot.channels import Undeliverable
from bot.message import Address, Capabilities, ChatKind, Inbound, Rate, Sender
from bot.phrases import wechat as phrases
from bot.render import spelled_out
from bot.weixin import api, cards
from bot.weixin.accounts import WecomBot
from bot.weixin.seal import Refused
from records.mailboxes import Handle, Letter

NAME = "wecom_bot"
# 30 a minute and 1000 an hour go to a chat.
RATES = (Rate(25, 60, "chat"), Rate(900, 3600, "chat"))
# 20480 bytes go through; marks that markdown would take for its own are doubled on the way.
CAPABILITIES = Capabilities(
    groups=True,
    text_limit=10_000,
    text_unit="bytes",
    quiz="vote",
    prompt_length=26,
    option_length=8,
    images=True,
    files=True,
    rates=RATES,
)
# By callbacks a picture goes out with its request, and a file by no way at all.
CALLED = replace(CAPABILITIES, files=False)
# The address that comes with a tap takes one message of words.
IN_WORDS = replace(CALLED, quiz="text", images=False)
# So many pictures may stand under one reply.
PICTURES = 10
# A request is answered this long; then what it asked goes to the address that came with it, good for an hour, once.
HELD, ADDRESS = timedelta(seconds=30), timedelta(minutes=55)
# How long a message on the connection can be replied to as such.
REPLIABLE = timedelta(minutes=5)
# Before the handle of one who has opened the chat and not yet spoken.
WELCOME = "welcome:"
_ID = re.compile(r"[0-9A-Za-z_.@=+/-]{1,120}")
# The platform leaves the call in the text, under whatever name the bot has there.
_CALL = re.compile(r"^\s*[@＠]\S+\s*|\s*[@＠]\S+\s*$")
_MARKS = re.compile(r"([\\`*_\[\]#<>|~])")
Body = Mapping[str, Any]


class Line(Protocol):
    """The long connection of one bot."""

    async def reply(self, handle: str, body: Body) -> bool:
        """Reply to a message; False where it came over a connection that is no more."""
        ...

    async def welcome(self, handle: str, body: Body) -> bool:
        """Greet whoever has opened the chat; False as for `reply`."""
        ...

    async def push(self, body: Body) -> None:
        """Send to a chat that has spoken before."""
        ...

    async def upload(self, kind: str, name: str, data: bytes) -> str:
        """Upload an image or a file; return its media_id."""
        ...


class WecomBotChannel:
    """See `bot.channels.Channel`."""

    NAME = NAME
    CAPABILITIES = CAPABILITIES

    def __init__(self, accounts: Mapping[str, WecomBot], lines: Mapping[str, Line], client: httpx.AsyncClient) -> None:
        self._accounts, self._lines, self._client = accounts, lines, client

    async def send(self, address: Address, letter: Letter) -> None:
        """Send one message by the way that this bot has."""
        name, _, chat = address.chat.partition("/")
        if name not in self._accounts:
            raise Undeliverable
        if line := self._lines.get(name):
            await _over(line, letter, await _shown(line, letter, address.kind), chat, address.kind)
            return
        if letter.handle is None:
            # A bot that is called back cannot begin to speak.
            raise Undeliverable
        await api.respond(self._client, letter.handle.removeprefix(WELCOME), spoken(letter, address.kind))


async def _shown(line: Line, letter: Letter, kind: ChatKind) -> Body:
    """Return a message as the connection takes it; a medium is uploaded first."""
    medium = letter.payload.get("media")
    if medium is None:
        return spoken(letter, kind)
    form = "image" if "alt" in medium else "file"
    number = await line.upload(form, medium["name"], base64.b64decode(medium["data"]))
    return {"msgtype": form, form: {"media_id": number}}


async def _over(line: Line, letter: Letter, body: Body, chat: str, kind: ChatKind) -> None:
    handle = letter.handle or ""
    if handle.startswith(WELCOME):
        greeting = {"msgtype": "text", "text": {"content": letter.payload["text"]}}
        if await line.welcome(handle.removeprefix(WELCOME), greeting):
            return
    elif handle and await line.reply(handle, _replying(letter, body)):
        return
    await line.push({"chatid": chat, "chat_type": 1 if kind is ChatKind.PRIVATE else 2, **body})


def _replying(letter: Letter, body: Body) -> Body:
    """Return a message as a reply: words as a stream that is over, a card as it is."""
    if body["msgtype"] != "markdown":
        return body
    return {"msgtype": "stream", "stream": stream(str(letter.id), body["markdown"]["content"])}


def stream(key: str, content: str, *, finish: bool = True) -> Body:
    """Return the state of a streamed reply."""
    return {"id": key, "finish": finish, "content": content}


def pictured(letter: Letter) -> Body | None:
    """Return a picture as it stands under a streamed reply, None for another message."""
    medium = letter.payload.get("media", {})
    if "alt" not in medium:
        return None
    digest = hashlib.md5(base64.b64decode(medium["data"]), usedforsecurity=False).hexdigest()
    return {"msgtype": "image", "image": {"base64": medium["data"], "md5": digest}}


def spoken(letter: Letter, kind: ChatKind) -> Body:
    """Return a message in words, or as a card; of a picture what it shows."""
    wire = letter.payload
    if "quiz" in wire and kind is ChatKind.PRIVATE:
        return {"msgtype": "template_card", "template_card": cards.question(wire["quiz"], letter.id)}
    if "quiz" in wire:
        text = spelled_out(wire["quiz"]["prompt"], wire["quiz"]["options"])
    else:
        text = wire["media"].get("alt", wire["media"]["name"]) if "media" in wire else wire["text"]
    return {"msgtype": "markdown", "markdown": {"content": marked(text)}}


def marked(text: str) -> str:
    """Return plain words as markdown that shows just these."""
    return _MARKS.sub(r"\\\1", text)


def capabilities(account: WecomBot, inbound: Inbound) -> Capabilities:
    """Return what can be shown where an event happened; cards in groups show on some clients only."""
    called = account.mode == "callback"
    if called and inbound.picked:
        return IN_WORDS
    shown = CALLED if called else CAPABILITIES
    return replace(shown, quiz="text") if inbound.address.kind is ChatKind.GROUP else shown


def inbound(account: WecomBot, found: Body, now: datetime, handle: Handle | None = None) -> Inbound | None:
    """Translate a message or an event; None for what asks for no reply. Raises `Refused`."""
    try:
        return _inbound(account, found, now, handle)
    except (LookupError, TypeError, AttributeError) as error:
        raise Refused("message") from error


def _inbound(account: WecomBot, found: Body, now: datetime, handle: Handle | None) -> Inbound | None:
    if found["aibotid"] != account.bot_id:
        raise Refused("bot")
    group = found.get("chattype") == "group"
    user = f"{account.name}/{_id(found['from']['userid'])}"
    chat = f"{account.name}/{_id(found['chatid'])}" if group else user
    place = Address(NAME, ChatKind.GROUP if group else ChatKind.PRIVATE, chat)
    event, sender = f"{account.name}:{_id(found['msgid'])}", Sender(NAME, user)
    heard = Inbound(event, place, sender, now, mentioned=True, handle=handle)
    if found["msgtype"] == "event":
        return _happened(heard, found["event"])
    words = _words(found)
    return replace(heard, text=_CALL.sub("", words) if group else words, quoted=_quoted(found))


def _happened(heard: Inbound, event: Body) -> Inbound | None:
    if event["eventtype"] == "enter_chat":
        handle = heard.handle and replace(heard.handle, value=f"{WELCOME}{heard.handle.value}")
        return replace(heard, text=phrases.GREETING, handle=handle)
    if event["eventtype"] != "template_card_event":
        return None
    # The vendor's page nests the event, its own library reads it flat.
    card = event.get("template_card_event", event)
    chosen = cards.options_of(card.get("selected_items", {}))
    tap = cards.tap(card["task_id"], card.get("event_key", ""), chosen)
    return replace(heard, token=tap.token, picked=tap.picked)


def _id(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise Refused("id")
    return value


def _words(found: Body) -> str:
    """Return the words of a message; "" for a picture or a file."""
    kind = found["msgtype"]
    if kind == "mixed":
        return " ".join(_words(item) for item in found["mixed"]["msg_item"]).strip()
    words = found[kind]["content"] if kind in ("text", "voice") else ""
    if not isinstance(words, str):
        raise Refused("words")
    return words


def _quoted(found: Body) -> str:
    return _words(found["quote"])[:200] if "quote" in found else ""


def answered(task: str, payload: Callable[[int], Body | None]) -> Body | None:
    """Return the card that replaces one just answered; `payload` finds what its letter held."""
    token, _, letter = task.rpartition("@")
    wire = payload(int(letter)) if letter.isdecimal() else None
    if wire is None or "quiz" not in wire or wire["quiz"]["token"] != token:
        return None
    card = cards.done(cards.question(wire["quiz"], int(letter)))
    return {"response_type": "update_template_card", "template_card": card}
