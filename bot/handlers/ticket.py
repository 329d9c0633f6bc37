"""投诉 and 建议: filed and followed in private chat."""

from bot import intents
from bot.handlers import Reply, World, said
from bot.intents import Intent
from bot.message import ChatKind, Inbound, Text
from bot.phrases import talk
from records import tickets


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """File a ticket, or show those of the same person."""
    if inbound.address.kind is ChatKind.GROUP:
        return said(talk.TICKET_PRIVATE)
    found = intents.ticket(intent.text)
    if found is None:
        return _mine(inbound, world)
    kind, text = found
    if not text:
        return said(talk.TICKET_EMPTY.format(kind=kind))
    who, where, now = str(inbound.sender), str(inbound.address), world.now
    drawn = world.token()
    return Reply(
        (Text(talk.TICKET_FILED.format(kind=kind, number=talk.number(drawn))),),
        (lambda connection: tickets.file(connection, drawn, kind, text, who, where, now),),
    )


def _mine(inbound: Inbound, world: World) -> Reply:
    mine = tickets.of_sender(world.reader, str(inbound.sender))
    if not mine:
        return said(talk.TICKETS_NONE)
    lines = []
    for one in mine:
        reply = talk.TICKET_REPLY.format(reply=one["reply"]) if one["reply"] else talk.TICKET_WAITING
        number, text = talk.number(one["id"]), one["text"][:40]
        lines.append(talk.TICKET_LINE.format(number=number, kind=one["kind"], text=text, reply=reply))
    return said("\n".join(lines))
