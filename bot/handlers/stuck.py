"""不会, 跳过, 看答案: somebody does not know what to answer."""

import re
from datetime import timedelta

from bot import questions
from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import Inbound
from bot.phrases import quiz as words
from records import rounds

WORDS = re.compile(
    rf"^(?:我?(?:真的?)?(?:不会|不知道|不懂|不清楚|不晓得)(?:做|选|填|答)?|跳过|下一?[题道]|换一?[题道]|pass|"
    rf"(?:看|要|给我)?(?:正确)?答案(?:是什么|呢)?|你?(?:刚才|这|上一?)那?[题道]题?的?答案(?:是什么|呢)?){END}",
    re.I,
)
WAITS = timedelta(days=8)


def handle(_intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Say that guessing does no harm; what was right comes with the answer, never before it."""
    if barred := questions.barred(inbound, world):
        return barred
    waiting = world.member and rounds.last_asked(world.reader, world.member.id, world.now - WAITS, answered=False)
    return said(words.STUCK if waiting else words.NOTHING_ASKED)
