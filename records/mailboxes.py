"""Inbox and outbox: what came in, once; what must go out, and how far it got."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from records.metadata import Moment, insert_all_once, insert_once, metadata, organisation

# A longer day key ends in a digest.
LONGEST_KEY = 100
# What was begun just now was due at most so long ago, unless its chat was away for days.
WAITED = timedelta(days=1)

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
    sa.Column("day_key", sa.String(LONGEST_KEY), unique=True),
    # A passive reply needs the handle that came with the question, before it expires; it may be used so often.
    sa.Column("handle", sa.String(500)),
    sa.Column("handle_expires", Moment),
    sa.Column("handle_uses", sa.Integer),
    sa.Column("state", sa.String(10), nullable=False, server_default="pending"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("due", Moment, nullable=False),
    # When sending it began last: what a platform's limits are about, after a restart too.
    sa.Column("begun", Moment),
    # Why it failed, as a code with a sentence in the phrases; None where it did not.
    sa.Column("reason", sa.String(20)),
    sa.Index(None, "channel", "state", "due"),
    # Who asked is answered before thousands of pushes: the few replies are found among them at once.
    sa.Index(None, "channel", "state", "inbox"),
    sa.Index(None, "channel", "handle"),
    sa.Index(None, "inbox"),
    # Channels know a letter by its number to send it once: a number is never given twice.
    sqlite_autoincrement=True,
)


class Reason(StrEnum):
    """Why a message failed, or why nobody knows: the platform refused it, the chat takes none, it came too late."""

    REFUSED = "refused"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    UNSURE = "unsure"


class State(StrEnum):
    """How far a message got.

    `claimed` is in the hands of a process and has certainly not left; `unknown` (a timeout,
    a crash while sending) is not sent again by itself.
    """

    PENDING = "pending"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Handle:
    """What a passive reply needs (a reply token, a response address), until when, and how often it works."""

    value: str
    expires: datetime
    uses: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One message that must go out.

    `handle` is None where none came, or it is used up or expired when sending begins: then
    only a push can carry the letter. `attempts` counts the beginnings so far. `reply`: it
    answers somebody who waits for it.
    """

    id: int
    address: str
    payload: Mapping[str, Any]
    handle: str | None = None
    attempts: int = 0
    reply: bool = False


def receive(
    connection: sa.Connection, channel: str, event: str, sender: str, address: str, received: datetime
) -> int | None:
    """Note an event; return its row, or None when this event was received before."""
    values = {"channel": channel, "event": event, "sender": sender, "address": address, "received": received}
    return insert_once(connection, inbox, values)


def stored(connection: sa.Connection, channel: str, event: str) -> int | None:
    """Return the row of an event, None when it never came."""
    query = sa.select(inbox.c.id).where(inbox.c.channel == channel, inbox.c.event == event)
    return connection.execute(query).scalar()


def received_when(connection: sa.Connection, channel: str, event: str) -> datetime | None:
    """Return when an event was received, None when it never came."""
    query = sa.select(inbox.c.received).where(inbox.c.channel == channel, inbox.c.event == event)
    return connection.execute(query).scalar()


def replies(connection: sa.Connection, received: int) -> tuple[Letter, ...]:
    """Return what an event was answered with, in order."""
    query = sa.select(outbox).where(outbox.c.inbox == received).order_by(outbox.c.id)
    return tuple(_letter(row) for row in connection.execute(query))


def payload(connection: sa.Connection, letter: int) -> Mapping[str, Any] | None:
    """Return what a message held, None for a number that was never given or is forgotten."""
    found: Mapping[str, Any] | None = connection.execute(
        sa.select(outbox.c.payload).where(outbox.c.id == letter)
    ).scalar()
    return found


def put(
    connection: sa.Connection, channel: str, address: str, payloads: Sequence[Mapping[str, Any]], due: datetime,
    received: int | None = None, *, handle: Handle | None = None, day_key: str | None = None,
) -> bool:  # fmt: skip
    """Put messages out for one chat, in order.

    A `day_key` ("quiz:2026-03-02:web:group:g", a Beijing day) is used once: put out
    under it again, nothing happens and False is returned.
    """
    common: dict[str, object] = {"channel": channel, "address": address, "due": due, "inbox": received}
    if handle is not None:
        common |= {"handle": handle.value, "handle_expires": handle.expires, "handle_uses": handle.uses}
    letters = [common | {"payload": dict(payload)} for payload in payloads]
    if day_key is not None and letters:
        # The first message carries the key for all of them.
        first = insert_once(connection, outbox, letters.pop(0) | {"day_key": _key(day_key)})
        if first is None:
            return False
    if letters:
        connection.execute(outbox.insert(), letters)
    return True


def push(
    connection: sa.Connection, channel: str, letters: Mapping[str, tuple[str, Mapping[str, Any]]], due: datetime
) -> None:
    """Put out one message each to many chats: (address, payload) by day key; what was put out before stays as it is."""
    rows = [
        {"channel": channel, "address": address, "payload": dict(payload), "due": due, "day_key": _key(key)}
        for key, (address, payload) in letters.items()
    ]
    if rows:
        insert_all_once(connection, outbox, rows)


def withdraw(connection: sa.Connection, keys: str) -> int:
    """Give up the messages whose day key begins so and that nobody has begun to send; return how many."""
    waiting = outbox.c.day_key.startswith(keys, autoescape=True) & outbox.c.state.in_((State.PENDING, State.CLAIMED))
    return int(
        connection.execute(outbox.update().where(waiting).values(state=State.FAILED, reason=Reason.WITHDRAWN)).rowcount
    )


