"""An event becomes a reply, and one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from bot import handlers
from bot.handlers import Effect, Reply, World, answer, choose, said
from bot.intents import Want, Words, read
from bot.message import ChatKind, Inbound
from bot.phrases import talk
from bot.phrases.faults import to_member
from bot.render import Wire
from faults import Fault
from records import mailboxes, permissions
from records.mailboxes import Letter

# The folder is the list: a handler is one file with `handle`, and with `WORDS` where it is called by words of its own.
HANDLERS: Mapping[str, ModuleType] = {
    found.name: import_module(f"{handlers.__name__}.{found.name}") for found in iter_modules(handlers.__path__)
}
WORDS: Words = {name: handler.WORDS for name, handler in HANDLERS.items() if hasattr(handler, "WORDS")}
MINUTE = timedelta(minutes=1)


def think(inbound: Inbound, world: World) -> Reply:
    """Decide what to say; reads, and writes nothing. An empty reply is silence."""
    intent = read(inbound, WORDS)
    if intent is None:
        return Reply()
    if intent.want == Want.ANSWER and inbound.address.kind is ChatKind.GROUP:
        return answer.hint(inbound, world)
    # What waits for an answer takes words that would otherwise be a question.
    intent = answer.claimed(intent, inbound, world) or choose.claimed(intent, inbound, world) or intent
    handler = HANDLERS[intent.want]
    if world.service.guests == "none" and world.member is None and not getattr(handler, "FOR_GUESTS", False):
        return said(talk.MEMBERS_ONLY)
    recent = mailboxes.received_since(world.reader, str(inbound.sender), world.now - MINUTE)
    if recent >= world.service.questions_per_minute:
        return _slowed(inbound, recent - world.service.questions_per_minute)
    try:
        reply: Reply = handler.handle(intent, inbound, world)
    except Fault as fault:
        return said(to_member(fault), *_noted(fault, world.now))
    return reply


def _noted(fault: Fault, now: datetime) -> tuple[Effect, ...]:
    """A refusal goes into the audit trail."""
    if fault.code != permissions.REFUSED:
        return ()
    return (lambda connection: permissions.note_refusal(connection, fault, now),)


def _slowed(inbound: Inbound, over: int) -> Reply:
    """Ask for patience; a group hears it once, or one person could make the bot fill it."""
    return Reply() if over and inbound.address.kind is ChatKind.GROUP else said(talk.TOO_FAST)


def store(
    connection: Any,  # noqa: ANN401 - a connection of the records, which alone know its type
    inbound: Inbound,
    effects: Sequence[Effect],
    wires: Sequence[Wire],
) -> tuple[Letter, ...]:
    """Write the event, its effects and what goes out; a repeated event changes nothing.

    Returns what the event is answered with: the same for its first coming and every repeat.
    """
    channel, event, where = inbound.address.channel, inbound.event, str(inbound.address)
    row = mailboxes.receive(connection, channel, event, str(inbound.sender), where, inbound.received)
    if row is None:
        return mailboxes.replies(connection, mailboxes.stored(connection, channel, event) or 0)
    for effect in effects:
        effect(connection)
    mailboxes.put(connection, channel, where, wires, inbound.held or inbound.received, row, handle=inbound.handle)
    return mailboxes.replies(connection, row)
