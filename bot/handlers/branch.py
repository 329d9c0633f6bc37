"""本支部情况: the twelve indicators for those who answer for a branch, counts for its members."""

import re
from datetime import timedelta

from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound
from bot.phrases import people, statistics
from records import indicators, organisation, permissions, study
from records.members import Member
from records.organisation import Node
from records.permissions import Act

WORDS = re.compile(rf"^(?:看|查看?)?(?:本|我们|我)?支部(?:的)?(?:学习|参与)?情况\s*[:：]?\s*(?P<rest>\S{{0,60}}?){END}")
SPAN = timedelta(days=29)


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Say how a node is doing, to those who may know; a group never hears it."""
    if inbound.address.kind is ChatKind.GROUP:
        return said(statistics.BRANCH_PRIVATE)
    if world.member is None:
        return said(people.BIND_FIRST)
    node = organisation.find(world.reader, intent.text) if intent.text else _own(world.member, world)
    if node is None:
        return said(statistics.BRANCH_WHICH.format(name=intent.text))
    if not permissions.may(world.reader, world.member, Act.SEE_STATISTICS, node, world.today):
        if node.id == world.member.branch:
            return said(_counts(node, world))
        permissions.demand(world.reader, world.member, Act.SEE_STATISTICS, node, world.today)
    start = world.today - SPAN
    found = indicators.figures(world.reader, node, start, world.today)
    lines = [*statistics.lines(node, start, world.today, found), *_others(node, world.member, world)]
    return said("\n".join(lines))


def _own(member: Member, world: World) -> Node | None:
    """Return the branch somebody is in."""
    return organisation.node(world.reader, member.branch)


def _counts(node: Node, world: World) -> str:
    """Return what every member may know: how many take part, and what is being read."""
    start = world.today - SPAN
    found = {one.code: one for one in indicators.figures(world.reader, node, start, world.today)}
    lines = [statistics.counts(node, start, world.today, found)]
    if titles := [f"《{reading.title}》" for reading in study.plan(world.reader, node, world.today)]:
        lines.append(statistics.BRANCH_READINGS.format(titles="".join(titles)))
    return "\n".join([*lines, statistics.PURPOSE])


def _others(shown: Node, member: Member, world: World) -> list[str]:
    """Name the other nodes that somebody's offices cover."""
    covered = permissions.covered(world.reader, member, Act.SEE_STATISTICS, world.today)
    names = [node.name for node in covered if node.id != shown.id]
    return [statistics.BRANCH_OTHERS.format(names="、".join(names), first=names[0])] if names else []
