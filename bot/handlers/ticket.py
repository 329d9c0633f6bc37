"""投诉 and 建议: filed in private chat."""

from bot.handlers import Reply, World, said
from bot.intents import Intent
from bot.message import ChatKind, Inbound
from bot.phrases import talk
from records import tickets

# A page of text; what is longer belongs into a letter.
LONGEST = 1000


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """File a ticket; a group never sees one."""
    if inbound.address.kind is ChatKind.GROUP:
        return said(talk.TICKET_PRIVATE)
    if not intent.text:
        return said(talk.TICKET_EMPTY.format(kind=intent.kind))
    if len(intent.text) > LONGEST:
        return said(talk.TICKET_TOO_LONG.format(kind=intent.kind, most=LONGEST))
    who, where, drawn = str(inbound.sender), str(inbound.address), world.token()
    return said(
        talk.TICKET_FILED.format(kind=intent.kind, number=talk.number(drawn)),
        lambda connection: tickets.file(connection, drawn, intent.kind, intent.text, who, where, world.now),
    )
