"""开放按姓名查看：结对辅导: a secretary says what answers may be seen by name for in their branch, or ends it."""

import re

from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound
from bot.phrases import people
from records import audit, organisation, permissions
from records.permissions import Act, name_of

_CLOSE = re.compile(r"^(?:停止|关闭|取消)")
WORDS = re.compile(
    rf"^(?P<rest>(?:停止|关闭|取消)按姓名查看|开放按姓名查看(?:[\s:：]+(?:用途\s*[:：]\s*)?\S.*?)?){END}"
)
_PURPOSE = re.compile(r"^开放按姓名查看[\s:：]*(?:用途\s*[:：]\s*)?")


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Set or withdraw the purpose of the branch that the secretary is in."""
    if inbound.address.kind is ChatKind.GROUP:
        return said(people.PRIVATE_ONLY)
    branch = organisation.node(world.reader, world.member.branch) if world.member else None
    if branch is None:
        return said(people.BIND_FIRST)
    permissions.demand(world.reader, world.member, Act.OPEN_NAMES, branch, world.today)
    purpose = "" if _CLOSE.match(intent.text) else _PURPOSE.sub("", intent.text)
    if not purpose and not _CLOSE.match(intent.text):
        return said(people.NAMES_WHAT_FOR)
    told = people.NAMES_OPENED if purpose else people.NAMES_CLOSED
    actor, now = name_of(world.member), world.now
    return said(
        told.format(branch=branch.name, purpose=purpose),
        lambda c: organisation.set_purpose(c, branch, purpose),
        lambda c: audit.add(c, actor, "named_purpose", {"node": branch.id, "purpose": purpose}, now),
    )
