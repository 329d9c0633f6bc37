"""Channels: two translators each, from what a chat sends to `Inbound` and from the wire to the chat."""

from collections.abc import Awaitable, Callable, Sequence
from importlib import import_module
from typing import Any, Protocol

from bot.message import Address, Capabilities, Inbound
from records.mailboxes import Letter


class Sink(Protocol):
    """Where a channel brings what it hears; what comes back is the stored reply, after the commit."""

    def __call__(self, inbound: Inbound, *also: Callable[[Any], object]) -> Awaitable[Sequence[Letter]]:
        """Handle one event; `also` is written in the same transaction."""
        ...


class Undeliverable(Exception):
    """The chat refused a message for good: blocked, left, too late to answer."""


class Closed(Undeliverable):
    """The chat takes no message at all any more, until somebody speaks there again."""


class Moved(Exception):
    """The chat has another address now; the message has certainly not arrived."""

    def __init__(self, address: Address) -> None:
        super().__init__(str(address))
        self.address = address


class NotNow(Exception):
    """The chat asks to be left in peace for some seconds; the message has certainly not arrived."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Channel(Protocol):
    """What delivery knows of a channel."""

    NAME: str
    CAPABILITIES: Capabilities

    async def send(self, address: Address, letter: Letter) -> None:
        """Send one message; `letter.id` is the same when it is sent again.

        Raises `Undeliverable`, `Moved` and `NotNow`; anything else it raises means that nobody can say
        whether it arrived.
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
