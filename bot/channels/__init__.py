"""Channels: two translators each, from what a chat sends to `Inbound` and from the wire to the chat."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, Protocol

from bot.message import Address, Capabilities, Inbound
from records.mailboxes import Letter

# Where a channel brings what it hears; what comes back is the stored reply, after the commit.
Sink = Callable[[Inbound], Awaitable[Sequence[Letter]]]


class Undeliverable(Exception):
    """The chat refused a message for good: blocked, left, too late to answer."""


class Channel(Protocol):
    """What delivery knows of a channel."""

    NAME: str
    CAPABILITIES: Capabilities

    async def send(self, address: Address, wire: Mapping[str, Any], letter: int) -> None:
        """Send one message; `letter` is the same when it is sent again.

        Raises `Undeliverable`; anything else it raises means that nobody can say whether it arrived.
        """
        ...


class Listener(Channel, Protocol):
    """A channel with ears of its own; others are called by the web server and bring what they hear."""

    async def start(self, sink: Sink) -> None:
        """Listen until the chat ends or `stop` is called."""
        ...

    def stop(self) -> None:
        """Hear nothing more; what was heard is still handled."""
        ...


def capabilities_of(channel: str) -> Capabilities:
    """Return what the channel of this name can carry, for messages that answer nothing just heard."""
    found: Capabilities = import_module(f"{__name__}.{channel}").CAPABILITIES
    return found
