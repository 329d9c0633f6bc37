"""这题有问题: takes a question out of circulation at once; nobody learns who said so."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot import questions
from bot.handlers import Option, Reply, World, offer, said
from bot.intents import END, Intent
from bot.message import Inbound, Text
from bot.phrases import quiz as words
from quiz import bank
from records import rounds

WORDS = re.compile(
    rf"^(?P<rest>(?:这|本|上一?|刚才那?)(?:道|个)?题目?(?:有问题|有错误?|不对|错了|出错了)(?:[\s,，:：。].{{0,300}}?)?){END}",
    re.S,
)
_LAST = re.compile("^(?:上|刚才)")
# Whoever found an error says so soon.
RECENT = timedelta(days=1)
LENGTH = 14


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Report the question meant; where one was just answered and the next one waits, ask which."""
    if barred := questions.barred(inbound, world):
        return barred
    found = _recent(world)
    if _LAST.match(intent.text):
        found = found[:1]
    if not found:
        return said(words.NOTHING_TO_REPORT)
    if len(found) == 1:
        return reported({"item": next(iter(found))[0], "text": intent.text}, world)
    options = [Option(label, {"do": "report", "item": item, "text": intent.text}) for item, label in found]
    parts, effects = offer(options, inbound, world)
    return Reply((Text(words.WHICH_QUESTION), *parts), effects)


def reported(action: Mapping[str, Any], world: World) -> Reply:
    """Take the item out of circulation; the quiz goes on with another one."""
    item, text, now = int(action["item"]), str(action["text"]), world.now

    def report(connection: object) -> None:
        bank.report_error(connection, item, text, now)

    return Reply((Text(words.REPORTED), questions.spoken(words.QUIZ_BUTTON, "quiz")), (report,))


def _recent(world: World) -> list[tuple[int, str]]:
    """Return the question answered last and the one that waits, as (item, the beginning of its stem)."""
    if world.member is None:
        return []
    number, since = world.member.id, world.now - RECENT
    slots = [rounds.last_asked(world.reader, number, since, answered=answered) for answered in (True, False)]
    items = [bank.version(world.reader, slot.version) for slot in slots if slot]
    return list({item.id: words.brief(item.stem, LENGTH) for item in items}.items())
