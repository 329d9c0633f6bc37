"""Thanks, good-byes and the like are returned; they are no questions."""

from bot.handlers import Reply, World, said
from bot.intents import Intent
from bot.message import Inbound
from bot.phrases import talk


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Be polite."""
    return said(talk.AT_YOUR_SERVICE)
