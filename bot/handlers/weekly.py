"""本支部周报: a picture and three sentences about the week, for who answers for the branch."""

import re
from datetime import timedelta

from bot import charts, panels
from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import ChatKind, Image, Inbound, Text
from bot.phrases import panels as words
from bot.phrases import people, statistics
from records import organisation, permissions
from records.permissions import Act
from records.spans import Step

WORDS = re.compile(rf"^(?:看|查看?)?(?:本|我们|我)?支部(?:的)?周报\s*[:：]?\s*(?P<rest>\S{{0,60}}?){END}")


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Show the week up to today, in private; without an office that covers the node nothing is said of it."""
    if inbound.address.kind is ChatKind.GROUP:
        return said(statistics.BRANCH_PRIVATE)
    if world.member is None:
        return said(people.BIND_FIRST)
    if intent.text:
        node = organisation.find(world.reader, intent.text)
    else:
        node = organisation.node(world.reader, world.member.branch)
    if node is None:
        return said(statistics.BRANCH_WHICH.format(name=intent.text))
    if not intent.text and not permissions.may(
        world.reader, world.member, Act.SEE_STATISTICS, node, world.today
    ):  # fmt: skip
        return said(words.WEEK_WHO)
    permissions.demand(world.reader, world.member, Act.SEE_STATISTICS, node, world.today)
    monday = world.today - timedelta(days=world.today.weekday())
    view = panels.view(world.reader, node, monday, world.today)
    if not view.figures["I3"].denominator:
        return said(words.WEEK_NOT)
    shown = panels.trends(world.reader, node, Step.DAY, world.today)[0]
    picture = Image(charts.png(shown.chart), words.WEEK_PICTURE, shown.spoken)
    return Reply((picture, Text(f"{words.week(view.node, monday, world.today, view.figures)}\n{statistics.PURPOSE}")))
