"""What the bot does, for who says hello or asks for help."""

import re

from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound
from bot.phrases import talk
from records import members

WORDS = re.compile(
    rf"^(?:帮助|help|/help|/start|菜单|(?:学思)?(?:你|您|大家)?好[啊呀]?|(?:大家|学思|各位)?(?:早上|上午|中午|下午|晚上)好[啊呀]?|早[啊安]?|晚安|在吗|在不在|hi|hello|你是谁|你会什么|你能做什么|怎么用|怎么使用){END}",
    re.I,
)
FOR_GUESTS = True


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Introduce the bot; members hear in private what else there is for them and for the office they hold."""
    told = [talk.HELP.format(bot=world.service.bot_name)]
    if world.member and inbound.address.kind is ChatKind.PRIVATE:
        told.append(talk.HELP_MEMBER)
        roles = {held.role for held in members.roles_of(world.reader, world.member, world.today)}
        told += [words for office, words in talk.HELP_OFFICES.items() if office in roles]
    return said("\n".join(told))
