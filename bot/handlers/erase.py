"""删除我的数据: asked twice, done within a day, and taken back until then."""

import re

from bot.handlers import Option, Reply, World, offer, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound, Text
from bot.phrases import people
from records import consents

WORDS = re.compile(
    rf"^(?:(?P<rest>{people.CONFIRM_ERASURE}|{people.CANCEL_ERASURE}|取消|算了|不删了?)|(?:删除|清除|注销)我的(?:数据|资料|信息|账号)){END}"
)


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Ask whether it is meant, keep the wish, or take it back."""
    whom, now = world.member, world.now
    if inbound.address.kind is ChatKind.GROUP:
        return said(people.PRIVATE_ONLY)
    if whom is None:
        return said(people.NO_DATA)
    if intent.text not in ("", people.CONFIRM_ERASURE):
        if whom.erase_asked is None:
            return said(people.NOTHING_TO_CANCEL)
        return said(people.ERASE_CANCELLED, lambda c: consents.keep(c, whom, now))
    if whom.erase_asked is not None:
        return said(people.ERASE_ASKED)
    if intent.text == people.CONFIRM_ERASURE:
        return said(people.ERASE_ASKED, lambda c: consents.ask_erasure(c, whom, now))
    labels = (people.CONFIRM_ERASURE, people.CANCEL_ERASURE)
    parts, effects = offer([Option(label, {"do": "erase", "say": label}) for label in labels], inbound, world)
    return Reply((Text(people.ERASE_SURE), *parts), effects)
