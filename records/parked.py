"""Replies that wait in the outbox until their chat speaks again, because nothing else can carry them there."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from records.mailboxes import State, inbox, outbox

# What a chat refused (too many messages, too late) can still be fetched.
_OPEN = (State.PENDING, State.FAILED)
Reply = Sequence[sa.Row[Any]]


def begin(connection: sa.Connection, letters: Sequence[int]) -> None:
    """Say that letters go out with their request now; one that a repeated request has brought again was shown."""
    open_ = outbox.c.state.in_((*_OPEN, State.UNKNOWN))
    connection.execute(outbox.update().where(outbox.c.id.in_(letters), open_).values(state=State.SENDING))


def settle(connection: sa.Connection, letters: Sequence[int], now: datetime, *, release: bool) -> None:
    """Note that letters were shown with their request; with `release` the rest of their reply may be pushed."""
    connection.execute(outbox.update().where(outbox.c.id.in_(letters)).values(state=State.SENT))
    if release:
        events = sa.select(outbox.c.inbox).where(outbox.c.id.in_(letters))
        rest = outbox.c.inbox.in_(events) & (outbox.c.state == State.PENDING)
        connection.execute(outbox.update().where(rest).values(due=now))


def waits(connection: sa.Connection, sender: str, since: datetime, before: datetime) -> bool:
    """Tell whether a private chat should be told that something waits.

    That is the rest of the reply shown last, or a reply of which nothing was shown. Events of
    `sender` since `since` count; nothing is missing yet of those after `before`.
    """
    replies = _replies(connection, sender, since)
    newest = _newest(replies)
    return any(_open(reply) and (reply is newest or _untold(reply, before)) for reply in replies)


def resume(
    connection: sa.Connection, received: int, sender: str, since: datetime, before: datetime, until: datetime
) -> None:
    """Give what waits to the event `received`: the rest of the reply shown last, else the oldest reply.

    Last of all comes what may have been shown already when a process was killed. `since` and `before`
    as in `waits`. Until `until` only requests carry what is given.
    """
    replies = _replies(connection, sender, since)
    newest = _newest(replies) or ()
    fit = [reply for reply in replies if _open(reply) and (_told(reply) or _untold(reply, before))]
    unsure = [reply for reply in replies if any(row.state == State.UNKNOWN for row in reply)]
    chosen = newest if _open(newest) else next(iter((*fit, *unsure)), ())
    ids = [row.id for row in chosen if row.state in (*_OPEN, State.UNKNOWN)]
    moved = outbox.update().where(outbox.c.id.in_(ids))
    connection.execute(moved.values(inbox=received, state=State.PENDING, due=until))


def _replies(connection: sa.Connection, sender: str, since: datetime) -> list[Reply]:
    """Return the letters to a person by the event they answer, oldest letter first."""
    query = sa.select(outbox.c.id, outbox.c.inbox, outbox.c.state, inbox.c.received).join_from(outbox, inbox)
    mine: sa.Select[Any] = query.where(inbox.c.sender == sender, inbox.c.received >= since)
    found: dict[int, list[sa.Row[Any]]] = defaultdict(list)
    for row in connection.execute(mine.order_by(outbox.c.id)):
        found[row.inbox].append(row)
    return list(found.values())


def _newest(replies: Sequence[Reply]) -> Reply | None:
    """Return the reply of which something was shown last."""
    return max(filter(_told, replies), key=_last_shown, default=None)


def _last_shown(reply: Reply) -> int:
    return max(int(row.id) for row in reply if row.state == State.SENT)


def _open(reply: Reply) -> list[sa.Row[Any]]:
    return [row for row in reply if row.state in _OPEN]


def _told(reply: Reply) -> bool:
    return any(row.state == State.SENT for row in reply)


def _untold(reply: Reply, before: datetime) -> bool:
    return not _told(reply) and all(row.received < before for row in reply)
