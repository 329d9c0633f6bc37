"""关于本服务: who offers it, by which rules, and what is done with personal data."""

import re

from bot.handlers import Reply, World
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound, Text
from bot.phrases import people

WORDS = re.compile(
    rf"^(?:关于(?:本服务|本助手)|服务说明|(?:隐私|个人信息)(?:保护|处理)?(?:说明|政策|告知)|告知书?){END}"
)
FOR_GUESTS = True


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Say what this is; in private with the notice."""
    service = world.service
    parts = [Text(people.ABOUT.format(organisation=service.organisation))]
    if inbound.address.kind is ChatKind.PRIVATE:
        parts.append(Text(people.notice(service.organisation, service.bot_name)))
    return Reply(tuple(parts))
