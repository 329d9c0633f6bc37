"""审题 in private chat: what waits, one item after the other, for members who review."""

import re
from collections.abc import Sequence

from bot.handlers import Effect, Option, Reply, World, offer, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound, Text
from bot.phrases import bank as words
from bot.phrases.faults import sentence
from faults import Fault
from quiz import bank, editing
from quiz.bank import Entry
from records import organisation, permissions
from records.permissions import Act, name_of

# 第12题 or 12; the 题 of 题意不清 belongs to the reason.
_NUMBER = r"\s*(?:第\s*)?(?P<{name}>\d{{1,9}})(?:\s*题(?=[\s:：，,。]|$))?"
_PASS = re.compile(rf"^通过{_NUMBER.format(name='number')}{END}")
_REJECT = re.compile(rf"^拒绝{_NUMBER.format(name='number')}\s*[:：，,]?\s*(?P<reason>.*)$", re.S)
_EDIT = re.compile(
    rf"^改题{_NUMBER.format(name='number')}\s*(?P<field>题干|答案|解析|原文|选项[A-HＡ-Ｈ])?\s*[:：]?\s*(?P<value>.*)$",
    re.S,
)
_AFTER = re.compile(r"^审题\s*(?P<number>\d{1,9})$")
WORDS = re.compile(
    rf"^(?P<rest>审题(?:\s*\d{{1,9}})?|通过{_NUMBER.format(name='a')}|拒绝{_NUMBER.format(name='b')}[^\d].*|"
    rf"拒绝{_NUMBER.format(name='c')}|改题{_NUMBER.format(name='d')}.*){END}", re.S,
)  # fmt: skip
_FIELDS = {"题干": "stem", "答案": "key", "解析": "explanation", "原文": "words"}


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Show the next item, or decide on the one that is named and then show the next."""
    if inbound.address.kind is ChatKind.GROUP:
        return said(words.REVIEW_PRIVATE)
    if not _may(world):
        return said(words.REVIEWERS_ONLY)
    queue, text = bank.queue(world.reader), intent.text
    if found := _AFTER.match(text):
        return _next(queue, int(found["number"]), inbound, world)
    found = _PASS.match(text) or _REJECT.match(text) or _EDIT.match(text)
    if found is None:
        return _next(queue, 0, inbound, world)
    number = int(found["number"])
    held = next((entry for entry in queue if entry.item.id == number), None)
    if held is None:
        return said(words.ITEM_GONE.format(number=number))
    try:
        told, effects = _decided(held, found, world)
    except Fault as fault:
        return said(sentence(fault))
    if not effects:
        return said(told)
    reply = _next([entry for entry in queue if entry is not held], number, inbound, world)
    return Reply((Text(told), *reply.parts), (*effects, *reply.effects))


def _may(world: World) -> bool:
    """Tell whether the member reviews; a refusal of somebody else's is audited like every other."""
    if world.member is None:
        return False
    if permissions.covered(world.reader, world.member, Act.REVIEW_ITEMS, world.today):
        return True
    root = organisation.root(world.reader)
    if root is not None:
        permissions.demand(world.reader, world.member, Act.REVIEW_ITEMS, root, world.today)
    return False


def _decided(held: Entry, found: "re.Match[str]", world: World) -> tuple[str, tuple[Effect, ...]]:
    """Return what is said of a decision, and what it writes; nothing is written where something is missing."""
    number, actor, now, day = held.item.id, name_of(world.member), world.now, world.today
    if found.re is _PASS:
        snapshot = world.snapshot()
        bank.approvable(snapshot, held, day)
        return words.APPROVED.format(number=number), (lambda c: bank.approve(c, snapshot, number, actor, day, now),)
    if found.re is _REJECT:
        reason = found["reason"].strip()
        if not reason:
            return words.REVIEW_HOW.format(number=number), ()
        return words.REJECTED.format(number=number), (lambda c: bank.reject(c, number, actor, now, reason),)
    return _edited(held, found, world)


def _edited(held: Entry, found: "re.Match[str]", world: World) -> tuple[str, tuple[Effect, ...]]:
    number, actor, now, value = held.item.id, name_of(world.member), world.now, found["value"].strip()
    if not found["field"] or not value:
        return words.EDIT_HOW.format(number=number), ()
    typed = dict(editing.fields(held.item))
    if found["field"].startswith("选项"):
        options = typed["options"].split("\n")
        place = "ABCDEFGHＡＢＣＤＥＦＧＨ".index(found["field"][-1]) % 8
        typed["options"] = "\n".join([*options[:place], value, *options[place + 1 :]])
    else:
        typed[_FIELDS[found["field"]]] = value
    snapshot = world.snapshot()
    item, problems = editing.edited(snapshot, held, typed, world.today)
    if item is None:
        return "\n".join(words.problem(problem) for problem in problems), ()
    shown = "\n".join(words.item_lines(item))
    told = f"{words.SAVED.format(number=number)}\n{shown}"
    return told, (lambda c: bank.amend(c, snapshot, number, item, actor, now),)


def _next(queue: Sequence[Entry], after: int, inbound: Inbound, world: World) -> Reply:
    """Show the item that follows `after`, the first one behind the last."""
    if not queue:
        return said(words.NOTHING_TO_REVIEW)
    held = next((entry for entry in queue if entry.item.id > after), queue[0])
    number, snapshot = held.item.id, world.snapshot()
    sides = editing.sides(snapshot, held, world.today) if held.item.binding else None
    now = "".join(piece for piece, _ in sides.new) if sides and sides.changed and sides.new else ""
    lines = [
        *words.entry_lines(held, now),
        words.REVIEW_LEFT.format(count=len(queue)),
        words.REVIEW_HOW.format(number=number),
    ]
    options = [
        Option(words.PASS, {"do": "review", "say": f"通过 {number}"}),
        Option(words.NEXT, {"do": "review", "say": f"审题 {number}"}),
    ]
    parts, effects = offer(options, inbound, world)
    return Reply((Text("\n".join(lines)), *parts), effects)
