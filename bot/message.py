"""The nouns of talk: who said what where, and the parts a reply is made of."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal


class ChatKind(StrEnum):
    """Where something is said; in a group nothing about one person is ever said."""

    PRIVATE = "private"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Address:
    """A chat that can be answered later; `str()` of it is stored: "web:group:study"."""

    channel: str
    kind: ChatKind
    chat: str

    def __str__(self) -> str:
        return f"{self.channel}:{self.kind}:{self.chat}"


def address_of(key: str) -> Address:
    """Read back what `str(Address)` gave."""
    channel, kind, chat = key.split(":", 2)
    return Address(channel, ChatKind(kind), chat)


@dataclass(frozen=True, slots=True)
class Sender:
    """A person inside one channel; identities are never joined across channels by name."""

    channel: str
    user: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.channel}:{self.user}"


@dataclass(frozen=True, slots=True)
class Inbound:
    """One event as a channel heard it.

    `event` is unique within the channel and the same when the channel repeats itself.
    `text` has the mention of the bot removed. `mentioned`: the bot was named, or one of
    its messages was replied to. `token` is the choice that was tapped, "" for words.
    `quoted` is the text of the message replied to. `received` carries a time zone.
    """

    event: str
    address: Address
    sender: Sender
    received: datetime
    text: str = ""
    mentioned: bool = False
    token: str = ""
    quoted: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words of the bot."""

    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """Quoted words with their address, shown as one block.

    `heading` is 《title》（version，施行日期）, `address` 第二十条第一款, `path` the chapter
    above it. `marks` are spans of `text`. `note` is what the reader must know about it
    ("观点", "已被修订"). `whole` says that the card is a whole article, for the sheet.
    """

    heading: str
    address: str
    text: str
    path: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    note: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tap: its words and the token that comes back (at most 32 of [0-9A-Za-z_-]).

    `sheet` is the source of an article that a channel may show at once, without a reply.
    """

    label: str
    token: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be tapped under a reply; `prompt` may be empty."""

    choices: tuple[Choice, ...]
    prompt: str = ""


Part = Text | Card | Choices


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can carry; `bot/render.py` cuts and falls back accordingly."""

    groups: bool
    text_limit: int
    text_unit: Literal["bytes", "chars", "utf16"] = "chars"
    cards: bool = False
    buttons: bool = False
    resend_safe: bool = False
    label_limit: int = field(default=20)
