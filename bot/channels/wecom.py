"""WeCom applications (企业微信自建应用): private chats, pushed to freely, with cards for questions.

Source: developer.work.weixin.qq.com path/90236 (sending), 90238 and 90240 (receiving), 94888 (cards updated).
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channels import Undeliverable
from bot.message import Address, Capabilities, ChatKind, Inbound, Rate, Sender
from bot.phrases import wechat as phrases
from bot.weixin import cards
from bot.weixin.accounts import Wecom
from bot.weixin.api import Api
from bot.weixin.seal import Refused
from bot.weixin.xml import Fields, word
from records.mailboxes import Letter

NAME = "wecom"
# The platform allows a member 30 a minute and 1000 an hour, and drops more without a word.
RATES = (Rate(25, 60, "chat"), Rate(900, 3600, "chat"))
# A longer text is cut off by the platform; a title and a button, with its letter, hold what is read at a glance.
CAPABILITIES = Capabilities(
    groups=False,
    text_limit=2048,
    text_unit="bytes",
    quiz="vote",
    prompt_length=36,
    option_length=8,
    images=True,
    files=True,
    rates=RATES,
)
# A document quoted, with its article; what markdown would take for its own mark.
_HEADING = re.compile(r"^(?:【[^】\n]+】)?《[^》\n]+》.*$", re.M)
_MARKS = re.compile(r"[*_`#<>\[\]~|\\]")
_USER = re.compile(r"[0-9A-Za-z_.@-]{1,64}")


class WecomChannel:
    """See `bot.channels.Channel`."""

    NAME = NAME
    CAPABILITIES = CAPABILITIES

    def __init__(self, accounts: Mapping[str, Wecom], apis: Mapping[str, Api]) -> None:
        self._accounts, self._apis = accounts, apis

    async def send(self, address: Address, letter: Letter) -> None:
        """Send one message, or change a card that was answered."""
        name, _, user = address.chat.partition("/")
        account = self._accounts.get(name)
        if account is None:
            raise Undeliverable
        api, wire = self._apis[name], letter.payload
        if "answered" in wire:
            await api.post("/cgi-bin/message/update_template_card", _answered(account, wire["answered"]))
            return
        body = await body_of(api, account, letter)
        found = await api.post(
            "/cgi-bin/message/send", {"touser": user, "agentid": account.agent_id, **body}
        )  # fmt: skip
        if user in str(found.get("invaliduser", "")).split("|"):
            raise Undeliverable


async def body_of(api: Api, account: Wecom, letter: Letter) -> Mapping[str, Any]:
    """Return a message as the platform takes it; a medium is uploaded first."""
    wire = letter.payload
    if "quiz" in wire:
        return {"msgtype": "template_card", "template_card": cards.question(wire["quiz"], letter.id)}
    if "media" in wire:
        kind = "image" if "alt" in wire["media"] else "file"
        data = base64.b64decode(wire["media"]["data"])
        medium = await api.upload("/cgi-bin/media/upload", kind, wire["media"]["name"], data)
        return {"msgtype": kind, kind: {"media_id": medium}}
    return _text(account, wire["text"])


def _text(account: Wecom, text: str) -> Mapping[str, Any]:
    """Return words as a message; headings stand out where the account has markdown and every word stays as it is."""
    marked = _HEADING.sub(r"**\g<0>**", text)
    plain = account.text_format == "text" or _MARKS.search(text)
    if plain or len(marked.encode()) > CAPABILITIES.text_limit:
        return {"msgtype": "text", "text": {"content": text}}
    return {"msgtype": "markdown", "markdown": {"content": marked}}


def _answered(account: Wecom, code: str) -> Mapping[str, Any]:
    """Return what changes the card of the one who tapped it, and of nobody else."""
    return {
        "userids": [], "agentid": account.agent_id, "response_code": code,
        "button": {"replace_name": phrases.ANSWERED},
    }  # fmt: skip


def inbound(account: Wecom, found: Fields, now: datetime) -> Inbound | None:
    """Translate a message or an event; None for what asks for no reply. Raises `Refused`."""
    user = word(found, "FromUserName")
    if not _USER.fullmatch(user) or not word(found, "CreateTime").isdecimal():
        raise Refused("sender")
    if word(found, "AgentID") != str(account.agent_id):
        raise Refused("agent")
    person = f"{account.name}/{user}"
    key = f"{account.name}:{_key(found)}"
    place, sender = Address(NAME, ChatKind.PRIVATE, person), Sender(NAME, person)
    kind = word(found, "MsgType").lower()
    if kind == "event" and word(found, "Event").lower() == "template_card_event":
        chosen = cards.options_of(found.get("SelectedItems"))
        tap = cards.tap(word(found, "TaskId"), word(found, "EventKey"), chosen)
        return Inbound(key, place, sender, now, mentioned=True, token=tap.token, picked=tap.picked)
    said = _said(found, kind)
    return None if said is None else Inbound(key, place, sender, now, said, mentioned=True)


def _said(found: Fields, kind: str) -> str | None:
    """Return a message or event as words; "" for what cannot be read as such, None for what is not said to us."""
    if kind != "event":
        return word(found, "Content") if kind == "text" else ""
    event = word(found, "Event").lower()
    if event == "click":
        return word(found, "EventKey")
    # Whoever may use the application or opens it for the first time is greeted.
    return phrases.GREETING if event == "subscribe" else None


def response_code(found: Fields) -> str:
    """Return what changes the tapped card, once and within 72 hours; "" for other events."""
    return word(found, "ResponseCode")


def _key(found: Fields) -> str:
    """Return what is the same when the platform repeats itself, and else never."""
    if number := word(found, "MsgId"):
        if not number.isdecimal() or len(number) > 64:
            raise Refused("MsgId")
        return number
    facts = [word(found, name) for name in ("FromUserName", "CreateTime", "Event", "EventKey", "TaskId")]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]
