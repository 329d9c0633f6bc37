"""Chats that are over for us (blocked, left, dissolved), and chats that moved to another address."""

from datetime import datetime

import sqlalchemy as sa

from records.choices import choices
from records.mailboxes import Reason, State, outbox
from records.metadata import Moment, insert_or_change, metadata
from records.organisation import groups
from records.polls import polls

closed_chats = sa.Table(
    "closed_chats",
    metadata,
    sa.Column("address", sa.String(200), primary_key=True),
    sa.Column("closed", Moment, nullable=False),
)


def close(connection: sa.Connection, address: str, now: datetime) -> None:
    """Note that a chat takes no more messages, and give up those that wait for it."""
    insert_or_change(connection, closed_chats, ["address"], {"address": address, "closed": now}, {"closed": now})
    waiting = outbox.c.state.in_((State.PENDING, State.CLAIMED))
    given_up = outbox.update().where(outbox.c.address == address, waiting)
    connection.execute(given_up.values(state=State.FAILED, reason=Reason.CLOSED))


def reopen(connection: sa.Connection, address: str) -> None:
    """Note that a chat takes messages again: somebody spoke there."""
    connection.execute(closed_chats.delete().where(closed_chats.c.address == address))


def is_closed(connection: sa.Connection, address: str) -> bool:
    """Tell whether a chat takes no more messages."""
    query = sa.select(closed_chats.c.address).where(closed_chats.c.address == address)
    return connection.execute(query).first() is not None


def closed(connection: sa.Connection) -> tuple[str, ...]:
    """Return the addresses of all such chats."""
    return tuple(connection.execute(sa.select(closed_chats.c.address).order_by(closed_chats.c.closed)).scalars())


def move(connection: sa.Connection, old: str, new: str) -> None:
    """Carry over to a chat's new address what belongs to it; done twice, nothing changes."""
    bound = connection.execute(sa.select(groups.c.address).where(groups.c.address == new)).first()
    moved = (outbox, choices, polls) if bound else (outbox, choices, polls, groups)
    for table in moved:
        connection.execute(table.update().where(table.c.address == old).values(address=new))
    connection.execute(groups.delete().where(groups.c.address == old))
    reopen(connection, old)
