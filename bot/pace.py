"""How fast a channel is used: never faster than it allows, and who waits for an answer goes first."""

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.message import Address, ChatKind, Rate

# Windows of chats that are idle again are forgotten when there are so many.
KEPT = 2000


@dataclass(slots=True)
class _Window:
    """What one limit has seen: a message counts from its beginning until so long after its end.

    The other side counts when a message reaches it, which lies between the two: whatever the
    network does, it never sees more than the limit.
    """

    rate: Rate
    under_way: int = 0
    ended: deque[float] = field(default_factory=deque)

    def free(self, now: float) -> float:
        """Return when there is room; infinite while only an end can make some."""
        while self.ended and self.ended[0] <= now - self.rate.seconds:
            self.ended.popleft()
        if self.under_way + len(self.ended) < self.rate.count:
            return now
        return self.ended[0] + self.rate.seconds if self.ended else math.inf

    def idle(self, now: float) -> bool:
        """Tell whether nothing is left to remember."""
        return self.free(now) <= now and not self.under_way and not self.ended


@dataclass(slots=True)
class _Waiting:
    account: str
    room: str
    windows: tuple[_Window, ...]
    turn: "asyncio.Future[None]"


class Pace:
    """Hands out turns to send; `clock` shows seconds that never run backwards."""

    def __init__(self, rates: Sequence[Rate], clock: Callable[[], float] = time.monotonic) -> None:
        self._rates, self._clock = rates, clock
        self._windows: dict[tuple[Rate, str], _Window] = {}
        self._urgent: list[_Waiting] = []
        self._others: list[_Waiting] = []
        self._held: dict[str, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def turn(self, address: Address, *, urgent: bool) -> AsyncIterator[None]:
        """Wait until a message may go to this chat, and count it; leave when it has arrived or failed."""
        windows = self._windows_of(address)
        turn = asyncio.get_running_loop().create_future()
        waiting = _Waiting(account_of(address), room_of(address), windows, turn)
        queue = self._urgent if urgent else self._others
        queue.append(waiting)
        self._serve()
        try:
            await waiting.turn
            yield
        finally:
            if waiting in queue:
                queue.remove(waiting)
            else:
                self._end(windows)

    def hold(self, address: Address, seconds: float) -> None:
        """Leave a chat in peace for so long.

        A private chat that is used at its pace has no reason to ask for it, so when two of
        one account do, they speak for the whole account.
        """
        now, until, account = self._clock(), self._clock() + seconds, account_of(address)
        self._held = {held: end for held, end in self._held.items() if end > now}
        chats = f"{address.channel}:{ChatKind.PRIVATE}:{account}"
        if address.kind is ChatKind.PRIVATE and any(room.startswith(chats) for room in self._held):
            self._held[account] = max(until, self._held.get(account, now))
        self._held[room_of(address)] = until

    def remember(self, address: Address, ago: float) -> None:
        """Count a message that went out so many seconds ago, before this began; called for the oldest first."""
        for window in self._windows_of(address):
            window.ended.append(self._clock() - ago)

    @property
    def longest(self) -> float:
        """How many seconds the past matters."""
        return max((rate.seconds for rate in self._rates), default=0.0)

    def _end(self, windows: Sequence[_Window]) -> None:
        for window in windows:
            window.under_way -= 1
            window.ended.append(self._clock())
        self._serve()

    def _serve(self) -> None:
        """Give a turn to everybody who may have one, and come back when the next may."""
        now, again = self._clock(), math.inf
        for queue in (self._urgent, self._others):
            for waiting in tuple(queue):
                held = (self._held.get(one, now) for one in (waiting.account, waiting.room))
                free = max([now, *held, *(one.free(now) for one in waiting.windows)])
                if free > now:
                    again = min(again, free)
                    continue
                queue.remove(waiting)
                for window in waiting.windows:
                    window.under_way += 1
                waiting.turn.set_result(None)
        self._wake(again - now)

    def _wake(self, seconds: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._serve) if seconds < math.inf else None

    def _windows_of(self, address: Address) -> tuple[_Window, ...]:
        if len(self._windows) > KEPT:
            now = self._clock()
            self._windows = {key: window for key, window in self._windows.items() if not window.idle(now)}
        keys = {"channel": account_of(address), "chat": room_of(address), "group": room_of(address)}
        group = address.kind is ChatKind.GROUP
        wanted = [(rate, keys[rate.per]) for rate in self._rates if group or rate.per != "group"]
        return tuple(self._windows.setdefault(key, _Window(key[0])) for key in wanted)


def account_of(address: Address) -> str:
    """Return which of a channel's accounts a chat belongs to: "main/" for "main/anna", "" where there is but one."""
    name, slash, _ = address.chat.partition("/")
    return name + slash if slash else ""


def room_of(address: Address) -> str:
    """Return what a chat's limits go by: the topics of a group share them."""
    return f"{address.channel}:{address.kind}:{address.chat.partition(':')[0]}"
