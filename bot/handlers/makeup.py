"""补答: a day of the last week that was missed, or left half done."""

import re

from bot import questions
from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import Inbound
from bot.phrases import quiz as words

WORDS = re.compile(rf"^(?:我要)?补答(?:题)?{END}")


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Put the first open question of the day that can be made up the shortest while longer."""
    if barred := questions.barred(inbound, world):
        return barred
    held = next(iter(questions.missed(world)), None)
    if held is None or world.member is None:
        return said(words.NOTHING_MISSED)
    snapshot = world.snapshot()
    slots, dealt = questions.quiz(world.member, held, snapshot, world)
    return questions.go_on(slots, held, snapshot, world, (), dealt)
