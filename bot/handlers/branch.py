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

# 西县第一党支部统计 names a node as well as 支部情况 西县第一党支部 does; other 情况 and 统计 are questions.
NAMED = r"\S{1,40}?(?:委|组|支部|总支|局|市|县|区|乡|镇|街道|村|社区|办|院|中心|公司|站)"
_OWN = r"(?:本|我们|我)?支部(?:的)?(?:学习|参与|答题)?(?:情况|统计)\s*[:：]?\s*"
WORDS = re.compile(
    rf"^(?:看|查看?)?(?P<own>{_OWN})?(?P<rest>(?(own)\S{{0,60}}?|{NAMED}))"
    rf"(?(own)|(?:的)?(?:统计|(?:学习|参与|答题)情况)){END}"
)
SPAN = timedelta(days=29)


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Say how a node is doing, to those who may know; a group never hears it."""
    if inbound.address.kind is ChatKind.GROUP:
        return said(statistics.BRANCH_PRIVATE)
    if world.member is None:
        return said(people.BIND_FIRST)
    node = found(intent.text, world.member, world)
    if node is None:
        return said(statistics.BRANCH_WHICH.format(name=intent.text))
    if not permissions.may(world.reader, world.member, Act.SEE_STATISTICS, node, world.today):
        if node.id == world.member.branch:
            return said(_counts(node, world))
        permissions.demand(world.reader, world.member, Act.SEE_STATISTICS, node, world.today)
    start = world.today - SPAN
    made = indicators.figures(world.reader, node, start, world.today)
    lines = [*statistics.lines(node, start, world.today, made), *_others(node, world.member, world)]
    return said("\n".join(lines))


def found(words: str, member: Member, world: World) -> Node | None:
    """Return the node of this name or code, else the highest whose name begins so: 西县 is 西县县委.

    Without words it is the branch somebody is in.
    """
    if not words:
        return organisation.node(world.reader, member.branch)
    if exact := organisation.find(world.reader, words):
        return exact
    begun = (one for one in organisation.present(world.reader) if one.name.startswith(words))
    return min(begun, key=lambda one: (one.path.count("/"), one.path), default=None)


def _counts(node: Node, world: World) -> str:
    """Return what every member may know: how many take part, and what is being read."""
    start = world.today - SPAN
    made = {one.code: one for one in indicators.figures(world.reader, node, start, world.today)}
    lines = [statistics.counts(node, start, world.today, made)]
    if titles := [f"《{reading.title}》" for reading in study.plan(world.reader, node, world.today)]:
        lines.append(statistics.BRANCH_READINGS.format(titles="".join(titles)))
    return "\n".join([*lines, statistics.PURPOSE])


def _others(shown: Node, member: Member, world: World) -> list[str]:
    """Name the other nodes that somebody's offices cover."""
    covered = permissions.covered(world.reader, member, Act.SEE_STATISTICS, world.today)
    names = [node.name for node in covered if node.id != shown.id]
    return [statistics.BRANCH_OTHERS.format(names="、".join(names), first=names[0])] if names else []
