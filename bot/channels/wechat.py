"""公众号: private chats only; a reply goes out with the request that brought the question, or is fetched with 继续.

Certified accounts may push the rest as customer-service messages: five within 48 hours of a member's message.
Source: developers.weixin.qq.com guide passive reply, kf/intro; limits as of 2026.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.channels import Undeliverable
from bot.message import Address, Capabilities, ChatKind, Inbound, Sender
from bot.phrases import talk
from bot.phrases import wechat as phrases
from bot.weixin.accounts import Wechat
from bot.weixin.api import Api, Refusal
from bot.weixin.seal import Refused
from bot.weixin.xml import Fields, word
from records.engine import Records
from records.mailboxes import Letter
from records.parked import waits

NAME = "wechat"
# The limit is undocumented, measured at 2048 bytes; with what may stand around it a part stays within 1800.
CAPABILITIES = Capabilities(groups=False, text_limit=1650, text_unit="bytes", late=True)
# Where pushing is allowed pictures and menus go; files go to nobody. A label is said whole when it is tapped.
CERTIFIED = replace(CAPABILITIES, images=True, menu=True, label_limit=60)
# The platform asks three times, five seconds each; until then nothing else may carry the reply.
ASKING = timedelta(seconds=20)
# What was not fetched in this time is no longer asked for.
KEPT = timedelta(hours=48)
# Customer-service messages allowed after a message, and after a menu tap, a follow, a scan.
AFTER_WORDS, AFTER_TAP = 5, 3
_OPENID = re.compile(r"[0-9A-Za-z_-]{1,64}")
# Where a message has its words; a recording has them where recognition is on.
_WORDS = {"text": "Content", "voice": "Recognition"}
# wechatpy calls a follow by scanning subscribe_scan.
_FOLLOWS = ("subscribe", "subscribe_scan", "scan")
_CODE = re.compile(r"\d{4,12}")


class WechatChannel:
    """See `bot.channels.Channel`: customer-service messages of the accounts that may send them."""

    NAME = NAME
    CAPABILITIES = CAPABILITIES

    def __init__(
        self, accounts: Mapping[str, Wechat], apis: Mapping[str, Api], records: Records, clock: Callable[[], datetime]
    ) -> None:
        self._accounts, self._apis, self._records, self._clock = accounts, apis, records, clock
        # Messages left to each chat; after a restart the platform itself says when there are none.
        self._left: dict[str, int] = {}

    def heard(self, inbound: Inbound, *, tapped: bool) -> None:
        """Count anew what may be sent to a chat that has just spoken."""
        self._left[str(inbound.address)] = AFTER_TAP if tapped else AFTER_WORDS

    async def send(self, address: Address, letter: Letter) -> None:
        """Send a part that no request carried."""
        name, _, user = address.chat.partition("/")
        account = self._accounts.get(name)
        if account is None or not account.customer_service:
            raise Undeliverable
        left = self._left.get(str(address), AFTER_WORDS)
        if left <= 0:
            raise Undeliverable
        last = left == 1 and self.waiting(Sender(NAME, address.chat))
        try:
            body = await _body(self._apis[name], letter, more=last)
            await self._apis[name].post("/cgi-bin/message/custom/send", {"touser": user, **body})
        except Refusal:
            self._left[str(address)] = 0
            raise
        self._left[str(address)] = left - 1

    def waiting(self, sender: Sender) -> bool:
        """Tell whether something waits for this person that only 继续 brings."""
        now = self._clock()
        with self._records.read() as reader:
            return waits(reader, str(sender), now - KEPT, now - ASKING)


async def _body(api: Api, letter: Letter, *, more: bool) -> Mapping[str, Any]:
    """Return a message as the platform pushes it; a picture is uploaded first."""
    if "choices" in letter.payload:
        entries = [{"id": str(at), "content": label} for at, label in enumerate(_labels(letter), 1)]
        return {"msgtype": "msgmenu", "msgmenu": {"head_content": letter.payload["text"], "list": entries}}
    if "media" not in letter.payload:
        return {"msgtype": "text", "text": {"content": words(letter, late=True, more=more)}}
    medium = letter.payload["media"]
    number = await api.upload("/cgi-bin/media/upload", "image", medium["name"], base64.b64decode(medium["data"]))
    return {"msgtype": "image", "image": {"media_id": number}}


def words(letter: Letter, *, late: bool = False, more: bool = False) -> str:
    """Return one part of a reply as it is shown in words: of a picture what it shows, of a menu what to say.

    `late`: away from its question, which it then names.
    """
    wire = letter.payload
    asked = wire.get("asked", "")
    named = f"{phrases.ASKED.format(asked=asked)}\n" if late and asked else ""
    if "choices" in wire:
        text = talk.SAY_ONE.format(words="、".join(_labels(letter)))
    else:
        text = wire["media"]["alt"] if "media" in wire else wire["text"]
    return f"{named}{text}" + (f"\n{phrases.MORE_WAITS}" if more else "")


def _labels(letter: Letter) -> Sequence[str]:
    return [choice["label"] for choice in letter.payload["choices"]]


def in_words(letters: Sequence[Letter]) -> Letter:
    """Return the part of a reply that its request carries: the first in words, if there is one."""
    return next((letter for letter in letters if "text" in letter.payload), letters[0])


def inbound(account: Wechat, found: Fields, now: datetime) -> Inbound | None:
    """Translate a message or an event; None for what asks for no reply. Raises `Refused`."""
    user = word(found, "FromUserName")
    if not _OPENID.fullmatch(user) or not word(found, "CreateTime").isdecimal():
        raise Refused("sender")
    said = _said(found)
    if said is None:
        return None
    person = f"{account.name}/{user}"
    # A certified account pushes when the platform has stopped asking; others wait for 继续.
    held = now + (ASKING if account.customer_service else KEPT)
    return Inbound(
        f"{account.name}:{_key(found)}", Address(NAME, ChatKind.PRIVATE, person), Sender(NAME, person), now,
        said, mentioned=True, held=held,
    )  # fmt: skip


def _key(found: Fields) -> str:
    """Return what is the same when the platform repeats itself, and else never."""
    if number := word(found, "MsgId"):
        if not number.isdecimal() or len(number) > 64:
            raise Refused("MsgId")
        return number
    facts = [word(found, name) for name in ("FromUserName", "CreateTime", "Event", "EventKey")]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]


def _said(found: Fields) -> str | None:
    """Return a message or event as words; "" for what cannot be read as such, None for what is not said to us."""
    kind = word(found, "MsgType").lower()
    if kind != "event":
        return word(found, _WORDS[kind]) if kind in _WORDS else ""
    event, key = word(found, "Event").lower(), word(found, "EventKey")
    if event in _FOLLOWS:
        return _scanned(key)
    return key if event == "click" else None


def _scanned(scene: str) -> str:
    """A code of one's own may stand in the picture that was scanned."""
    code = scene.removeprefix("qrscene_")
    return phrases.BINDING.format(code=code) if _CODE.fullmatch(code) else phrases.GREETING


def tapped(found: Fields) -> bool:
    """Tell an event from a message: it allows fewer and for a shorter time."""
    return word(found, "MsgType").lower() == "event"


def menu() -> Mapping[str, Any]:
    """Return the account's menu as the platform takes it: a tap is taken as the words said."""
    return {
        "button": [
            {"name": group, "sub_button": [{"type": "click", "name": entry, "key": entry} for entry in entries]}
            for group, entries in phrases.MENU
        ]
    }
