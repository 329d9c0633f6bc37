"""Channels: two translators each, from what a chat sends to `Inbound` and from the wire to the chat."""

from collections.abc import Mapping
from typing import Any, Protocol

from bot.message import Address, Capabilities


class Undeliverable(Exception):
    """The chat refused a message for good: blocked, left, too late to answer."""


class Channel(Protocol):
    """What delivery knows of a channel."""

    NAME: str
    CAPABILITIES: Capabilities

    async def send(self, address: Address, wire: Mapping[str, Any], letter: int) -> None:
        """Send one message; `letter` is the same when it is sent again.

        Raises `Undeliverable`, or TimeoutError when nobody can say whether it arrived.
        """
        ...
