"""What the pages work with; one value, put together in `bot/app.py`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from fastapi import Request
from fastapi.templating import Jinja2Templates

from bot.channels.web import Hub
from bot.config import Config
from bot.indexing import Indexing
from bot.reception import Reception
from bot.web.chain import Chain
from knowledge.snapshot import Shelf
from records.engine import Records

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Site:
    """Settings, documents, records, the way in for messages, the bells for streams and delivery, the clock.

    `chain`: how the audit trail was last found.
    `told`: what an action has to say on the next page of a person, by `Session.person`.
    """

    config: Config
    shelf: Shelf
    records: Records
    reception: Reception
    hub: Hub
    wake: Callable[[], None]
    indexing: Indexing
    clock: Callable[[], datetime]
    templates: Jinja2Templates
    told: dict[str, str] = field(default_factory=dict)
    chain: Chain = field(default_factory=Chain)


def site_of(request: Request) -> Site:
    """Return the site that a request came to."""
    site: Site = request.app.state.site
    return site
