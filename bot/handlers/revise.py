"""练错题: the questions of one's own book of mistakes, due or not."""

import re

from bot import questions
from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import Inbound
from bot.phrases import quiz as words
from quiz import asking

WORDS = re.compile(rf"^(?:练|做|练习|复习|重做)(?:我的)?错题{END}")


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Put the first of them."""
    if barred := questions.barred(inbound, world):
        return barred
    told, effects, book = questions.cleared(world)
    items, snapshot = {one.item for one in book}, world.snapshot()
    pool = [one for one in asking.pool(world.reader, snapshot, world.today) if one.item in items]
    if not pool:
        return Reply((*told, *said(words.BOOK_EMPTY).parts), effects)
    reply = questions.practise(pool, snapshot, world)
    return Reply((*told, *reply.parts), (*effects, *reply.effects))
