"""退订 and 订阅: pushes end and begin again at once."""

import re

from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound
from bot.phrases import people
from records import consents

WORDS = re.compile(rf"^(?P<rest>退订|取消订阅|不再推送|订阅|恢复订阅|恢复推送){END}")
_BEGIN = ("订阅", "恢复订阅", "恢复推送")


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Push nothing any more, or push again."""
    whom, now = world.member, world.now
    if inbound.address.kind is ChatKind.GROUP:
        return said(people.PRIVATE_ONLY)
    if whom is None:
        return said(people.NOT_PUSHED)
    if intent.text not in _BEGIN:
        return said(people.UNSUBSCRIBED, lambda c: consents.unsubscribe(c, whom, now))
    if whom.erase_asked is not None:
        return said(people.ERASE_RUNNING)
    if whom.consented is None:
        return said(people.CONSENT_FIRST)
    return said(people.SUBSCRIBED, lambda c: consents.subscribe(c, whom, now))
