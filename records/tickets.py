"""Complaints and suggestions: filed in private chat, answered by an administrator, followed by who filed them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from records.metadata import Moment, metadata, organisation, rows

tickets = sa.Table(
    "tickets",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    organisation(),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("sender", sa.String(200), nullable=False, index=True),
    sa.Column("address", sa.String(200), nullable=False),
    sa.Column("filed", Moment, nullable=False),
    sa.Column("reply", sa.Text),
    sa.Column("answered", Moment),
    sa.Column("closed", Moment),
)


def file(
    connection: sa.Connection, ticket: str, kind: str, text: str, sender: str, address: str, moment: datetime
) -> None:
    """File a ticket under an id that the caller drew."""
    values = {"id": ticket, "kind": kind, "text": text, "sender": sender, "address": address, "filed": moment}
    connection.execute(tickets.insert().values(values))


def of_sender(connection: sa.Connection, sender: str) -> tuple[Mapping[str, Any], ...]:
    """Return the tickets one person filed, newest first."""
    query = sa.select(tickets).where(tickets.c.sender == sender).order_by(tickets.c.filed.desc())
    return rows(connection, query.limit(5))


def all_open_first(connection: sa.Connection) -> tuple[Mapping[str, Any], ...]:
    """Return tickets for the administrator, open ones first; who filed them is left out."""
    shown = (tickets.c.id, tickets.c.kind, tickets.c.text, tickets.c.filed, tickets.c.reply, tickets.c.answered,
             tickets.c.closed)  # fmt: skip
    query = sa.select(*shown).order_by(tickets.c.reply.is_not(None), tickets.c.filed.desc())
    return rows(connection, query.limit(200))


def answer(connection: sa.Connection, ticket: str, reply: str, moment: datetime) -> Mapping[str, Any] | None:
    """Keep the answer to a ticket; return the ticket, whose chat must hear of it, None for an unknown one."""
    found = next(iter(rows(connection, sa.select(tickets).where(tickets.c.id == ticket))), None)
    if found is not None:
        connection.execute(tickets.update().where(tickets.c.id == ticket).values(reply=reply, answered=moment))
    return found


def close(connection: sa.Connection, ticket: str, moment: datetime) -> bool:
    """Close a ticket; False, and nothing is done, for one that is unknown, unanswered or closed already."""
    open_still = (tickets.c.id == ticket) & tickets.c.reply.is_not(None) & tickets.c.closed.is_(None)
    return connection.execute(tickets.update().where(open_still).values(closed=moment)).rowcount == 1
