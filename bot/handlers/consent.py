"""同意 and 不同意: the notice comes before the first quiz, and may be taken back."""

import re

from bot.handlers import Option, Reply, World, offer, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound, Text
from bot.phrases import people
from records import consents
from records.members import Member

WORDS = re.compile(rf"^(?:我)?(?P<rest>不同意|同意)(?:告知)?{END}")


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Keep what a member says of the notice."""
    whom, now = world.member, world.now
    if inbound.address.kind is ChatKind.GROUP:
        return said(people.PRIVATE_ONLY)
    if whom is None:
        return said(people.BIND_FIRST)
    if intent.text == people.DISAGREE:
        return said(people.DISAGREED, lambda c: consents.withdraw(c, whom, now))
    if agreed(whom):
        return said(people.AGREED_ALREADY)
    return said(people.AGREED, lambda c: consents.agree(c, whom, people.NOTICE_VERSION, now))


def agreed(whom: Member) -> bool:
    """Tell whether a member agreed to the notice as it is today."""
    return whom.consented is not None and whom.notice == people.NOTICE_VERSION


def shown(whom: Member, inbound: Inbound, world: World) -> Reply:
    """Return the notice with what can be answered to it; nothing for who agreed to it already."""
    if agreed(whom):
        return Reply()
    notice = Text(people.notice(world.service.organisation, world.service.bot_name))
    answers = [Option(label, {"do": "consent", "say": label}) for label in (people.AGREE, people.DISAGREE)]
    parts, effects = offer(answers, inbound, world)
    return Reply((notice, *parts), effects)


def barred(inbound: Inbound, world: World) -> Reply | None:
    """Return what keeps somebody from taking part here: a group, no binding, no consent, a wish to be erased.

    None for a member who may go on; every handler about quiz and study asks this first.
    """
    if inbound.address.kind is ChatKind.GROUP:
        return said(people.PRIVATE_ONLY)
    if world.member is None:
        return said(people.BIND_FIRST)
    if world.member.erase_asked is not None:
        return said(people.ERASE_RUNNING)
    if agreed(world.member):
        return None
    notice = shown(world.member, inbound, world)
    return Reply((Text(people.BEFORE_QUIZ), *notice.parts), notice.effects)
