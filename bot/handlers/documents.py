"""What the library holds today."""

import re
from datetime import datetime

from bot.clock import day_of
from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import Inbound
from bot.phrases import answers, talk
from knowledge import titles
from knowledge.snapshot import Snapshot

WORDS = re.compile(
    rf"^(?:(?:库里|库中|你)?(?:都?有)(?:哪些|什么)(?:文件|制度|规定)|文件(?:清单|目录|列表)|库里有什么){END}"
)
# More lines than this are not read in a chat.
SHOWN = 30


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """List the documents in force, and say how old the list is."""
    snapshot = world.snapshot()
    held = [one.metadata for one in snapshot.catalog.versions.values() if one.span.holds(world.today)]
    lines = [talk.DOCUMENTS.format(count=len(held)) if held else talk.DOCUMENTS_NONE]
    lines += [answers.document(titles.clean(one.title), one.version) for one in held[:SHOWN]]
    if len(held) > SHOWN:
        lines.append(talk.DOCUMENTS_MORE)
    return said("\n".join([*lines, indexed(snapshot)]))


def indexed(snapshot: Snapshot) -> str:
    """Say how old the library is; what it lacks may have been added since."""
    return talk.INDEXED.format(day=answers.day(day_of(datetime.fromisoformat(snapshot.manifest.created))))
