"""The terminal as a chat: `xuesi chat`."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.message import Address, Capabilities, ChatKind, Inbound, Sender

NAME = "console"
CAPABILITIES = Capabilities(groups=False, text_limit=4000)


def inbound(text: str, user: str, clock: Callable[[], datetime]) -> Inbound:
    """Translate a line that was typed."""
    address = Address(NAME, ChatKind.PRIVATE, user)
    return Inbound(uuid.uuid4().hex, address, Sender(NAME, user), clock(), text)


def lines(payload: Mapping[str, Any]) -> Iterator[str]:
    """Translate one message for the terminal."""
    yield from payload["text"].split("\n")
