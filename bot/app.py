"""The composition root: settings -> everything that runs, wired once."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi.templating import Jinja2Templates
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount

from bot import clock as clocks
from bot.channels import Channel
from bot.channels.web import Hub, WebChannel
from bot.config import Config
from bot.delivery import Delivery
from bot.hours import hours
from bot.indexing import Indexing
from bot.library import shelf as open_shelf
from bot.message import Inbound
from bot.reception import Reception
from bot.schedule import Schedule
from bot.upkeep import renew
from bot.web import pages
from bot.web.shield import Headers
from bot.web.site import HERE, Site
from records.engine import Records, open_records
from records.mailboxes import Letter

if TYPE_CHECKING:
    from bot.channels.telegram import TelegramChannel
    from bot.weixin.house import House

DOCUMENTS = "documents"
# How long what is on the wire may take when the server stops, in seconds.
FAREWELL = 5.0


def build(config: Config, clock: Callable[[], datetime] = clocks.now) -> Starlette:
    """Return the web application; its lifespan runs delivery and closes everything at the end."""
    records, shelf, hub = open_records(config.records_url), open_shelf(config), Hub()
    deliveries: list[Delivery] = []

    def wake() -> None:
        for delivery in deliveries:
            delivery.wake()

    reception = Reception(records, shelf, config.service, clock, wake)
    schedule = Schedule(records, shelf, hours(config), clock, partial(secrets.randbits, 62), wake)
    web = WebChannel(records, hub, config.service.bot_name, clock)
    telegram = _telegram(config, records, clock, wake)
    house = _house(config, records, reception, clock, wake)
    channels: Sequence[Channel] = (web, *telegram, *(house.channels if house else ()))
    deliveries += [Delivery(records, channel, clock) for channel in channels]
    indexing = Indexing(shelf, config.workspace / DOCUMENTS, clock, partial(renew, records, shelf, clock))
    templates = Jinja2Templates(HERE / "templates")
    site = Site(config, shelf, records, reception, hub, wake, indexing, clock, templates)

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        # Reminders of a day that ended while nobody ran must not go out.
        await asyncio.to_thread(schedule.close, clock())
        sending = [asyncio.create_task(delivery.run()) for delivery in deliveries]
        keeping = asyncio.create_task(schedule.run())
        await asyncio.to_thread(reception.warm)
        listening = [asyncio.create_task(one.start(partial(_heard, reception, one))) for one in telegram]
        async with house.open() if house else nullcontext():
            yield
        schedule.stop()
        await keeping
        for one in telegram:
            one.stop()
        await asyncio.gather(*listening, return_exceptions=True)
        await _settled(deliveries, sending)
        for one in telegram:
            await one.close()
        reception.close()
        records.close()

    # Outermost, so that what breaks is answered under the same headers.
    shield = [Middleware(Headers)]
    hooks = [*(route for one in telegram for route in one.routes()), *(house.routes if house else ())]
    routes = [Mount(config.web.path_prefix, routes=[*hooks, Mount("", pages.application(site))])]
    return Starlette(routes=routes, lifespan=running, middleware=shield)


def _telegram(
    config: Config, records: Records, clock: Callable[[], datetime], wake: Callable[[], None]
) -> "tuple[TelegramChannel, ...]":
    """Return the Telegram channel where it is wanted; who does without it does not load its library."""
    if config.telegram.mode == "off":
        return ()
    from bot.channels.telegram import TelegramChannel

    return (TelegramChannel(records, config.telegram, config.service.bot_name, clock, wake),)


def _house(
    config: Config, records: Records, reception: Reception, clock: Callable[[], datetime], wake: Callable[[], None]
) -> "House | None":
    """Return the accounts of WeChat and WeCom where there are any; who does without them loads none of it."""
    if not (config.wechat or config.wecom or config.wecom_bot or config.wecom_robot):
        return None
    import httpx

    from bot.weixin.house import House

    return House(config, records, reception, clock, wake, httpx.AsyncClient())


async def _heard(
    reception: Reception, channel: Channel, inbound: Inbound, *also: Callable[[Any], object]
) -> Sequence[Letter]:
    return await reception.receive(inbound, channel.CAPABILITIES, *also)


async def _settled(deliveries: Sequence[Delivery], sending: Sequence["asyncio.Task[None]"]) -> None:
    """Let what is on the wire arrive, for a while."""
    for delivery in deliveries:
        delivery.stop()
    _, late = await asyncio.wait(sending, timeout=FAREWELL)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
