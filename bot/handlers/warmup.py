"""开热身题 and 关热身题: whether a branch's group gets one anonymous question a day before the quiz."""

import re

from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound
from bot.phrases import people
from records import audit, organisation, permissions
from records.permissions import Act, name_of

WORDS = re.compile(rf"^(?P<rest>开|关)[启闭]?(?:群里?的?)?热身题?{END}")


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Choose for the branch of this group, in private for one's own."""
    on, whom, now = intent.text == "开", world.member, world.now
    if whom is None:
        return said(people.BIND_FIRST)
    if inbound.address.kind is ChatKind.GROUP:
        node = organisation.group_node(world.reader, str(inbound.address))
    else:
        node = organisation.node(world.reader, whom.branch)
    if node is None:
        return said(people.GROUP_NOT_BOUND)
    permissions.demand(world.reader, whom, Act.PLAN_STUDY, node, world.today)
    return said(
        (people.WARM_UP_ON if on else people.WARM_UP_OFF).format(branch=node.name),
        lambda c: organisation.set_warm_up(c, node, on=on),
        lambda c: audit.add(c, name_of(whom), "warm_up", {"node": node.id, "on": on}, now),
    )
