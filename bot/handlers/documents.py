"""What the library holds today."""

from datetime import datetime

from bot.clock import day_of
from bot.handlers import Reply, World, said
from bot.intents import Intent
from bot.message import Inbound
from bot.phrases import answers, talk
from knowledge import titles

# More lines than this are not read in a chat.
SHOWN = 30


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """List the documents in force, and say how old the list is."""
    snapshot = world.snapshot()
    held = [one.metadata for one in snapshot.catalog.versions.values() if one.span.holds(world.today)]
    lines = [talk.DOCUMENTS.format(count=len(held))]
    lines += [answers.document(titles.clean(one.title), one.version) for one in held[:SHOWN]]
    if len(held) > SHOWN:
        lines.append(talk.DOCUMENTS_MORE)
    indexed = day_of(datetime.fromisoformat(snapshot.manifest.created))
    return said("\n".join([*lines, talk.INDEXED.format(day=answers.day(indexed))]))
