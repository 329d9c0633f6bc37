"""目录: the chapters and articles of a document in force, with the way into reading it."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.handlers import Option, Reply, World, offer, said
from bot.intents import END, Intent
from bot.message import Inbound, Text
from bot.phrases import quiz as words
from knowledge import titles
from knowledge.catalog import Row, Version
from knowledge.snapshot import Snapshot

WORDS = re.compile(rf"^(?:目录(?:[\s:：]+|(?=《)|$)|(?:从头|通)?读(?=《))(?P<rest>.*?){END}")
# More lines are not read in a chat.
SHOWN = 30


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Show how a document is divided; a button reads it from the beginning."""
    snapshot = world.snapshot()
    versions = [one for one in snapshot.catalog.versions.values() if one.span.holds(world.today)]
    name = intent.text.strip("《》 ")
    if not name:
        title = titles.clean(versions[0].metadata.title) if versions else words.A_TITLE
        return said(words.CONTENTS_OF.format(title=title))
    found = _named(name, versions, snapshot)
    if found is None:
        return said(words.CONTENTS_UNKNOWN.format(title=name))
    rows = snapshot.catalog.articles(found.id)
    title = titles.clean(found.metadata.title)
    lines = [words.CONTENTS.format(title=title), *_lines(rows)]
    option = Option(words.READ_FIRST, {"do": "read", "source": rows[0].source})
    parts, effects = offer([option], inbound, world)
    return Reply((Text("\n".join(lines)), *parts), effects)


def _named(name: str, versions: Sequence[Version], snapshot: Snapshot) -> Version | None:
    """Return the version in force that goes by a name, or the only one whose title holds it."""
    wanted = titles.normal(name)
    exact = [one for one in versions if one.id in snapshot.catalog.names.get(wanted, ())]
    held = exact or [one for one in versions if wanted in titles.normal(one.metadata.title)]
    return held[0] if len(held) == 1 or exact else None


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    """Yield a line a chapter with the articles in it, or a line an article where there are no chapters."""
    chapters = [(path, list(group)) for path, group in groupby(rows, key=lambda row: " ".join(row.article.path))]
    if len(chapters) < 2:
        chapters = [(row.article.label, [row]) for row in rows]
    for heading, group in chapters[:SHOWN]:
        first, last = group[0].article.label, group[-1].article.label
        yield words.contents_line(heading, first, last)
    if len(chapters) > SHOWN:
        yield words.BOOK_MORE
