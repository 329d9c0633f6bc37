"""继续读: a document read on in the chat; the place is kept, the time spent is nobody's business."""

import re
from datetime import date

from bot.cards import card
from bot.handlers import Effect, Option, Reply, World, offer, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound, Part, Text
from bot.phrases import quiz as words
from knowledge.answer import article
from knowledge.evidence import Quote
from knowledge.snapshot import Snapshot
from records import bookmarks

WORDS = re.compile(rf"^(?:继续(?:读|看|学习|阅读)|接着(?:读|看)|往下读){END}")
# So many characters are read at a time: a screen of a phone.
SCREEN = 400


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Show what comes after the place that this member reached."""
    if world.member is None or inbound.address.kind is ChatKind.GROUP:
        return said(words.NO_BOOKMARK)
    place = bookmarks.of_member(world.reader, world.member.id)
    return read(place, inbound, world, after=True) if place else said(words.NO_BOOKMARK)


def read(source: str, inbound: Inbound, world: World, *, after: bool = False) -> Reply:
    """Show a screenful from an article on, or from the one after it, and keep the place where it ends."""
    snapshot, day = world.snapshot(), world.today
    start = article(snapshot, source, day)
    if start is None or start.state != "in_force":
        return said(words.BOOKMARK_GONE)
    shown = _screen(snapshot, source, day, after=after)
    if not shown:
        return said(words.READING_ENDS.format(title=start.document))
    last, member = shown[-1].source, world.member
    parts: list[Part] = [card(quote, whole=True) for quote in shown]
    kept: tuple[Effect, ...] = ()
    if member and inbound.address.kind is ChatKind.PRIVATE:
        kept = (lambda connection: bookmarks.keep(connection, member.id, last),)
    if article(snapshot, last, day, 1) is None:
        return Reply((*parts, Text(words.READING_ENDS.format(title=start.document))), kept)
    offered, effects = offer([Option(words.READ_ON, {"do": "read", "source": last, "after": True})], inbound, world)
    return Reply((*parts, *offered), (*kept, *effects))


def _screen(snapshot: Snapshot, source: str, day: date, *, after: bool) -> list[Quote]:
    """Return the next articles that fit on a screen, one at least where there is one."""
    shown: list[Quote] = []
    step, length = int(after), 0
    while (quote := article(snapshot, source, day, step)) and (not shown or length + len(quote.text) <= SCREEN):
        shown.append(quote)
        step, length = step + 1, length + len(quote.text)
    return shown
