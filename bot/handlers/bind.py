"""绑定 with a one-time code: a private chat becomes a member's."""

import re

from bot.handlers import Reply, World, said
from bot.handlers.consent import shown
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound, Text
from bot.phrases import people
from records import codes, members

# What a code can look like as people type it; other words after 绑定 are a question.
WORDS = re.compile(rf"^(?:身份)?绑定(?:身份)?\s*[:：]?\s*(?P<rest>[0-9A-Za-z０-９Ａ-Ｚａ-ｚ\s—－–-]*){END}")
FOR_GUESTS = True


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Bind this chat, and show the notice; a code that others could read is made worthless."""
    typed, who, where, now = intent.text, str(inbound.sender), str(inbound.address), world.now
    if inbound.address.kind is ChatKind.GROUP:
        return said(people.CODE_PRIVATE, lambda c: codes.revoke(c, typed))
    if world.member is not None:
        return said(people.ALREADY_BOUND)
    if not typed:
        return said(people.CODE_PLEASE)
    if codes.too_many_wrong(world.reader, who, now):
        return said(people.CODE_WAIT)
    owner = codes.owner(world.reader, typed, now)
    if owner is None:
        return said(people.CODE_WRONG, lambda c: codes.wrong(c, who, now))
    whom = members.member(world.reader, owner)
    assert whom is not None
    notice = shown(whom, inbound, world)
    welcome = Text(people.BOUND.format(name=whom.name))
    return Reply((welcome, *notice.parts), (lambda c: codes.use(c, typed, who, where, now), *notice.effects))
