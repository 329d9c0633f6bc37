"""我的数据: what is kept of a member, who looked at it, and a copy to take away."""

import re

from bot.copies import packed
from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import ChatKind, File, Inbound, Text
from bot.phrases import people
from records import audit, looks, members, organisation, traces
from records.members import Member
from records.permissions import name_of

WORDS = re.compile(rf"^(?P<rest>导出)?(?:我的(?:数据|资料|信息|个人信息)|谁看过我?(?:的(?:数据|资料|信息))?){END}")
# The message itself is no record of what somebody did.
_ENVELOPES = ("inbox", "outbox", "choices", "bubbles", "sessions", "members")


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
    branch = organisation.node(world.reader, whom.branch)
    held = [
        (role, organisation.node(world.reader, role.node)) for role in members.roles_of(world.reader, whom, world.today)
    ]
    chats = [people.channel(sender) for sender, _ in members.senders(world.reader, whom.id)]
    counts = {name: count for name, count in traces.counts(world.reader, whom.id).items() if name not in _ENVELOPES}
    consent = people.NOT_CONSENTED
    if whom.consented is not None:
        consent = people.CONSENTED.format(day=people.day(whom.consented), version=whom.notice)
    return people.MY_DATA.format(
        name=whom.name,
        code=whom.code,
        branch=branch.name if branch else people.NONE,
        roles="、".join(f"{node.name}{role.role}" for role, node in held if node) or people.NONE,
        chats="、".join(chats),
        consent=consent,
        named=people.named(organisation.purpose(world.reader, branch) if branch else ""),
        pushed=people.PUSHED if whom.subscribed and whom.consented else people.NOT_SUBSCRIBED,
        kept=people.kept(counts),
        looks=people.look_lines(looks.of_member(world.reader, whom.id)),
    )
