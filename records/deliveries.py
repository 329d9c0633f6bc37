"""How far messages got, for whoever keeps the machine: counts, what waits longest, what failed and why; never words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from faults import Fault
from records import chats
from records.mailboxes import Reason, State, outbox

# So many of the last failures are listed.
LISTED = 50
_OPEN = (State.PENDING, State.CLAIMED, State.SENDING)
# What was never meant to arrive any more is no failure.
_GIVEN_UP = (Reason.WITHDRAWN, Reason.CLOSED)


class Pile(StrEnum):
    """Where a message lies. `parked` waits until its chat asks for it, `later` for an hour to come."""

    WAITING = "waiting"
    LATER = "later"
    PARKED = "parked"
    SENT = "sent"
    UNSURE = "unsure"
    FAILED = "failed"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Queue:
    """One channel: how many lie where, and since when the oldest that should be out is due (None: nothing waits)."""

    channel: str
    piles: dict[Pile, int]
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A message that did not arrive, or of which nobody knows; whose it is and what it says is not part of it."""

    id: int
    channel: str
    state: State
    reason: Reason | None
    due: datetime
    attempts: int
    reply: bool


def queues(connection: sa.Connection, now: datetime, since: datetime) -> tuple[Queue, ...]:
    """Return every channel that ever carried anything; what is settled counts if it was due since a moment."""
    return tuple(_queue(connection, channel, now, since) for channel in _channels(connection))


def failures(connection: sa.Connection) -> tuple[Failure, ...]:
    """Return the last messages that failed or are unsure, newest first; what was given up is left out."""
    found = [row for channel in _channels(connection) for row in _failed(connection, channel)]
    newest = sorted(found, key=lambda row: (row.due, row.id), reverse=True)
    return tuple(newest[:LISTED])


def retry(
    connection: sa.Connection, letter: int, now: datetime, since: datetime, *, resend_safe: bool, quiet: bool
) -> None:  # fmt: skip
    """Send a message once more that has certainly not arrived, or whose channel sees a repeat as one (`resend_safe`).

    `since`: what was due before it is of no use any more; `quiet`: nobody may be written to unasked now.
    Raises the faults letter_gone, letter_unsure, letter_late, letter_closed and letter_quiet.
    """
    row = connection.execute(sa.select(outbox).where(outbox.c.id == letter).with_for_update()).first()
    if row is None or row.state not in (State.FAILED, State.UNKNOWN) or row.reason in _GIVEN_UP:
        raise Fault("letter_gone", number=letter)
    if row.state == State.UNKNOWN and not resend_safe:
        raise Fault("letter_unsure", number=letter)
    if row.due < since:
        raise Fault("letter_late", number=letter)
    if chats.is_closed(connection, row.address):
        raise Fault("letter_closed", number=letter)
    if quiet and row.inbox is None:
        raise Fault("letter_quiet", number=letter)
    again = outbox.update().where(outbox.c.id == letter)
    connection.execute(again.values(state=State.PENDING, reason=None, due=now))


def channel_of(connection: sa.Connection, letter: int) -> str | None:
    """Return by which channel a message goes, None for a number that was never given or is forgotten."""
    return connection.execute(sa.select(outbox.c.channel).where(outbox.c.id == letter)).scalar()


def _channels(connection: sa.Connection) -> Iterator[str]:
    """Step through the index from name to name: the outbox has millions of rows and a handful of channels."""
    last: str | None = ""
    while last is not None:
        beyond = sa.select(sa.func.min(outbox.c.channel)).where(outbox.c.channel > last)
        last = connection.execute(beyond).scalar()
        if last is not None:
            yield last


def _queue(connection: sa.Connection, channel: str, now: datetime, since: datetime) -> Queue:
    piles = dict.fromkeys(Pile, 0)
    here, future = outbox.c.channel == channel, outbox.c.due > now
    answers = outbox.c.inbox.is_not(None)
    open_ = sa.select(future, answers, sa.func.count(), sa.func.min(outbox.c.due))
    oldest = None
    for later, reply, count, first in connection.execute(
        open_.where(here, outbox.c.state.in_(_OPEN)).group_by(future, answers)
    ):
        pile = (Pile.PARKED if reply else Pile.LATER) if later else Pile.WAITING
        piles[pile] += int(count)
        if pile is Pile.WAITING:
            oldest = min(filter(None, (oldest, first)))
    ended = here & (outbox.c.due >= since)
    # Without its reason a message is counted in the index alone, and a million were sent where a thousand failed.
    for state, pile in ((State.SENT, Pile.SENT), (State.UNKNOWN, Pile.UNSURE)):
        query = sa.select(sa.func.count()).select_from(outbox).where(ended, outbox.c.state == state)
        piles[pile] = int(connection.execute(query).scalar_one())
    failed = sa.select(outbox.c.reason, sa.func.count()).where(ended, outbox.c.state == State.FAILED)
    for reason, count in connection.execute(failed.group_by(outbox.c.reason)):
        piles[Pile.GIVEN_UP if reason in _GIVEN_UP else Pile.FAILED] += int(count)
    return Queue(channel, piles, oldest)


def _failed(connection: sa.Connection, channel: str) -> Iterator[Failure]:
    failed = outbox.c.state.in_((State.FAILED, State.UNKNOWN)) & (outbox.c.channel == channel)
    kept = outbox.c.reason.is_(None) | outbox.c.reason.not_in(_GIVEN_UP)
    query = sa.select(outbox).where(failed, kept).order_by(outbox.c.due.desc(), outbox.c.id.desc()).limit(LISTED)
    for row in connection.execute(query):
        reason = Reason(row.reason) if row.reason else None
        yield Failure(row.id, row.channel, State(row.state), reason, row.due, row.attempts, row.inbox is not None)
