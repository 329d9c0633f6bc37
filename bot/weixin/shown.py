"""Replies that go out with the request they answer: written down before and after, like every letter.

Killed between the two, nobody knows whether it was shown; a platform that has not got it asks again.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from records import parked
from records.engine import Records


async def begin(records: Records, letters: Sequence[int]) -> None:
    """Say that letters go out now."""
    await asyncio.wrap_future(records.submit(lambda c: parked.begin(c, letters)))


async def settle(
    records: Records, letters: Sequence[int], now: datetime, wake: Callable[[], None], *, release: bool
) -> None:
    """Say that they have gone out; with `release` the rest of their reply may be pushed."""
    await asyncio.wrap_future(records.submit(lambda c: parked.settle(c, letters, now, release=release)))
    if release:
        wake()
