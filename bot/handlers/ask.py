"""A question: quotes with choices, or a refusal that is filed for the administrator."""

from datetime import timedelta

from bot.cards import card, options
from bot.handlers import Effect, Option, Reply, World, offer, said
from bot.intents import LONGEST, Intent
from bot.message import Inbound, Part, Text
from bot.phrases import answers, talk
from knowledge.answer import answer
from knowledge.asked import MOST_QUOTES
from knowledge.evidence import Answer, Status
from knowledge.words import fold
from records import conversations

# A follow-up belongs to what was said just before.
REMEMBERED = timedelta(minutes=10)
# Refusals that tell the administrator what the library lacks; the others are no gaps.
GAPS = ("not_held", "not_in_document", "document_not_held", "doc_no_not_held", "article_not_held", "premise_not_held")


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Answer from the documents in force on the day asked about."""
    if len(intent.text) > LONGEST:
        return said(talk.TOO_LONG.format(most=LONGEST))
    where, who = str(inbound.address), str(inbound.sender)
    last = conversations.last_turn(world.reader, where, who, world.now - REMEMBERED)
    snapshot, day = world.snapshot(), intent.day or world.today
    found = answer(
        snapshot, intent.text, day, previous=last.question if last else None, source=last.source if last else None
    )
    turn = world.token()
    offered, kept = offer(
        _options(found, snapshot_options=options(snapshot, found.quotes, day), turn=turn), inbound, world
    )
    return Reply((*_parts(found), *offered), (*_effects(found, turn, where, who, world), *kept))


def _parts(found: Answer) -> list[Part]:
    parts: list[Part] = [Text(words)] if (words := answers.said(found)) else []
    parts += [card(quote) for quote in found.quotes]
    if found.nearest:
        if found.reason not in ("personal_case", "part_not_held"):
            parts.append(Text(answers.CURRENT if found.status is Status.HISTORY else answers.NEAREST))
        parts += [card(quote) for quote in found.nearest]
    if found.reason in GAPS and found.status is Status.REFUSED:
        parts.append(Text(talk.TOLD))
    return parts


def _options(found: Answer, snapshot_options: list[Option], turn: str) -> list[Option]:
    if found.status is Status.REFUSED:
        return []
    more = {"do": "more", "question": found.question, "skip": MOST_QUOTES, "day": found.day.isoformat()}
    judge = [
        Option(label, {"do": "judge", "turn": turn, "useful": useful})
        for label, useful in ((talk.USEFUL, True), (talk.USELESS, False))
    ]
    return [*snapshot_options, Option(talk.MORE, more), *judge]


def _effects(found: Answer, turn: str, where: str, who: str, world: World) -> list[Effect]:
    question, now = found.question, world.now
    source = found.quotes[0].source if found.quotes else None
    effects: list[Effect] = [
        lambda connection: conversations.add_turn(connection, turn, where, who, now, question, found.status, source)
    ]
    if found.status is Status.REFUSED and found.reason in GAPS:
        reason = found.reason
        effects.append(lambda connection: conversations.file_gap(connection, question, _normal(question), reason, now))
    return effects


def _normal(question: str) -> str:
    return "".join(char for char in fold(question) if char.isalnum())
