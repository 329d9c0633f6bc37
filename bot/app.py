"""The composition root: settings -> everything that runs, wired once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from starlette.applications import Starlette
from starlette.routing import Mount

from bot import clock as clocks
from bot.channels.web import Hub, WebChannel
from bot.config import Config
from bot.delivery import Delivery
from bot.indexing import Indexing
from bot.library import shelf as open_shelf
from bot.reception import Reception
from bot.web import admin, chat
from bot.web.shield import Headers, SignedOut
from bot.web.site import HERE, Site
from records.engine import open_records

DOCUMENTS = "documents"


def build(config: Config, clock: Callable[[], datetime] = clocks.now) -> Starlette:
    """Return the web application; its lifespan runs delivery and closes everything at the end."""
    records, shelf, hub = open_records(config.records_url), open_shelf(config), Hub()
    delivery = Delivery(records, WebChannel(records, hub, config.service.bot_name, clock), clock)
    reception = Reception(records, shelf, config.service, clock, delivery.wake)
    indexing = Indexing(shelf, config.workspace / DOCUMENTS, clock)
    templates = Jinja2Templates(HERE / "templates")
    pages = _pages(Site(config, shelf, records, reception, hub, delivery.wake, indexing, clock, templates))

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        sending = asyncio.create_task(delivery.run())
        await asyncio.to_thread(reception.warm)
        yield
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
        reception.close()
        records.close()

    return Starlette(routes=[Mount(config.web.path_prefix, pages)], lifespan=running)


def _pages(site: Site) -> FastAPI:
    pages = FastAPI(openapi_url=None)
    pages.state.site = site
    pages.include_router(chat.router)
    pages.include_router(admin.router)
    pages.mount("/static", StaticFiles(directory=HERE / "static"))
    pages.add_middleware(Headers)

    @pages.exception_handler(SignedOut)
    async def signed_out(_request: Request, _error: SignedOut) -> RedirectResponse:
        return RedirectResponse(f"{site.config.web.path_prefix}/admin/sign-in", status_code=303)

    return pages
