"""有用 or 没用: what one person thinks of one answer."""

from bot.handlers import Reply, World, said
from bot.handlers.ask import REMEMBERED
from bot.intents import Intent
from bot.message import ChatKind, Inbound, Text
from bot.phrases import talk
from records import conversations


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Judge the last answer that this person got in this chat."""
    who = str(inbound.sender)
    last = conversations.last_turn(world.reader, str(inbound.address), who, world.now - REMEMBERED)
    return judged(last.id, intent.useful, inbound, world) if last else said(talk.NOTHING_TO_JUDGE)


def judged(turn: str, useful: bool, inbound: Inbound, world: World) -> Reply:
    """Keep the judgement; a group does not hear of it."""
    who, now = str(inbound.sender), world.now
    parts = (Text(talk.THANKS),) if inbound.address.kind is ChatKind.PRIVATE else ()
    return Reply(parts, (lambda c: conversations.give_feedback(c, turn, who, now, useful=useful),))
