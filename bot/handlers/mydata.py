"""我的数据: what is kept of a member, who looked at it, and a copy to take away."""

import re
from dataclasses import asdict

from bot import holdings
from bot.copies import packed
from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import ChatKind, File, Inbound, Text
from bot.phrases import people
from records import audit, traces
from records.members import Member
from records.permissions import name_of

WORDS = re.compile(rf"^(?P<rest>导出)?(?:我的(?:数据|资料|信息|个人信息)|谁看过我?(?:的(?:数据|资料|信息))?){END}")


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Tell a member what is kept of them, or give them all of it; only in private."""
    if inbound.address.kind is ChatKind.GROUP:
        return said(people.PRIVATE_ONLY)
    if world.member is None:
        return said(people.NO_DATA)
    return _copy(world.member, world) if intent.text else said(_told(world.member, world))


def _copy(whom: Member, world: World) -> Reply:
    found = traces.of_member(world.reader, whom.id)
    copy = File(packed(found, world.now), people.COPY.format(day=world.today.isoformat()))
    actor, now = name_of(whom), world.now
    return Reply((Text(people.EXPORTED), copy), (lambda c: audit.add(c, actor, "copy", {}, now),))


def _told(whom: Member, world: World) -> str:
    held = asdict(holdings.of_member(world.reader, whom, world.today))
    return people.MY_DATA.format(name=whom.name, code=whom.code, **held | {"looks": people.listed(held["looks"])})
