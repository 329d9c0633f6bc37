"""Something was tapped, or chosen by its number."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.cards import beside, card, more_of, references
from bot.handlers import Reply, World, consent, erase, objection, offer, reading, review, said, settings, ticket
from bot.handlers.judge import judged
from bot.intents import Intent, Want
from bot.message import Inbound
from bot.phrases import talk
from knowledge.answer import article, more
from records import choices


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Do what the token, or the number, stands for in this chat."""
    action = _chosen(intent, inbound, world)
    if action is None:
        return said(talk.EXPIRED if inbound.token else talk.NO_SUCH_NUMBER)
    return _DOES[action["do"]](action, inbound, world)


def claimed(intent: Intent, inbound: Inbound, world: World) -> Intent | None:
    """Return words as a choice where they would be a question and just what they say was offered last."""
    words = inbound.text.strip()
    if intent.want != Want.ASK or choices.labelled(world.reader, str(inbound.address), words, world.now) is None:
        return None
    return Intent(Want.CHOOSE, words)


def _chosen(intent: Intent, inbound: Inbound, world: World) -> Mapping[str, Any] | None:
    """Return what the token does, or the number or the label among the choices offered last."""
    where = str(inbound.address)
    if inbound.token:
        return choices.taken(world.reader, inbound.token, where, world.now)
    if intent.text.isdigit():
        return choices.numbered(world.reader, where, int(intent.text), world.now)
    return choices.labelled(world.reader, where, intent.text, world.now)


def _article(action: Mapping[str, Any], inbound: Inbound, world: World) -> Reply:
    """Show an article whole, with its neighbours one tap away."""
    snapshot, source, day = world.snapshot(), action["source"], date.fromisoformat(action["day"])
    found = article(snapshot, source, day)
    if found is None:
        return said(talk.GONE)
    near = [(talk.BEFORE, article(snapshot, source, day, -1)), (talk.AFTER, article(snapshot, source, day, 1))]
    options = [beside(label, quote, day) for label, quote in near if quote]
    parts, effects = offer([*options, *references(snapshot, found, day)], inbound, world)
    return Reply((card(found, whole=True), *parts), effects)


def _judge(action: Mapping[str, Any], inbound: Inbound, world: World) -> Reply:
    return judged(str(action["turn"]), bool(action["useful"]), inbound, world)


def _file(action: Mapping[str, Any], inbound: Inbound, world: World) -> Reply:
    """Hand in as a ticket what was meant as one."""
    return ticket.handle(Intent(Want.TICKET, action["text"], kind=action["kind"]), inbound, world)


def _consent(action: Mapping[str, Any], inbound: Inbound, world: World) -> Reply:
    return consent.handle(Intent("consent", action["say"]), inbound, world)


def _erase(action: Mapping[str, Any], inbound: Inbound, world: World) -> Reply:
    return erase.handle(Intent("erase", action["say"]), inbound, world)


def _review(action: Mapping[str, Any], inbound: Inbound, world: World) -> Reply:
    return review.handle(Intent("review", action["say"]), inbound, world)


def _settings(action: Mapping[str, Any], inbound: Inbound, world: World) -> Reply:
    return settings.handle(Intent("settings", action["say"]), inbound, world)


def _more(action: Mapping[str, Any], inbound: Inbound, world: World) -> Reply:
    """Show the next articles of the same search that were not shown yet."""
    question, day, seen = action["question"], date.fromisoformat(action["day"]), action["seen"]
    snapshot, skip = world.snapshot(), int(action["skip"])
    while page := more(snapshot, question, day, skip):
        skip += len(page)
        if fresh := [quote for quote in page if quote.source not in seen]:
            parts, effects = offer([more_of(question, day, fresh, seen, skip)], inbound, world)
            return Reply((*(card(quote) for quote in fresh), *parts), effects)
    return said(talk.NO_MORE)


def _report(action: Mapping[str, Any], inbound: Inbound, world: World) -> Reply:
    return objection.reported(action, world)


def _read(action: Mapping[str, Any], inbound: Inbound, world: World) -> Reply:
    return reading.read(str(action["source"]), inbound, world, after="after" in action)


_DOES: Mapping[str, Callable[[Mapping[str, Any], Inbound, World], Reply]] = {
    "whole": _article,
    "more": _more,
    "judge": _judge,
    "file": _file,
    "read": _read,
    "report": _report,
    "review": _review,
    "consent": _consent,
    "erase": _erase,
    "settings": _settings,
}
