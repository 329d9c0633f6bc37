"""绑定码 张三: a secretary issues a one-time code for a member of theirs, in private chat."""

import re

from bot.handlers import Reply, World, bind, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound
from bot.phrases import people
from records import codes, looks, members, organisation, permissions
from records.members import Member
from records.permissions import Act, name_of

WORDS = re.compile(rf"^(?:发|给|要)?绑定码\s*[:：]?\s*(?P<rest>.{{0,60}}?){END}")


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Find the member among those whom the role covers, and issue a code."""
    if inbound.address.kind is ChatKind.GROUP:
        return said(people.PRIVATE_ONLY)
    if world.member is None:
        # Who is not bound yet and says this has one, and wants to use it.
        meant = bind.WORDS.match(f"绑定{intent.text}")
        return bind.handle(Intent("bind", intent.text), inbound, world) if meant else said(people.BIND_FIRST)
    if not intent.text:
        return said(people.CODE_FOR_WHOM)
    covered = permissions.covered(world.reader, world.member, Act.MANAGE_MEMBERS, world.today)
    found = {
        whom.id: whom
        for node in covered
        for whom in members.below(world.reader, node)
        if intent.text in (whom.name, whom.code)
    }
    if not found:
        return said(people.CODE_NOBODY.format(name=intent.text))
    if len(found) > 1:
        numbers = "、".join(whom.code for whom in found.values())
        return said(people.CODE_SEVERAL.format(name=intent.text, codes=numbers))
    return _issued(next(iter(found.values())), world.member, world)


def _issued(whom: Member, by: Member, world: World) -> Reply:
    code, now, actor = codes.draw(world.token), world.now, name_of(by)
    branch = organisation.node(world.reader, whom.branch)
    assert branch is not None
    who = permissions.title(world.reader, by, Act.MANAGE_MEMBERS, branch, world.today)
    return said(
        people.CODE_ISSUED.format(name=whom.name, code=whom.code, secret=codes.shown(code)),
        lambda c: codes.issue(c, whom.id, code, actor, now),
        lambda c: looks.note(c, actor, who, "codes", [whom.id], now),
    )
