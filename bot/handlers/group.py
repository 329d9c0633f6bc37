"""绑定本群: a secretary gives a chat group to their branch."""

import re

from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound
from bot.phrases import people
from records import audit, organisation, permissions
from records.permissions import Act, name_of

WORDS = re.compile(rf"^(?:绑定本群|本群绑定)(?:到|给)?\s*[:：]?\s*(?P<rest>.{{0,120}}?){END}")


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Bind the group in which it is said."""
    if inbound.address.kind is ChatKind.PRIVATE:
        return said(people.GROUP_ONLY)
    if not intent.text:
        return said(people.GROUP_WHICH)
    node = organisation.find(world.reader, intent.text)
    if node is None:
        return said(people.NODE_UNKNOWN.format(name=intent.text))
    permissions.demand(world.reader, world.member, Act.BIND_GROUP, node, world.today)
    where, actor, now = str(inbound.address), name_of(world.member), world.now
    return said(
        people.GROUP_BOUND.format(name=node.name),
        lambda c: organisation.bind_group(c, where, node, actor, now),
        lambda c: audit.add(c, actor, "bind_group", {"group": where, "node": node.id}, now),
    )
