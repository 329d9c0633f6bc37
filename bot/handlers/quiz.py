"""今日答题: today's questions, one after the other."""

import re

from bot import questions
from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import Inbound
from bot.phrases import quiz as words
from records import rounds

WORDS = re.compile(
    rf"^(?:/start quiz|(?:今[日天])?(?:的)?(?:开始|继续)?(?:答题|测试|做题)|每日一练|开始|继续答题){END}", re.I
)


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Put the first question of today that is not answered yet."""
    if barred := questions.barred(inbound, world):
        return barred
    told, effects, _ = questions.cleared(world)
    held = rounds.of_day(world.reader, world.today)
    if held is None or world.member is None:
        return Reply((*told, *said(words.NO_ROUND).parts, *questions.missed_notice(world)), effects)
    snapshot = world.snapshot()
    slots, dealt = questions.quiz(world.member, held, snapshot, world)
    return questions.go_on(slots, held, snapshot, world, told, (*effects, *dealt))
