"""How many messages one chat may get: WeCom drops what is over its limit and says nothing."""

import time
from collections import deque
from collections.abc import Callable

from bot.channels import NotNow

# WeCom allows a member 30 a minute and 1000 an hour. Half of it: a restart forgets what was sent just before.
MOST, SPAN = 15, 60.0


class Pace:
    """Counts what each chat got; `clock` shows seconds that never go back."""

    def __init__(self, most: int = MOST, span: float = SPAN, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._span, self._clock = most, span, clock
        self._sent: dict[str, deque[float]] = {}

    def step(self, chat: str) -> None:
        """Count one message; raises `NotNow` where the chat has had its share."""
        now = self._clock()
        sent = self._sent.setdefault(chat, deque())
        while sent and now - sent[0] >= self._span:
            sent.popleft()
        if len(sent) >= self._most:
            raise NotNow(self._span - (now - sent[0]))
        sent.append(now)
