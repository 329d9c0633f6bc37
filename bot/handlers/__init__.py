"""One want, one file; each has `handle(intent, inbound, world) -> Reply`.

`FOR_GUESTS = True` where it is open to strangers even if only members may ask.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.clock import day_of
from bot.config import Service
from bot.message import Choice, Choices, Inbound, Part, Text
from knowledge.snapshot import Snapshot
from records import choices
from records.members import Member

# A part of the event's one transaction: a function of the connection that writes.
Effect = Callable[[Any], object]
# Where nothing can be tapped a choice is made by one digit.
MOST = 9


class Overtaken(Exception):
    """Another event was written first and what was thought is out of date: raised by an effect, thought again."""


@dataclass(frozen=True, slots=True)
class World:
    """What a handler may look at: the library, one reading connection, this moment, the dice.

    `snapshot` gives what is published now; a handler calls it once and holds on to what it got.
    `member` is who speaks, None for a guest.
    """

    snapshot: Callable[[], Snapshot]
    reader: Any
    now: datetime
    token: Callable[[], str]
    service: Service
    member: Member | None = None

    @property
    def today(self) -> date:
        """The Beijing day."""
        return day_of(self.now)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said, and what is written together with it."""

    parts: tuple[Part, ...] = ()
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """Something that will be offered: its label and what it does."""

    label: str
    action: Mapping[str, Any]


def said(text: str, *effects: Effect) -> Reply:
    """Answer with plain words."""
    return Reply((Text(text),), effects)


def offer(options: Sequence[Option], inbound: Inbound, world: World) -> tuple[tuple[Part, ...], tuple[Effect, ...]]:
    """Turn options into choices to tap, and the effects that keep what their tokens do."""
    options = options[:MOST]
    if not options:
        return (), ()
    tokens = [world.token() for _ in options]
    shown = tuple(
        Choice(option.label, token, str(option.action.get("source", "")) if option.action["do"] == "whole" else "")
        for option, token in zip(options, tokens, strict=True)
    )
    effects = tuple(
        _keep(token, str(inbound.address), {**option.action, "label": option.label}, number, world.now)
        for number, (option, token) in enumerate(zip(options, tokens, strict=True), 1)
    )
    return (Choices(shown),), effects


def sure(effect: Effect) -> Effect:
    """Return an effect that gives the event up, to be thought again, where the given one returns False."""

    def surely(connection: Any) -> None:  # noqa: ANN401 - a connection of the records, which alone know its type
        if effect(connection) is False:
            raise Overtaken

    return surely


def _keep(token: str, address: str, action: Mapping[str, Any], number: int, now: datetime) -> Effect:
    return lambda connection: choices.offer(connection, token, address, action, number, now)
