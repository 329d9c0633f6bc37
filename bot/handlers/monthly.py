"""本支部月报: what was planned, done and left undone in a month, for who answers for the branch."""

import re

from bot import month
from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound
from bot.phrases import month as words
from bot.phrases import people, statistics
from records import organisation, permissions
from records.permissions import Act

WORDS = re.compile(rf"^(?:看|查看?)?(?:本|我们|我)?支部(?:的)?(?:月报|月度小结)\s*[:：]?\s*(?P<rest>\S{{0,60}}?){END}")


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Show the month up to today or the one before, in private; without an office nothing is said of it."""
    if inbound.address.kind is ChatKind.GROUP:
        return said(statistics.BRANCH_PRIVATE)
    if world.member is None:
        return said(people.BIND_FIRST)
    first, name = world.today.replace(day=1), intent.text
    if name in words.LAST_MONTH:
        first, name = month.before(first), ""
    node = organisation.find(world.reader, name) if name else organisation.node(world.reader, world.member.branch)
    if node is None:
        return said(words.WHICH.format(name=name))
    if not name and not permissions.may(world.reader, world.member, Act.SEE_STATISTICS, node, world.today):
        return said(words.WHO)
    permissions.demand(world.reader, world.member, Act.SEE_STATISTICS, node, world.today)
    return said("\n".join(words.lines(month.of_node(world.reader, node, first, world.today))))
