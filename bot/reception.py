"""Takes in what channels hear: thinks in a bounded pool, stores in one transaction, wakes delivery."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from functools import partial

from bot.config import Service
from bot.conversation import store, think
from bot.handlers import Effect, Overtaken, Reply, World, said
from bot.message import Capabilities, Inbound
from bot.phrases import talk
from bot.render import render
from faults import Fault
from knowledge.search import search
from knowledge.snapshot import Shelf
from records import mailboxes
from records.engine import Records
from records.mailboxes import Letter
from records.members import member_of

# Answering is a few milliseconds of processor time; more threads would only wait for one another.
THREADS = 4
# One person's events overtake one another once, by a double tap; more often is a defect.
TRIES = 5


class Reception:
    """The way of every event, whatever channel it came by."""

    def __init__(
        self, records: Records, shelf: Shelf, service: Service, clock: Callable[[], datetime], wake: Callable[[], None]
    ) -> None:
        self._records, self._shelf, self._service, self._clock, self._wake = records, shelf, service, clock, wake
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="reception")

    async def receive(self, inbound: Inbound, capabilities: Capabilities, *also: Effect) -> tuple[Letter, ...]:
        """Handle one event; returns after its commit, with what it is answered with.

        `also` is written in the same transaction, before the reply.
        """
        work = partial(self.handle, inbound, capabilities, *also)
        letters = await asyncio.get_running_loop().run_in_executor(self._pool, work)
        if inbound.held is None:
            # Else the channel carries the reply itself, and delivery would look for it in vain.
            self._wake()
        return letters

    def handle(self, inbound: Inbound, capabilities: Capabilities, *also: Effect) -> tuple[Letter, ...]:
        """Do it in the thread that calls."""
        for _ in range(TRIES):
            reply = self._think(inbound)
            wires, effects = render(reply.parts, capabilities, inbound.text), (*also, *reply.effects)
            with suppress(Overtaken):
                return self._records.write(partial(store, inbound=inbound, effects=effects, wires=wires))
        raise RuntimeError(f"event {inbound.event} was overtaken {TRIES} times")

    def _think(self, inbound: Inbound) -> Reply:
        with self._records.read() as reader:
            if mailboxes.stored(reader, inbound.address.channel, inbound.event):
                return Reply()
            member = member_of(reader, str(inbound.sender))
            token = partial(secrets.token_hex, 12)
            world = World(self._shelf.current, reader, self._clock(), token, self._service, member)
            try:
                return think(inbound, world)
            except Exception:  # a defect must not leave a member without a word; the log has all of it
                logging.getLogger("xuesi.reception").exception("event %s could not be answered", inbound.event)
                return said(talk.BROKEN)

    def warm(self) -> None:
        """Load dictionary, model and indexes, so that the first question is as quick as the next."""
        with suppress(Fault):
            search(self._shelf.current(), self._service.bot_name, 1)

    def close(self) -> None:
        """Let running events finish."""
        self._pool.shutdown()
