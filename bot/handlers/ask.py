"""A question: quotes with choices, or a refusal that is filed for the administrator."""

import re
from datetime import date, timedelta
from functools import partial

from bot.cards import card, more_of, references, whole_of
from bot.handlers import Effect, Option, Reply, World, offer, said
from bot.handlers.documents import indexed
from bot.intents import Intent, unmarked_ticket
from bot.message import Inbound, Part, Text
from bot.phrases import answers, talk
from knowledge.answer import answer, follows
from knowledge.evidence import UNHELD, Answer, Status
from knowledge.snapshot import Snapshot
from knowledge.words import letters_of
from records import conversations
from records.conversations import Turn

LONGEST = 300
# A follow-up belongs to what was said just before.
REMEMBERED = timedelta(minutes=10)
# What must not be answered at all often names a person: no copy of it is kept.
UNKEPT = ("empty", "injection", "personal_data", "personal_case", "opinion", "rude", "not_chinese")


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Answer from the documents in force on the day asked about."""
    if not any(char.isalnum() for char in intent.text):
        return said(talk.WORDS_PLEASE)
    if len(intent.text) > LONGEST:
        return said(talk.TOO_LONG.format(most=LONGEST))
    where, who = str(inbound.address), str(inbound.sender)
    last = conversations.last_turn(world.reader, where, who, world.now - REMEMBERED)
    before, source = _before(inbound, last)
    snapshot, day = world.snapshot(), intent.day or world.today
    found = answer(snapshot, intent.text, day, previous=before, source=source)
    turn = world.token()
    searched = f"{before} {intent.text}" if before and follows(intent.text) else intent.text
    shown, kept = offer(_options(found, snapshot, searched, turn), inbound, world)
    told = [Text(answers.AS_OF.format(day=answers.day(day)))] if intent.day else []
    return Reply((*told, *_parts(found, snapshot), *shown), (*_effects(found, turn, inbound, world), *kept))


def _before(inbound: Inbound, last: Turn | None) -> tuple[str | None, str | None]:
    """Return what a follow-up continues, and its source: the message replied to, else one's own last question."""
    if named := re.search("《[^》]+》", inbound.quoted):
        return named[0], None
    if last is None:
        return inbound.quoted[:LONGEST] or None, None
    return inbound.quoted[:LONGEST] or last.question, last.source


def _parts(found: Answer, snapshot: Snapshot) -> list[Part]:
    parts: list[Part] = [Text(words)] if (words := answers.said(found)) else []
    parts += [card(quote) for quote in found.quotes]
    parts += [Text(words) for words in (answers.lacking(found), answers.several(found), answers.beside(found)) if words]
    parts += [card(quote) for quote in found.nearest]
    if _gaps(found):
        parts.append(Text(f"{talk.TOLD}{indexed(snapshot)}"))
    return parts


def _options(found: Answer, snapshot: Snapshot, searched: str, turn: str) -> list[Option]:
    """Return what can be done next: read on, see what is referred to, see more, judge."""
    day: date = found.day
    shown = found.quotes or found.nearest
    reading = whole_of(shown, day)
    if found.status is Status.REFUSED:
        return [*reading, *_filing(found.question)]
    judging = [
        Option(label, {"do": "judge", "turn": turn, "useful": useful})
        for label, useful in ((talk.USEFUL, True), (talk.USELESS, False))
    ]
    return [*reading, *references(snapshot, shown[0], day), more_of(searched, day, shown), *judging]


def _filing(question: str) -> list[Option]:
    """Return the option to hand in words that hold no answer but sound like a ticket."""
    kind = unmarked_ticket(question)
    return [Option(talk.FILE_AS.format(kind=kind), {"do": "file", "kind": kind, "text": question})] if kind else []


def _effects(found: Answer, turn: str, inbound: Inbound, world: World) -> list[Effect]:
    if found.reason in UNKEPT:
        return []
    question, now, where, who = found.question, world.now, str(inbound.address), str(inbound.sender)
    source = found.quotes[0].source if found.quotes else None
    effects: list[Effect] = [
        lambda connection: conversations.add_turn(connection, turn, where, who, now, question, found.status, source)
    ]
    for lacks, reason in _gaps(found):
        effects.append(
            partial(conversations.file_gap, question=lacks, normal=letters_of(lacks), reason=reason, moment=now)
        )
    return effects


def _gaps(found: Answer) -> tuple[tuple[str, str], ...]:
    """Return what the administrator should know that the library lacks, each with the reason."""
    if found.status is Status.REFUSED and found.reason in UNHELD:
        return ((found.question, found.reason),)
    return found.lacking