def pushed(connection: sa.Connection, keys: str) -> Mapping[str, int]:
    """Return how many messages whose day key begins so are in each state."""
    mine = outbox.c.day_key.startswith(keys, autoescape=True)
    query = sa.select(outbox.c.state, sa.func.count()).where(mine).group_by(outbox.c.state)
    return {str(state): int(count) for state, count in connection.execute(query)}


def claim(
    connection: sa.Connection, channel: str, now: datetime, limit: int, *, replies: bool = False,
    besides: Sequence[str] = (),
) -> tuple[Letter, ...]:  # fmt: skip
    """Take the next messages that are due, or only such as answer somebody; they are `claimed` until begun.

    Chats that begin with one of `besides` are left out. What another process is taking at this moment is left to it.
    """
    due = sa.select(outbox).where(outbox.c.channel == channel, outbox.c.state == State.PENDING, outbox.c.due <= now)
    wanted = due.where(outbox.c.inbox.is_not(None)) if replies else due
    kinds = ("private", "group")
    for address in (f"{channel}:{kind}:{chats}" for kind in kinds for chats in besides):
        wanted = wanted.where(~outbox.c.address.startswith(address, autoescape=True))
    rows = connection.execute(wanted.order_by(outbox.c.id).limit(limit).with_for_update(skip_locked=True)).all()
    mark(connection, [row.id for row in rows], State.CLAIMED)
    return tuple(_letter(row) for row in rows)


def begin(connection: sa.Connection, letter: int, now: datetime) -> Letter | None:
    """Say that a claimed letter goes out now; None where it is not claimed any more."""
    claimed = (outbox.c.id == letter) & (outbox.c.state == State.CLAIMED)
    row = connection.execute(sa.select(outbox).where(claimed)).first()
    if row is None:
        return None
    handle = row.handle if _usable(connection, row, now) else None
    begun = outbox.update().where(outbox.c.id == letter)
    connection.execute(begun.values(state=State.SENDING, attempts=outbox.c.attempts + 1, begun=now))
    return replace(_letter(row), handle=handle, attempts=row.attempts + 1)


def begun_since(connection: sa.Connection, channel: str, since: datetime) -> Sequence[tuple[str, datetime]]:
    """Return to which chats of a channel sending began since a moment, and when, oldest first."""
    # All states are named because the index goes by them.
    lately = (outbox.c.due > since - WAITED) & (outbox.c.begun > since)
    mine = lately & (outbox.c.channel == channel) & outbox.c.state.in_(tuple(State))
    query = sa.select(outbox.c.address, outbox.c.begun).where(mine).order_by(outbox.c.begun)
    return [(row.address, row.begun) for row in connection.execute(query)]


def release(connection: sa.Connection, channel: str, address: str) -> None:
    """Let go of what is claimed for a chat: it may be claimed anew."""
    held = (outbox.c.channel == channel) & (outbox.c.address == address) & (outbox.c.state == State.CLAIMED)
    connection.execute(outbox.update().where(held).values(state=State.PENDING))


def mark(connection: sa.Connection, letters: Sequence[int], state: State, reason: Reason | None = None) -> None:
    """Say how far messages got, and why no further."""
    if letters:
        connection.execute(outbox.update().where(outbox.c.id.in_(letters)).values(state=state, reason=reason))


def recover(connection: sa.Connection, channel: str, *, resend_safe: bool) -> int:
    """After a crash: what was being sent is sent again where that is harmless, else unknown; return how many.

    What was claimed and not begun goes out as if nothing had happened. Only for the one process
    that sends for this channel, before it begins.
    """
    mine = (outbox.c.channel == channel) & (outbox.c.state == State.CLAIMED)
    connection.execute(outbox.update().where(mine).values(state=State.PENDING))
    state = State.PENDING if resend_safe else State.UNKNOWN
    left = outbox.update().where(outbox.c.channel == channel, outbox.c.state == State.SENDING)
    return int(connection.execute(left.values(state=state)).rowcount)


def count(connection: sa.Connection, channel: str, state: State, since: datetime) -> int:
    """Count the messages of a channel in one state that were due since a moment."""
    mine = (outbox.c.channel == channel) & (outbox.c.state == state) & (outbox.c.due >= since)
    return int(connection.execute(sa.select(sa.func.count()).where(mine)).scalar_one())


def received_since(connection: sa.Connection, sender: str, since: datetime) -> int:
    """Count the events of one sender since a moment, for the limit a minute."""
    query = sa.select(sa.func.count()).where(inbox.c.sender == sender, inbox.c.received >= since)
    return int(connection.execute(query).scalar_one())


def _key(day_key: str) -> str:
    """Return a day key as it is stored; it begins as it was given."""
    if len(day_key) <= LONGEST_KEY:
        return day_key
    digest = hashlib.sha256(day_key.encode()).hexdigest()[:32]
    return f"{day_key[: LONGEST_KEY - 33]}#{digest}"


def _usable(connection: sa.Connection, row: sa.Row[Any], now: datetime) -> bool:
    """Tell whether a letter's handle still works: every attempt of any letter has used it once."""
    if row.handle is None or row.handle_expires <= now:
        return False
    same = (outbox.c.channel == row.channel) & (outbox.c.handle == row.handle)
    used = connection.execute(sa.select(sa.func.sum(outbox.c.attempts)).where(same)).scalar() or 0
    return int(used) < int(row.handle_uses)


def _letter(row: sa.Row[Any]) -> Letter:
    return Letter(row.id, row.address, row.payload, attempts=row.attempts, reply=row.inbox is not None)
