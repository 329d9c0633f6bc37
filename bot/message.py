"""The nouns of talk: who said what where, and the parts a reply is made of."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from records.mailboxes import Handle


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
    its messages was replied to. `token` is the choice or the question that was tapped, ""
    for words; with a question `picked` are the places chosen, as they were shown, from 0.
    `quoted` is the text of the message replied to. `received` carries a time zone.
    `handle` is what a passive reply needs, where the channel has such. `held`: until then the
    channel itself carries the reply, in the request that brought the event, and delivery waits.
    """

    event: str
    address: Address
    sender: Sender
    received: datetime
    text: str = ""
    mentioned: bool = False
    token: str = ""
    quoted: str = ""
    picked: tuple[int, ...] = ()
    handle: Handle | None = None
    held: datetime | None = None


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


# "do-quiz" stands for the words that call the handler `quiz`: nothing is kept for such a token, so that it can be
# sent to a hundred thousand chats. Where nothing can be tapped its label is what to say.
SPOKEN = "do-"


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


@dataclass(frozen=True, slots=True)
class Quiz:
    """One question to answer by tapping, or by typing A, AC, 对 or the words of a blank.

    `token` comes back with the places picked. `options` are in the order shown, without
    letters; none for a blank. `correct` (places) and `explanation` are for channels that
    judge natively; they never leave for any other. `closes` is when a poll ends by itself, for
    one that nobody's answer comes back from.
    """

    token: str
    prompt: str
    options: tuple[str, ...] = ()
    multiple: bool = False
    correct: tuple[int, ...] = ()
    explanation: str = ""
    closes: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that was answered with typed words: a channel that draws it closes it; elsewhere nothing is shown."""

    token: str
    said: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture (PNG); `alt` says in words what it shows, for those who cannot see it and for channels without."""

    data: bytes
    name: str
    alt: str


@dataclass(frozen=True, slots=True)
class File:
    """A file to keep, for private chat."""

    data: bytes
    name: str


Part = Text | Card | Choices | Quiz | Answered | Image | File


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` messages in any `seconds`: of one account of the channel, to one chat, or to one group."""

    count: int
    seconds: float
    per: Literal["channel", "chat", "group"] = "channel"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can carry; `bot/render.py` cuts and falls back accordingly.

    `quiz`: how a question is shown: drawn by the channel ("card"), as its own poll that
    judges ("poll") or vote card ("vote"), as buttons, or in words. `options_limit` and
    `option_length` bound what a poll or vote card can hold; longer ones are written out
    above it and the widget carries letters. `images`, `files`: what else than words can be
    sent. `late`: a reply may come long after its question and keeps the beginning of it, to
    name it then.
    `rates`: how fast the channel may be used. `menu`: choices are a message of their own,
    and to tap one is to say its words.
    """

    groups: bool
    text_limit: int
    text_unit: Literal["bytes", "chars", "utf16"] = "chars"
    cards: bool = False
    buttons: bool = False
    resend_safe: bool = False
    label_limit: int = field(default=20)
    quiz: Literal["card", "poll", "vote", "buttons", "text"] = "text"
    prompt_length: int = 300
    option_length: int = 100
    options_limit: int = 10
    images: bool = False
    files: bool = False
    rates: tuple[Rate, ...] = ()
    late: bool = False
    menu: bool = False
