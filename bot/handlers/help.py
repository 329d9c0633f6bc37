"""What the bot does, for who says hello or asks for help."""

import re

from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound
from bot.phrases import talk
from records import members
from records.members import Member
from records.permissions import BY_ROLE

WORDS = re.compile(
    rf"^(?:帮助|help|/help|/start|菜单|(?:学思)?(?:你|您|大家)?好[啊呀]?|(?:大家|学思|各位)?(?:早上|上午|中午|下午|晚上)好[啊呀]?|早[啊安]?|晚安|在吗|在不在|hi|hello|你是谁|你会什么|你能做什么|怎么用|怎么使用){END}",
    re.I,
)
FOR_GUESTS = True


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Introduce the bot; members hear in private what else there is for them and for the office they hold."""
    told = [talk.HELP.format(bot=world.service.bot_name)]
    if inbound.address.kind is ChatKind.GROUP:
        told.append(talk.HELP_GROUP)
    elif world.member:
        told += [talk.HELP_MEMBER, *_of_offices(world.member, world)]
    return said("\n".join(told))


def _of_offices(whom: Member, world: World) -> list[str]:
    roles = dict.fromkeys(held.role for held in members.roles_of(world.reader, whom, world.today))
    acts = {act for role in roles for act in BY_ROLE[role]}
    lines = [words for act, words in talk.HELP_ACTS.items() if act in acts]
    return [talk.HELP_OFFICE.format(offices="、".join(roles)), *lines] if lines else []
