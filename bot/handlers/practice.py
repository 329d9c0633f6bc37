"""练习: a few questions on demand, of a topic, a document, or whatever is weakest."""

import re

from bot import questions
from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import Inbound
from bot.phrases import quiz as words
from knowledge import titles
from quiz import asking
from quiz.rounds import Candidate

WORDS = re.compile(
    rf"^(?:我要|我想)?练习(?:一下|题目?)?(?:[\s:：]+|(?=《)|(?![^。]{{0,9}}[的是吗]))(?P<rest>[^?？]{{0,40}}?){END}"
)


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Put the first question of a new practice; an older one that was left is given up."""
    if barred := questions.barred(inbound, world):
        return barred
    wanted = intent.text.strip("《》 ")
    snapshot = world.snapshot()
    pool = [
        one for one in asking.pool(world.reader, snapshot, world.today)
        if _about(wanted, one, snapshot.catalog.versions[one.document].metadata.title)
    ]  # fmt: skip
    return questions.practise(pool, snapshot, world) if pool else said(words.NO_PRACTICE.format(words=wanted))


def _about(wanted: str, one: Candidate, title: str) -> bool:
    return not wanted or wanted in one.topic or titles.normal(wanted) in titles.normal(title)
