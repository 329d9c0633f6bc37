"""Takes what must go out from the outbox and gives it to its channel: in order in a chat, chats side by side."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from bot.channels import Channel, NotNow, Undeliverable
from bot.message import address_of
from records import mailboxes
from records.engine import Records
from records.mailboxes import Letter, State

Result = TypeVar("Result")
BATCH = 20
# Another process may have put something out, or a chat or a database be away for a while; in seconds.
PATIENCE = 2.0
_log = logging.getLogger("xuesi.delivery")


class Delivery:
    """Sends for one channel until it is told to stop, or its task is cancelled."""

    def __init__(
        self, records: Records, channel: Channel, clock: Callable[[], datetime], patience: float = PATIENCE
    ) -> None:
        self._records, self._channel, self._clock, self._patience = records, channel, clock, patience
        self._woken = asyncio.Event()
        self._queues: dict[str, deque[Letter]] = {}
        self._stopping = False

    def wake(self) -> None:
        """Say that something was put out; call in the loop's own thread."""
        self._woken.set()

    def stop(self) -> None:
        """Take no further letters; `run` ends when those on their way are settled."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Send what is due, then wait for more; what a killed process was sending is settled first."""
        name, safe = self._channel.NAME, self._channel.CAPABILITIES.resend_safe
        await self._write(lambda c: mailboxes.recover(c, name, resend_safe=safe))
        async with asyncio.TaskGroup() as chats:
            while not self._stopping:
                self._woken.clear()
                letters = await self._write(lambda c: mailboxes.claim(c, name, self._clock(), BATCH))
                for letter in letters:
                    self._queue(letter, chats)
                if not letters:
                    await self._rest()

    def _queue(self, letter: Letter, chats: asyncio.TaskGroup) -> None:
        """Put a letter behind the others of its chat; a slow chat delays no other."""
        if waiting := self._queues.get(letter.address):
            waiting.append(letter)
            return
        self._queues[letter.address] = deque([letter])
        chats.create_task(self._chat(letter.address))

    async def _chat(self, address: str) -> None:
        """Send the letters of one chat until none is left."""
        waiting = self._queues[address]
        while waiting:
            state = await self._send(waiting[0])
            if state is State.PENDING:
                await asyncio.sleep(self._patience)
                continue
            number = waiting[0].id
            await self._write(lambda c, one=number, how=state: mailboxes.mark(c, [one], how))
            waiting.popleft()
        del self._queues[address]

    async def _send(self, letter: Letter) -> State:
        """Return how far a letter got; `PENDING` where trying again is harmless."""
        try:
            await self._channel.send(address_of(letter.address), letter)
        except NotNow as asked:
            await asyncio.sleep(asked.seconds)
            return State.PENDING
        except Undeliverable:
            _log.warning("letter %d: %s refused it", letter.id, self._channel.NAME)
            return State.FAILED
        except Exception:
            # It may have arrived. Sending it twice is worse than not knowing, except where a repeat is seen as one.
            _log.exception("letter %d: %s did not say whether it arrived", letter.id, self._channel.NAME)
            return State.PENDING if self._channel.CAPABILITIES.resend_safe else State.UNKNOWN
        return State.SENT

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), self._patience)
        except TimeoutError:
            return

    async def _write(self, job: Callable[..., Result]) -> Result:
        """Write, however long the database is away: a full disk must not end delivery."""
        while True:
            try:
                # A cancelled task must not take back what the writing thread has begun.
                return await asyncio.shield(asyncio.wrap_future(self._records.submit(job)))
            except Exception:
                _log.exception("the records could not be written")
                await asyncio.sleep(self._patience)
