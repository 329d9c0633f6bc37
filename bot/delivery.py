"""Takes what must go out from the outbox and gives it to its channel: in order in a chat, chats side by side.

A letter is claimed, waits its turn by the channel's pace, is begun, sent, and settled. Each step is
written down before the next, so that a killed process leaves in doubt only what was on the wire.
"""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.channels import Channel, Closed, Moved, NotNow, Undeliverable
from bot.message import Address, address_of
from bot.pace import Pace, account_of
from records import chats, mailboxes
from records.engine import Records
from records.mailboxes import Letter, Reason, State

Result = TypeVar("Result")
BATCH = 20
# So many chats of an account at once: enough to use any pace to the full, few enough that a reply soon finds its
# place among pushes. An account that is out of order holds up no other.
HELD = 200
# Another process may have put something out, or a chat or a database be away for a while; in seconds.
PATIENCE = 2.0
_log = logging.getLogger("xuesi.delivery")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a letter got, what else has to be written down, and for how long to leave the chat in peace."""

    state: State
    pause: float = 0.0
    reason: Reason | None = None
    moved: Address | None = None


class Delivery:
    """Sends for one channel until it is told to stop, or its task is cancelled."""

    def __init__(
        self, records: Records, channel: Channel, clock: Callable[[], datetime], patience: float = PATIENCE,
        pace: Pace | None = None,
    ) -> None:  # fmt: skip
        self._records, self._channel, self._clock, self._patience = records, channel, clock, patience
        self._pace = pace or Pace(channel.CAPABILITIES.rates)
        self._woken = asyncio.Event()
        self._queues: dict[str, deque[Letter]] = {}
        self._idle: dict[str, asyncio.Task[None]] = {}
        self._stopping = False

    def wake(self) -> None:
        """Say that something was put out; call in the loop's own thread."""
        self._woken.set()

    def stop(self) -> None:
        """Take no further letters; `run` ends when those on their way are settled."""
        self._stopping = True
        self._woken.set()
        for task in self._idle.values():
            task.cancel()

    async def run(self) -> None:
        """Send what is due, then wait for more; what a killed process was sending is settled first."""
        name, safe = self._channel.NAME, self._channel.CAPABILITIES.resend_safe
        await self._write(lambda c: mailboxes.recover(c, name, resend_safe=safe))
        await self._remember()
        async with asyncio.TaskGroup() as tasks:
            while not self._stopping:
                self._woken.clear()
                letters = await self._write(self._claim)
                for letter in letters:
                    self._queue(letter, tasks)
                if not letters:
                    await self._rest()

    async def _remember(self) -> None:
        """Let the pace know what went out before this start."""
        now = self._clock()
        since = now - timedelta(seconds=self._pace.longest)
        for address, begun in await self._write(lambda c: mailboxes.begun_since(c, self._channel.NAME, since)):
            self._pace.remember(address_of(address), (now - begun).total_seconds())

    def _claim(self, connection: Any) -> tuple[Letter, ...]:  # noqa: ANN401 - a connection of the records
        """Take what somebody waits for, and of the rest what there is room for."""
        name, now = self._channel.NAME, self._clock()
        replies = mailboxes.claim(connection, name, now, BATCH, replies=True)
        return (*replies, *mailboxes.claim(connection, name, now, BATCH, besides=self._full()))

    def _full(self) -> Sequence[str]:
        """Return the accounts of which no more chats are taken on for now."""
        held = Counter(account_of(address_of(key)) for key in self._queues)
        return [account for account, chats in held.items() if chats >= HELD]

    def _queue(self, letter: Letter, tasks: asyncio.TaskGroup) -> None:
        """Put a letter behind the others of its chat; a slow chat delays no other."""
        if waiting := self._queues.get(letter.address):
            waiting.append(letter)
            return
        self._queues[letter.address] = deque([letter])
        tasks.create_task(self._chat(letter.address))

    async def _chat(self, key: str) -> None:
        """Send the letters of one chat until none is left."""
        waiting, task = self._queues[key], asyncio.current_task()
        assert task is not None
        try:
            while waiting and not self._stopping:
                self._idle[key] = task
                pause = await self._next(address_of(key), waiting)
                self._idle[key] = task
                if pause:
                    await asyncio.sleep(pause)
        finally:
            if self._full():
                self.wake()
            del self._queues[key]
            self._idle.pop(key, None)

    async def _next(self, address: Address, waiting: deque[Letter]) -> float:
        """Send the first letter when its turn comes; return how long to pause after it."""
        async with self._pace.turn(address, urgent=any(letter.reply for letter in waiting)):
            # From here on stopping waits: what is begun is also settled.
            del self._idle[str(address)]
            letter = await self._write(lambda c: self._begin(c, waiting[0]))
            outcome = await self._send(address, letter) if letter else None
        if letter and outcome:
            await self._write(lambda c: self._settle(c, letter, outcome))
            if outcome.moved:
                waiting.clear()
                self.wake()
            if outcome.state is State.CLAIMED:
                return outcome.pause
        if waiting:
            waiting.popleft()
        return 0.0

    def _begin(self, connection: Any, letter: Letter) -> Letter | None:  # noqa: ANN401
        """Return the letter to send; None where its chat is over, or its number was taken from us."""
        if chats.is_closed(connection, letter.address):
            mailboxes.mark(connection, [letter.id], State.FAILED, Reason.CLOSED)
            return None
        return mailboxes.begin(connection, letter.id, self._clock())

    def _settle(self, connection: Any, letter: Letter, outcome: Outcome) -> None:  # noqa: ANN401
        mailboxes.mark(connection, [letter.id], outcome.state, outcome.reason)
        if outcome.reason is Reason.CLOSED:
            chats.close(connection, letter.address, self._clock())
        if outcome.moved:
            chats.move(connection, letter.address, str(outcome.moved))
            mailboxes.release(connection, self._channel.NAME, str(outcome.moved))

    async def _send(self, address: Address, letter: Letter) -> Outcome:
        """Send it; `CLAIMED` where trying again is harmless."""
        try:
            await self._channel.send(address, letter)
        except NotNow as asked:
            self._pace.hold(address, asked.seconds)
            return Outcome(State.CLAIMED, asked.seconds)
        except Moved as moved:
            return Outcome(State.CLAIMED, moved=moved.address)
        except Undeliverable as refused:
            _log.warning("letter %d: %s refused it", letter.id, self._channel.NAME)
            return Outcome(State.FAILED, reason=Reason.CLOSED if isinstance(refused, Closed) else Reason.REFUSED)
        except Exception:
            # It may have arrived. Sending it twice is worse than not knowing, except where a repeat is seen as one.
            _log.exception("letter %d: %s did not say whether it arrived", letter.id, self._channel.NAME)
            safe = self._channel.CAPABILITIES.resend_safe
            return Outcome(State.CLAIMED, self._patience) if safe else Outcome(State.UNKNOWN, reason=Reason.UNSURE)
        return Outcome(State.SENT)

    async def _rest(self) -> None:
        # `asyncio.wait_for` overlooks a cancellation that comes with the waking (until Python 3.12).
        with suppress(TimeoutError):
            async with asyncio.timeout(self._patience):
                await self._woken.wait()

    async def _write(self, job: Callable[..., Result]) -> Result:
        """Write, however long the database is away: a full disk must not end delivery."""
        while True:
            try:
                # A cancelled task must not take back what the writing thread has begun.
                return await asyncio.shield(asyncio.wrap_future(self._records.submit(job)))
            except Exception:
                _log.exception("the records could not be written")
                await asyncio.sleep(self._patience)
