"""What the bot does, for who says hello or asks for help."""

import re

from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound
from bot.phrases import talk

WORDS = re.compile(
    rf"^(?:帮助|help|/help|/start|菜单|你好|您好|在吗|hi|hello|你是谁|你会什么|你能做什么|怎么用|怎么使用){END}", re.I
)
FOR_GUESTS = True


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Introduce the bot; members hear in private what else there is for them."""
    told = talk.HELP.format(bot=world.service.bot_name)
    private = inbound.address.kind is ChatKind.PRIVATE
    return said(f"{told}\n{talk.HELP_MEMBER}" if world.member and private else told)
