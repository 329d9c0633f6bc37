"""本支部周报: a picture and three sentences about the week, for who answers for the branch."""

import re
from datetime import timedelta

from bot import week
from bot.handlers import Reply, World, branch, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound
from bot.phrases import panels as words
from bot.phrases import people, statistics
from records import permissions
from records.permissions import Act

_OWN = r"(?:(?:本|我们|我)?支部(?:的)?)?周报\s*[:：]?\s*"
WORDS = re.compile(
    rf"^(?:看|查看?)?(?P<own>{_OWN})?(?P<rest>(?(own)\S{{0,60}}?|{branch.NAMED}))(?(own)|(?:的)?周报){END}"
)


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Show the week up to today, in private; without an office that covers the node nothing is said of it."""
    if inbound.address.kind is ChatKind.GROUP:
        return said(statistics.BRANCH_PRIVATE)
    if world.member is None:
        return said(people.BIND_FIRST)
    node = branch.found(intent.text, world.member, world)
    if node is None:
        return said(statistics.BRANCH_WHICH.format(name=intent.text))
    if not intent.text and not permissions.may(
        world.reader, world.member, Act.SEE_STATISTICS, node, world.today
    ):  # fmt: skip
        return said(words.WEEK_WHO)
    permissions.demand(world.reader, world.member, Act.SEE_STATISTICS, node, world.today)
    monday = world.today - timedelta(days=world.today.weekday())
    shown = week.parts(world.reader, node, monday, world.today, words.THIS_WEEK)
    return Reply(shown) if shown else said(words.WEEK_NOT)
