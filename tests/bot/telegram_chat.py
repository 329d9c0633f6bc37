"""A bot that is really on Telegram: an emulated Bot API, real HTTP in both directions, real records."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import sqlalchemy as sa
import uvicorn
from bot_serving import free_port
from emulators.telegram import Telegram
from emulators.telegram_rules import BOT, TOKEN
from starlette.applications import Starlette

from bot.channels.telegram import TelegramChannel
from bot.config import Telegram as Settings
from bot.delivery import Delivery
from bot.pace import Pace
from bot.reception import Reception
from bot.render import render
from records import mailboxes
from records.channel_states import state_of
from records.engine import Records
from records.mailboxes import inbox, outbox
from records.spool import spool

# Long enough that a test which waits for it fails by its own limit; in seconds.
LIMIT = 30.0
OPEN = ("pending", "claimed", "sending")


class Mute:
    """A reception that keeps what it hears and answers what the test wants."""

    def __init__(self, records, clock) -> None:
        self.records, self.clock, self.heard, self.answers = records, clock, [], ()
        self.gates: dict[str, asyncio.Event] = {}

    async def receive(self, inbound, capabilities, *also):
        if gate := self.gates.get(inbound.text):
            await gate.wait()
        self.heard.append(inbound)
        wires = render(self.answers, capabilities)

        def job(connection):
            row = mailboxes.receive(
                connection, "telegram", inbound.event, str(inbound.sender), str(inbound.address), self.clock()
            )
            if row is not None:
                for effect in also:
                    effect(connection)
                mailboxes.put(connection, "telegram", str(inbound.address), wires, self.clock(), row)

        await asyncio.wrap_future(self.records.submit(job))
        return ()


class OnTelegram:
    """One bot and the emulator it talks to; `reception` may be changed while it runs."""

    def __init__(self, records: Records, reception: Reception, clock: Callable, telegram: Telegram) -> None:
        self.records, self.reception, self.clock, self.telegram = records, reception, clock, telegram
        self.delivery: Delivery

    async def sink(self, inbound, *also):
        letters = await self.reception.receive(inbound, self.channel.CAPABILITIES, *also)
        self.delivery.wake()
        return letters

    @asynccontextmanager
    async def running(self, mode: str = "polling", pace: Pace | None = None) -> AsyncIterator["OnTelegram"]:
        port = free_port()
        settings = Settings(mode, f"http://127.0.0.1:{port}/telegram", self.telegram.url, TOKEN)
        self.channel = TelegramChannel(self.records, settings, "学思", self.clock, lambda: self.delivery.wake())
        self.delivery = Delivery(self.records, self.channel, self.clock, 0.05, pace or Pace(()))
        pages = Starlette(routes=self.channel.routes())
        server = uvicorn.Server(uvicorn.Config(pages, "127.0.0.1", port, log_level="error", ws="none", lifespan="off"))
        serving = asyncio.create_task(server.serve()) if mode == "webhook" else None
        sending, hearing = asyncio.create_task(self.delivery.run()), asyncio.create_task(self.channel.start(self.sink))
        try:
            yield self
        finally:
            self.channel.stop()
            await hearing
            self.delivery.stop()
            await sending
            await self.channel.close()
            if serving:
                server.should_exit = True
                await serving

    async def handled(self, update: int) -> None:
        """Wait until an update is handled and everything that goes out is out."""
        await self.handled_only(update)
        await self.quiet()

    async def handled_only(self, update: int) -> None:
        """Wait until an update is handled."""
        event = f"{BOT['id']}:{update}"
        await until(lambda: self.count(inbox, inbox.c.event == event))

    async def quiet(self) -> None:
        """Wait until nothing lies anywhere that should not."""
        await until(lambda: not self.telegram.waiting() or self.telegram.webhook)
        await until(
            lambda: (
                not self.count(spool) and not self.count(outbox, outbox.c.state.in_(OPEN), outbox.c.due <= self.clock())
            )
        )

    def put(self, address: str, *parts) -> None:
        """Put something out that answers nobody."""
        wires = render(parts, self.channel.CAPABILITIES)
        self.records.write(lambda c: mailboxes.put(c, "telegram", address, wires, self.clock()))
        self.delivery.wake()

    def states(self) -> list[str]:
        """Return how far each message got, in the order in which they were put out."""
        with self.records.read() as reader:
            return list(reader.execute(sa.select(outbox.c.state).order_by(outbox.c.id)).scalars())

    def count(self, table, *where) -> int:
        with self.records.read() as reader:
            return reader.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one()

    def state(self) -> str | None:
        with self.records.read() as reader:
            found = state_of(reader, "telegram")
        return found.code if found else None


async def until(condition: Callable[[], object], limit: float = LIMIT) -> None:
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.01)
