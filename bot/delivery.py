"""Takes what must go out from the outbox and gives it to its channel, in order."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from bot.channels import Channel, Undeliverable
from bot.message import address_of
from records import mailboxes
from records.engine import Records
from records.mailboxes import Letter, State

Result = TypeVar("Result")
BATCH = 20
# Another process may have put something out; so often one looks without being woken, in seconds.
PATIENCE = 2.0


class Delivery:
    """Sends for one channel until it is stopped."""

    def __init__(self, records: Records, channel: Channel, clock: Callable[[], datetime]) -> None:
        self._records, self._channel, self._clock = records, channel, clock
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Say that something was put out; call in the loop's own thread."""
        self._woken.set()

    async def run(self) -> None:
        """Send what is due, then wait for more."""
        safe = self._channel.CAPABILITIES.resend_safe
        await self._write(lambda c: mailboxes.recover(c, self._channel.NAME, resend_safe=safe))
        while True:
            self._woken.clear()
            letters = await self._write(lambda c: mailboxes.claim(c, self._channel.NAME, self._clock(), BATCH))
            for letter in letters:
                state = await self._send(letter)
                await self._write(lambda c, one=letter, how=state: mailboxes.mark(c, [one.id], how))
            if not letters:
                await self._rest()

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), PATIENCE)
        except TimeoutError:
            return

    async def _send(self, letter: Letter) -> State:
        try:
            await self._channel.send(address_of(letter.address), letter.payload, letter.id)
        except Undeliverable:
            logging.getLogger("xuesi.delivery").warning("letter %d: %s refused it", letter.id, self._channel.NAME)
            return State.FAILED
        except TimeoutError:
            # It may have arrived. Sending it twice is worse than not knowing.
            return State.UNKNOWN
        return State.SENT

    async def _write(self, job: Callable[..., Result]) -> Result:
        return await asyncio.wrap_future(self._records.submit(job))
