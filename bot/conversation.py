"""An event becomes a reply, and one transaction."""

from collections.abc import Mapping
from datetime import timedelta
from types import ModuleType
from typing import Any

from bot.handlers import Reply, World, ask, choose, help, judge, said, ticket
from bot.intents import Want, read
from bot.message import Capabilities, Inbound
from bot.phrases import talk
from bot.phrases.faults import sentence
from bot.render import render
from faults import Fault
from records import mailboxes
from records.mailboxes import Letter

HANDLERS: Mapping[Want, ModuleType] = {
    Want.ASK: ask,
    Want.CHOOSE: choose,
    Want.JUDGE: judge,
    Want.TICKET: ticket,
    Want.HELP: help,
}
MINUTE = timedelta(minutes=1)


def think(inbound: Inbound, world: World) -> Reply:
    """Decide what to say; reads, and writes nothing. An empty reply is silence."""
    intent = read(inbound)
    if intent is None:
        return Reply()
    if world.service.guests == "none":
        return said(talk.MEMBERS_ONLY)
    recent = mailboxes.received_since(world.reader, str(inbound.sender), world.now - MINUTE)
    if recent >= world.service.questions_per_minute:
        return said(talk.TOO_FAST)
    try:
        reply: Reply = HANDLERS[intent.want].handle(intent, inbound, world)
    except Fault as fault:
        return said(sentence(fault))
    return reply


def store(connection: Any, inbound: Inbound, reply: Reply, capabilities: Capabilities) -> tuple[Letter, ...]:  # noqa: ANN401
    """Write the event, its effects and what goes out; a repeated event changes nothing.

    Returns what the event is answered with: the same for its first coming and every repeat.
    """
    channel, event, where = inbound.address.channel, inbound.event, str(inbound.address)
    row = mailboxes.receive(connection, channel, event, str(inbound.sender), where, inbound.received)
    if row is None:
        return mailboxes.replies(connection, mailboxes.stored(connection, channel, event) or 0)
    for effect in reply.effects:
        effect(connection)
    mailboxes.put(connection, channel, where, render(reply.parts, capabilities), inbound.received, row)
    return mailboxes.replies(connection, row)
