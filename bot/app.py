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
from bot.web import admin, chat, documents, problems
from bot.web.limits import Limits
from bot.web.shield import Headers
from bot.web.site import HERE, Site
from bot.weixin.house import House
from records.engine import open_records

DOCUMENTS = "documents"


def build(config: Config, clock: Callable[[], datetime] = clocks.now) -> Starlette:
    """Return the web application; its lifespan runs delivery and closes everything at the end."""
    records, shelf, hub = open_records(config.records_url), open_shelf(config), Hub()
    deliveries: list[Delivery] = []

    def wake() -> None:
        for delivery in deliveries:
            delivery.wake()

    reception = Reception(records, shelf, config.service, clock, wake)
    house = House(config, records, reception, clock, wake)
    web = WebChannel(records, hub, config.service.bot_name, clock)
    deliveries += [Delivery(records, channel, clock) for channel in (web, *house.channels)]
    schedule = Schedule(records, shelf, hours(config), clock, partial(secrets.randbits, 62), wake)
    indexing = Indexing(shelf, config.workspace / DOCUMENTS, clock)
    templates = Jinja2Templates(HERE / "templates")
    pages = _pages(Site(config, shelf, records, reception, hub, wake, indexing, clock, templates))

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        # Reminders of a day that ended while nobody ran must not go out.
        await asyncio.to_thread(schedule.close, clock())
        sending = [asyncio.create_task(delivery.run()) for delivery in deliveries]
        keeping = asyncio.create_task(schedule.run())
        await asyncio.to_thread(reception.warm)
        async with house.open():
            yield
        schedule.stop()
        await keeping
        for task in sending:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        reception.close()
        records.close()

    # Outermost, so that what breaks is answered under the same headers.
    shield = [Middleware(Headers)]
    routes = [Mount(config.web.path_prefix, routes=[*house.routes, Mount("", pages)])]
    return Starlette(routes=routes, lifespan=running, middleware=shield)


def _pages(site: Site) -> FastAPI:
    pages = FastAPI(openapi_url=None)
    pages.state.site = site
    pages.include_router(chat.router)
    pages.include_router(admin.router)
    pages.include_router(documents.router)
    pages.mount("/static", StaticFiles(directory=HERE / "static"))
    pages.add_middleware(Limits, site=site)
    problems.install(pages)
    return pages
