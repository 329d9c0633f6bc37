"""The terminal as a chat: `xuesi chat`."""

import asyncio
import threading
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TextIO

from bot.channels import Sink, Undeliverable
from bot.message import Address, Capabilities, ChatKind, Inbound, Sender
from records.mailboxes import Letter

NAME = "console"
CAPABILITIES = Capabilities(groups=False, text_limit=4000)


class ConsoleChannel:
    """See `bot.channels.Listener`: one person, one line a message, each answered before the next is read."""

    NAME = NAME
    CAPABILITIES = CAPABILITIES

    def __init__(self, lines: TextIO, screen: TextIO, user: str, clock: Callable[[], datetime]) -> None:
        self._lines, self._screen, self._user, self._clock = lines, screen, user, clock
        self._heard: asyncio.Queue[str | None] = asyncio.Queue()
        self._told = asyncio.Condition()
        self._last = 0
        self._stopped = False

    async def start(self, sink: Sink) -> None:
        """Talk until the end of input."""
        # A thread of its own, which dies with the process: Ctrl+C must not wait for a line that never comes.
        threading.Thread(target=self._read, args=(asyncio.get_running_loop(),), daemon=True).start()
        while (line := await self._heard.get()) is not None and not self._stopped:
            if line.strip():
                await self._shown(await sink(self._inbound(line.strip())))

    async def _shown(self, letters: Sequence[Letter]) -> None:
        """Wait until the answer stands on the screen."""
        last = max((letter.id for letter in letters), default=0)
        async with self._told:
            await self._told.wait_for(lambda: self._last >= last)

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        for line in self._lines:
            loop.call_soon_threadsafe(self._heard.put_nowait, line)
        loop.call_soon_threadsafe(self._heard.put_nowait, None)

    async def send(self, address: Address, letter: Letter) -> None:
        """Show one message; when nobody reads the screen any more, the talk is over."""
        try:
            self._screen.write(f"{letter.payload['text']}\n")
            self._screen.flush()
        except BrokenPipeError as error:
            self.stop()
            raise Undeliverable from error
        finally:
            async with self._told:
                self._last = letter.id
                self._told.notify_all()

    def stop(self) -> None:
        """Answer no further line."""
        self._stopped = True
        self._heard.put_nowait(None)

    def _inbound(self, text: str) -> Inbound:
        address = Address(NAME, ChatKind.PRIVATE, self._user)
        return Inbound(uuid.uuid4().hex, address, Sender(NAME, self._user), self._clock(), text)
