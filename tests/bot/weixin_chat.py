"""A bot that is really on a platform of WeChat or WeCom: an emulated platform, real HTTP, real records."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import sqlalchemy as sa
from emulators.platforms import Platform, until
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.config import Config, Service
from bot.delivery import Delivery
from bot.pace import Pace
from bot.reception import Reception
from bot.weixin.house import House
from records.engine import Records
from records.mailboxes import inbox, outbox


class Site:
    """What the server shows: one bot after the other."""

    app: Starlette

    async def __call__(self, scope, receive, send) -> None:
        await self.app(scope, receive, send)


class Deployment:
    """One bot and one platform; the settings may be changed while it runs."""

    def __init__(self, records: Records, shelf, clock, kind: type[Platform]) -> None:
        self.records, self.shelf, self.clock = records, shelf, clock
        self.platform = kind(clock, self.heard)
        self.deliveries: list[Delivery] = []
        self.open(Service())

    def open(self, service: Service) -> None:
        self.reception = Reception(self.records, self.shelf, service, self.clock, self.wake)

    async def receive(self, *heard):
        return await self.reception.receive(*heard)

    def wake(self) -> None:
        for delivery in self.deliveries:
            delivery.wake()

    @asynccontextmanager
    async def running(self, port: int, site: Site) -> AsyncIterator[None]:
        with self.platform.listening():
            config = Config(**self.platform.accounts(f"http://127.0.0.1:{port}"))
            # Loopback knows no certificates, and to read those of the machine costs more than a dialogue.
            client = httpx.AsyncClient(trust_env=False, verify=False)
            house = House(config, self.records, self, self.clock, self.wake, client)
            site.app = Starlette(routes=[*house.routes, Mount("/platform", self.platform.server())])
            self.deliveries = [Delivery(self.records, one, self.clock, 0.05, Pace(())) for one in house.channels]
            sending = [asyncio.create_task(delivery.run()) for delivery in self.deliveries]
            try:
                async with house.open():
                    yield
            finally:
                for delivery in self.deliveries:
                    delivery.stop()
                await asyncio.gather(*sending)
                self.reception.close()

    def count(self, table, *where) -> int:
        with self.records.read() as reader:
            return reader.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one()

    def heard(self, event: str) -> bool:
        return self.count(inbox, inbox.c.event == event) > 0

    async def quiet(self) -> None:
        """Wait until what goes out is out."""
        ready = (outbox.c.state == "pending") & (outbox.c.due <= self.clock())
        await until(lambda: not self.count(outbox, ready | outbox.c.state.in_(("claimed", "sending"))))
