"""Questions that a chat shows as a poll of its own: an answer names the poll and nothing else."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from records.mailboxes import State, outbox
from records.metadata import Moment, insert_once, metadata, organisation

polls = sa.Table(
    "polls",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("poll", sa.String(100), nullable=False),
    sa.Column("address", sa.String(200), nullable=False),
    sa.Column("token", sa.String(32), nullable=False),
    sa.Column("sent", Moment, nullable=False),
    sa.UniqueConstraint("channel", "poll"),
)


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll in a chat, and the token of the question it shows."""

    address: str
    token: str


def add(connection: sa.Connection, channel: str, poll: str, address: str, token: str, now: datetime) -> None:
    """Keep which question a poll shows."""
    values = {"channel": channel, "poll": poll, "address": address, "token": token, "sent": now}
    insert_once(connection, polls, values)


def find(connection: sa.Connection, channel: str, poll: str) -> Poll | None:
    """Return what a poll shows, None for one that is not known."""
    query = sa.select(polls).where(polls.c.channel == channel, polls.c.poll == poll)
    row = connection.execute(query).first()
    return Poll(row.address, row.token) if row else None


def adopt(connection: sa.Connection, channel: str, poll: str, address: str, now: datetime) -> Poll | None:
    """Settle by its answer the one question to this chat of which nobody knew whether it arrived.

    An answer proves that its question did. None, and nothing changed, where no question or more than one is open.
    """
    open_ended = outbox.c.state.in_((State.SENDING, State.UNKNOWN))
    query = sa.select(outbox.c.id, outbox.c.payload).where(
        outbox.c.channel == channel, outbox.c.address == address, open_ended
    )
    asked = [row for row in connection.execute(query) if "quiz" in row.payload]
    if len(asked) != 1:
        return None
    ((letter, payload),) = asked
    connection.execute(outbox.update().where(outbox.c.id == letter).values(state=State.SENT))
    add(connection, channel, poll, address, payload["quiz"]["token"], now)
    return Poll(address, payload["quiz"]["token"])
