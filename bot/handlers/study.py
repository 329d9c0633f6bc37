"""今日学习: one passage, which the first of today's questions rests on."""

import re

from bot import questions
from bot.cards import card
from bot.handlers import Effect, Reply, World, said
from bot.intents import END, Intent
from bot.message import Inbound, Part, Text
from bot.phrases import quiz as words
from knowledge.answer import article
from knowledge.evidence import Quote
from knowledge.snapshot import Snapshot
from quiz import bank
from quiz.binding import current_source
from records import rounds
from records.rounds import Round

WORDS = re.compile(rf"^(?:/start study|今[日天](?:的)?(?:学习(?:内容)?|学什么|读什么)){END}", re.I)


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Show the passage whole, and the way to the questions; in a group, and to guests, that of everybody."""
    held, snapshot = rounds.of_day(world.reader, world.today), world.snapshot()
    if held is None:
        return said(words.NO_PASSAGE)
    barred = questions.barred(inbound, world)
    found, effects = _common(held, snapshot, world) if barred else _own(held, snapshot, world)
    if found is None:
        return said(words.NO_PASSAGE)
    parts: list[Part] = [Text(words.PASSAGE), card(found, whole=True)]
    if barred is None:
        parts += [Text(words.THEN_QUIZ), questions.spoken(words.QUIZ_BUTTON, "quiz")]
    return Reply(tuple(parts), effects)


def _common(held: Round, snapshot: Snapshot, world: World) -> tuple[Quote | None, tuple[Effect, ...]]:
    return article(snapshot, str(held.plan["sources"][0]), world.today), ()


def _own(held: Round, snapshot: Snapshot, world: World) -> tuple[Quote | None, tuple[Effect, ...]]:
    """Return the article that the member's first question rests on; who reads it has begun."""
    if world.member is None:
        return None, ()
    slots, dealt = questions.quiz(world.member, held, snapshot, world)
    for slot in slots:
        source = current_source(snapshot, bank.version(world.reader, slot.version), world.today)
        if source:
            return article(snapshot, source, world.today), dealt
    return None, dealt
