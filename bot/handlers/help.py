"""What the bot does, and what the library holds."""

from bot import intents
from bot.handlers import Reply, World, said
from bot.intents import Intent
from bot.message import Inbound
from bot.phrases import talk
from knowledge import titles

SHOWN = 30


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Explain, or list the documents in force."""
    if not intents.asks_for_documents(intent.text):
        return said(talk.HELP.format(bot=world.service.bot_name))
    versions = [one for one in world.snapshot().catalog.versions.values() if one.span.holds(world.today)]
    lines = [talk.DOCUMENTS.format(count=len(versions))]
    for one in versions[:SHOWN]:
        version = f"（{one.metadata.version}）" if one.metadata.version else ""
        lines.append(talk.DOCUMENT.format(title=titles.clean(one.metadata.title), version=version))
    if len(versions) > SHOWN:
        lines.append(talk.DOCUMENTS_MORE)
    return said("\n".join(lines))
