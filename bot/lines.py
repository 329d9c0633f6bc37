"""Work in lines: in order for each key, keys side by side."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

Work = Callable[[], Awaitable[None]]


class Lines:
    """Runs what is put behind a key when all that was put there before is done."""

    def __init__(self, most: int) -> None:
        """Let `most` pieces of work wait in all; whoever brings more waits with them."""
        self._queues: dict[str, deque[Work]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(most)

    async def put(self, key: str, work: Work) -> None:
        """Put work behind a key; what it raises ends nothing but itself, so it should raise nothing."""
        await self._room.acquire()
        if key in self._queues:
            self._queues[key].append(work)
            return
        self._queues[key] = deque([work])
        task = asyncio.create_task(self._run(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, key: str) -> None:
        waiting = self._queues[key]
        try:
            while waiting:
                try:
                    await waiting[0]()
                finally:
                    waiting.popleft()
                    self._room.release()
        finally:
            del self._queues[key]

    async def finish(self, seconds: float) -> None:
        """Wait for what is under way, but no longer than that; what is then left is given up."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
