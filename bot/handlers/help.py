"""What the bot does, for who says hello or asks for help."""

from bot.handlers import Reply, World, said
from bot.intents import Intent
from bot.message import Inbound
from bot.phrases import talk


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Introduce the bot."""
    return said(talk.HELP.format(bot=world.service.bot_name))
