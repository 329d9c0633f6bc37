"""Inbox and outbox: what came in, once; what must go out, and how far it got."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from records.metadata import Moment, insert, metadata, organisation

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("event", sa.String(200), nullable=False),
    sa.Column("sender", sa.String(200), nullable=False),
    sa.Column("address", sa.String(200), nullable=False),
    sa.Column("received", Moment, nullable=False),
    sa.UniqueConstraint("channel", "event"),
    sa.Index(None, "sender", "received"),
)
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("inbox", sa.Integer, sa.ForeignKey("inbox.id", ondelete="CASCADE")),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("address", sa.String(200), nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    # The day's push to one chat: written once, however often it is tried.
    sa.Column("day_key", sa.String(100), unique=True),
    # A passive reply needs the handle that came with the question, before it expires.
    sa.Column("handle", sa.String(500)),
    sa.Column("handle_expires", Moment),
    sa.Column("handle_uses", sa.Integer),
    sa.Column("state", sa.String(10), nullable=False, server_default="pending"),
    sa.Column("due", Moment, nullable=False),
    sa.Index(None, "channel", "state", "due"),
)


class State(StrEnum):
    """How far a message got; `unknown` (a timeout, a crash while sending) is not sent again by itself."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message that must go out."""

    id: int
    address: str
    payload: Mapping[str, Any]


def receive(
    connection: sa.Connection, channel: str, event: str, sender: str, address: str, received: datetime
) -> int | None:
    """Note an event; return its row, or None when this event was received before."""
    values = {"channel": channel, "event": event, "sender": sender, "address": address, "received": received}
    if stored(connection, channel, event) is not None:
        return None
    return insert(connection, inbox, values)


def stored(connection: sa.Connection, channel: str, event: str) -> int | None:
    """Return the row of an event, None when it never came."""
    query = sa.select(inbox.c.id).where(inbox.c.channel == channel, inbox.c.event == event)
    return connection.execute(query).scalar()


def replies(connection: sa.Connection, received: int) -> tuple[Letter, ...]:
    """Return what an event was answered with, in order."""
    query = sa.select(outbox).where(outbox.c.inbox == received).order_by(outbox.c.id)
    return tuple(_letter(row) for row in connection.execute(query))


def put(
    connection: sa.Connection, channel: str, address: str, payloads: Sequence[Mapping[str, Any]], due: datetime,
    received: int | None = None,
) -> None:  # fmt: skip
    """Put messages out for one chat, in order."""
    for payload in payloads:
        values = {"channel": channel, "address": address, "payload": dict(payload), "due": due, "inbox": received}
        connection.execute(outbox.insert().values(values))


def claim(connection: sa.Connection, channel: str, now: datetime, limit: int) -> tuple[Letter, ...]:
    """Take the next messages that are due; they are `sending` until somebody says how it went."""
    due = sa.select(outbox).where(outbox.c.channel == channel, outbox.c.state == State.PENDING, outbox.c.due <= now)
    letters = tuple(_letter(row) for row in connection.execute(due.order_by(outbox.c.id).limit(limit)))
    mark(connection, [letter.id for letter in letters], State.SENDING)
    return letters


def mark(connection: sa.Connection, letters: Sequence[int], state: State) -> None:
    """Say how far messages got."""
    if letters:
        connection.execute(outbox.update().where(outbox.c.id.in_(letters)).values(state=state))


def recover(connection: sa.Connection, channel: str, *, resend_safe: bool) -> int:
    """After a crash: what was being sent is sent again where that is harmless, else unknown; return how many."""
    state = State.PENDING if resend_safe else State.UNKNOWN
    left = outbox.update().where(outbox.c.channel == channel, outbox.c.state == State.SENDING)
    return int(connection.execute(left.values(state=state)).rowcount)


def received_since(connection: sa.Connection, sender: str, since: datetime) -> int:
    """Count the events of one sender since a moment, for the limit a minute."""
    query = sa.select(sa.func.count()).where(inbox.c.sender == sender, inbox.c.received >= since)
    return int(connection.execute(query).scalar_one())


def _letter(row: sa.Row[Any]) -> Letter:
    return Letter(row.id, row.address, row.payload)
