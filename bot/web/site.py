"""What the pages work with; one value, put together in `bot/app.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fastapi import Request
from fastapi.templating import Jinja2Templates

from bot.channels.web import Hub
from bot.config import Config
from bot.indexing import Indexing
from bot.reception import Reception
from knowledge.snapshot import Shelf
from records.engine import Records

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Site:
    """Settings, documents, records, the way in for messages, the bells for streams and delivery, the clock."""

    config: Config
    shelf: Shelf
    records: Records
    reception: Reception
    hub: Hub
    wake: Callable[[], None]
    indexing: Indexing
    clock: Callable[[], datetime]
    templates: Jinja2Templates


def site_of(request: Request) -> Site:
    """Return the site that a request came to."""
    site: Site = request.app.state.site
    return site
