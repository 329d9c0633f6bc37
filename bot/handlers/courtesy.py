"""Thanks, good-byes and the like are returned; they are no questions."""

import re

from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import Inbound
from bot.phrases import talk

WORDS = re.compile(
    rf"^(?=\w)(?:(?:好的?|嗯+|哦+|收到|明白|知道|了解|清楚|ok)[了啦]?[，,]?)?"
    rf"(?:(?:谢谢|多谢|感谢|谢|再见|拜拜|辛苦)(?:你|您)?[了啦]?)?{END}",
    re.I,
)


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Be polite."""
    return said(talk.AT_YOUR_SERVICE)
