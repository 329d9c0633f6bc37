"""Something was tapped, or chosen by its number."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.cards import card, references
from bot.handlers import Option, Reply, World, offer, said
from bot.handlers.judge import judged
from bot.intents import Intent
from bot.message import Inbound
from bot.phrases import talk
from knowledge.answer import article, more
from records import choices


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Do what the token, or the number, stands for in this chat."""
    where = str(inbound.address)
    if inbound.token:
        action = choices.taken(world.reader, inbound.token, where, world.now)
    else:
        action = choices.numbered(world.reader, where, int(intent.text), world.now)
    if action is None:
        return said(talk.EXPIRED)
    if action["do"] == "judge":
        return judged(str(action["turn"]), bool(action["useful"]), inbound, world)
    return _more(action, inbound, world) if action["do"] == "more" else _article(action, inbound, world)


def _article(action: Mapping[str, Any], inbound: Inbound, world: World) -> Reply:
    """Show an article whole, with its neighbours one tap away."""
    snapshot, day = world.snapshot(), date.fromisoformat(action["day"])
    found = article(snapshot, action["source"], day)
    if found is None:
        return said(talk.GONE)
    options = [
        Option(label, {"do": "whole", "source": beside.source, "day": action["day"]})
        for label, step in ((talk.BEFORE, -1), (talk.AFTER, 1))
        if (beside := article(snapshot, action["source"], day, step))
    ]
    parts, effects = offer([*options, *references(snapshot, found, day)], inbound, world)
    return Reply((card(found, whole=True), *parts), effects)


def _more(action: Mapping[str, Any], inbound: Inbound, world: World) -> Reply:
    """Show the next articles of the same search."""
    day, skip = date.fromisoformat(action["day"]), int(action["skip"])
    found = more(world.snapshot(), action["question"], day, skip)
    if not found:
        return said(talk.NO_MORE)
    again = Option(talk.MORE, {**action, "skip": skip + len(found)})
    parts, effects = offer([again], inbound, world)
    return Reply((*(card(quote) for quote in found), *parts), effects)
