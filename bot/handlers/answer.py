"""An answer: tapped, or typed as letters, a verdict or the words of a blank."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bot import questions
from bot.handlers import Effect, Reply, World, said, sure
from bot.intents import Intent, Want
from bot.message import Answered, ChatKind, Inbound, Text
from bot.phrases import quiz as words
from knowledge.snapshot import Snapshot
from quiz import asking, bank, kinds, marking
from quiz.item import Given, Item
from records import choices, jobs, organisation, rounds
from records.members import Member
from records.rounds import Round, Slot

# A question waits as long as a round can be made up, and one to fill in takes words only while it is fresh.
WAITS, FRESH = timedelta(days=8), timedelta(minutes=30)
# What fills a blank is a word or two; longer words, and those that ask or name a text, are questions.
LONGEST = 30
_ASKS = re.compile(
    r"[?？《》]|什么|怎么|怎样|如何|为何|为什么|哪|几|多少|多久|是否|能不能|可不可以|吗$|呢$|规定|第.+条"
)
_SURELY = re.compile(r"^答(?:案)?[:：是]\s*")


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Record the first valid answer; give the clause and the next question with it."""
    if world.member is None and not inbound.token:
        return said(words.NOTHING_ASKED)
    if barred := questions.barred(inbound, world):
        return barred
    slot = _slot(inbound, world)
    if slot is None or world.member is None:
        return said(words.EXPIRED if inbound.token else words.NOTHING_ASKED)
    if slot.answered:
        return said(words.RECORDED)
    snapshot = world.snapshot()
    item = asking.askable(world.reader, snapshot, slot.version, world.today)
    if item is None:
        return _next(slot, world, snapshot, Reply((Text(words.TAKEN_BACK),)))
    given = _given(intent, inbound, item, slot)
    if given is None:
        return said(words.NOT_UNDERSTOOD[item.kind])
    # A card that was tapped has closed itself.
    typed = "" if inbound.token else inbound.text.strip()
    return _answered(slot, item, given, typed, world.member, snapshot, world)


def _answered(
    slot: Slot, item: Item, given: Given, typed: str, member: Member, snapshot: Snapshot, world: World
) -> Reply:  # fmt: skip
    held = rounds.by_id(world.reader, slot.round) if slot.round is not None else None
    purpose, day = held.purpose(world.now) if held else "practice", held.day if held else world.today
    if purpose is None:
        return said(words.TOO_LATE.format(day=words.near(day, world.today)))
    worth, now, today = marking.grade(item, given), world.now, world.today

    def recorded(connection: object) -> bool:
        return marking.mark(connection, slot, member.branch, item, given, purpose, day, now, today)

    closed = (Answered(slot.token, typed),) if typed else ()
    told = Reply((*questions.feedback(item, slot, worth, snapshot, world), *closed), (sure(recorded),))
    return _next(replace(slot, answered=True), world, snapshot, told, right=worth.right)


def _next(slot: Slot, world: World, snapshot: Snapshot, told: Reply, *, right: bool | None = None) -> Reply:
    """Go on with the quiz that a question belongs to; `slot` is as it will stand after this event."""
    held: Round | None = rounds.by_id(world.reader, slot.round) if slot.round is not None else None
    others = rounds.slots_of(world.reader, slot.round, slot.member)
    slots = [slot if other.id == slot.id else other for other in others]
    return questions.go_on(slots, held, snapshot, world, told.parts, told.effects, right=right)


def _slot(inbound: Inbound, world: World) -> Slot | None:
    """Return the question that a tap names, or the one put last that waits."""
    if world.member is None:
        return None
    if inbound.token:
        return rounds.by_token(world.reader, inbound.token, world.member.id)
    return rounds.last_asked(world.reader, world.member.id, world.now - WAITS, answered=False)


def _given(intent: Intent, inbound: Inbound, item: Item, slot: Slot) -> Given | None:
    kind = kinds.of(item.kind)
    if inbound.picked:
        return kind.picked(item, inbound.picked, slot.order)
    return kind.parse(item, _SURELY.sub("", intent.text), slot.order)


def claimed(intent: Intent, inbound: Inbound, world: World) -> Intent | None:
    """Return the answer that words are which were read as something else: the words of an option or of a blank."""
    text = inbound.text.strip()
    asks = intent.want in (Want.ASK, Want.CHOOSE)
    if not asks or not text or world.member is None or inbound.address.kind is ChatKind.GROUP:
        return None
    slot = _slot(inbound, world)
    if slot is None or slot.asked is None:
        return None
    item = bank.version(world.reader, slot.version)
    if not (inbound.token or _SURELY.match(text)) and _elsewhere(intent, text, item, slot.asked, inbound, world):
        return None
    parsed = kinds.of(item.kind).parse(item, _SURELY.sub("", text), slot.order)
    # A number among letters is an answer that has to be asked for again, not a choice of long before.
    meant = parsed is not None or inbound.token or intent.want == Want.CHOOSE
    return Intent(Want.ANSWER, text) if meant else None


def _elsewhere(intent: Intent, text: str, item: Item, asked: datetime, inbound: Inbound, world: World) -> bool:
    """Tell whether words are rather a question of their own, or choose among what was offered later."""
    if item.kind == "blank" and (world.now - asked > FRESH or len(text) > LONGEST or _ASKS.search(text)):
        return True
    offered = choices.last_offered(world.reader, str(inbound.address))
    return intent.want == Want.CHOOSE and offered is not None and offered > asked


def hint(inbound: Inbound, world: World) -> Reply:
    """Show who answers in a group the way to the private chat; words not meant for the bot earn it once a day."""
    told = questions.barred(inbound, world) or Reply()
    if inbound.mentioned or inbound.token:
        return told
    name, day, now = f"hint:{inbound.address}", world.today, world.now
    held = rounds.of_day(world.reader, day)
    bound = organisation.group_node(world.reader, str(inbound.address)) is not None
    if held is None or held.purpose(now) != "daily" or not bound or jobs.done(world.reader, name, day):
        return Reply()
    once: Effect = sure(lambda connection: jobs.finish(connection, name, day, now))
    return Reply((Text(words.GROUP_HINT), *told.parts[1:]), (once,))
