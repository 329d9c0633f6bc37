"""The composition root: settings -> everything that runs, wired once."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount

from bot import clock as clocks
from bot.channels.web import Hub, WebChannel
from bot.config import Config
from bot.delivery import Delivery
from bot.hours import hours
from bot.indexing import Indexing
from bot.library import shelf as open_shelf
from bot.reception import Reception
from bot.schedule import Schedule
from bot.upkeep import renew
from bot.web import admin, branch, chat, documents, me, people, problems, review, revision
from bot.web.limits import Limits
from bot.web.shield import Headers
from bot.web.site import HERE, Site
from records.engine import open_records

DOCUMENTS = "documents"


def build(config: Config, clock: Callable[[], datetime] = clocks.now) -> Starlette:
    """Return the web application; its lifespan runs delivery and closes everything at the end."""
    records, shelf, hub = open_records(config.records_url), open_shelf(config), Hub()
    delivery = Delivery(records, WebChannel(records, hub, config.service.bot_name, clock), clock)
    reception = Reception(records, shelf, config.service, clock, delivery.wake)
    schedule = Schedule(records, shelf, hours(config), clock, partial(secrets.randbits, 62), delivery.wake)
    indexing = Indexing(shelf, config.workspace / DOCUMENTS, clock, partial(renew, records, shelf, clock))
    templates = Jinja2Templates(HERE / "templates")
    pages = _pages(Site(config, shelf, records, reception, hub, delivery.wake, indexing, clock, templates))

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        # Reminders of a day that ended while nobody ran must not go out.
        await asyncio.to_thread(schedule.close, clock())
        sending = asyncio.create_task(delivery.run())
        keeping = asyncio.create_task(schedule.run())
        await asyncio.to_thread(reception.warm)
        yield
        schedule.stop()
        await keeping
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
        reception.close()
        records.close()

    # Outermost, so that what breaks is answered under the same headers.
    shield = [Middleware(Headers)]
    return Starlette(routes=[Mount(config.web.path_prefix, pages)], lifespan=running, middleware=shield)


def _pages(site: Site) -> FastAPI:
    pages = FastAPI(openapi_url=None)
    pages.state.site = site
    pages.include_router(chat.router)
    pages.include_router(admin.router)
    pages.include_router(documents.router)
    pages.include_router(review.router)
    pages.include_router(people.router)
    pages.include_router(revision.router)
    pages.include_router(branch.router)
    pages.include_router(me.router)
    pages.mount("/static", StaticFiles(directory=HERE / "static"))
    pages.add_middleware(Limits, site=site)
    problems.install(pages)
    return pages
