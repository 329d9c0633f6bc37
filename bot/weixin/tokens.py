"""One account's access token: fetched once for all who wait for it, renewed once for all whom it failed."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

# A token of the last minutes may end on the way.
MARGIN = timedelta(minutes=5)
# Fetches a token; `renew` says that the platform refused the one it gave before. Returns it and its seconds.
Fetch = Callable[[bool], Awaitable[tuple[str, int]]]


class Tokens:
    """The only holder: a second one would end the first one's token."""

    def __init__(self, fetch: Fetch, clock: Callable[[], datetime]) -> None:
        self._fetch, self._clock = fetch, clock
        self._token, self._ends = "", datetime.min
        self._door = asyncio.Lock()

    async def current(self) -> str:
        """Return a token that should work."""
        async with self._door:
            if not self._token or self._clock() >= self._ends:
                await self._take(renew=False)
            return self._token

    async def renewed(self, refused: str) -> str:
        """Return another token than the one that was refused."""
        async with self._door:
            if self._token == refused:
                await self._take(renew=True)
            return self._token

    async def _take(self, *, renew: bool) -> None:
        token, seconds = await self._fetch(renew)
        # Short-lived tokens are used for half their time.
        kept = max(timedelta(seconds=seconds) - MARGIN, timedelta(seconds=seconds / 2))
        self._token, self._ends = token, self._clock() + kept
