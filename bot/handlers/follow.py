"""What became of one's own tickets."""

from collections.abc import Mapping
from typing import Any

from bot.handlers import Reply, World, said
from bot.intents import Intent
from bot.message import ChatKind, Inbound
from bot.phrases import talk
from records import tickets

# So much of a ticket is enough to know it again.
SHOWN = 40


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Show the last tickets of this person, or the one whose number was given; a group never sees any."""
    if inbound.address.kind is ChatKind.GROUP:
        return said(talk.TICKET_PRIVATE)
    mine = tickets.of_sender(world.reader, str(inbound.sender))
    if intent.text:
        mine = tuple(one for one in mine if talk.number(one["id"]) == intent.text)
        if not mine:
            return said(talk.TICKET_UNKNOWN.format(number=f"T{intent.text}"))
    return said("\n".join(_line(one) for one in mine) or talk.TICKETS_NONE)


def _line(ticket: Mapping[str, Any]) -> str:
    reply = talk.TICKET_REPLY.format(reply=ticket["reply"]) if ticket["reply"] else talk.TICKET_WAITING
    number, text = talk.number(ticket["id"]), ticket["text"][:SHOWN]
    return talk.TICKET_LINE.format(number=number, kind=ticket["kind"], text=text, reply=reply)
