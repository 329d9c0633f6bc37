"""Buttons: a short token stands for an action until it expires."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from records.metadata import Moment, metadata

choices = sa.Table(
    "choices",
    metadata,
    sa.Column("token", sa.String(32), primary_key=True),
    sa.Column("address", sa.String(200), nullable=False),
    # Only this person may choose; without one, everybody in the chat.
    sa.Column("sender", sa.String(200)),
    sa.Column("action", sa.JSON, nullable=False),
    # Where nothing can be tapped a choice is made by its number.
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("offered", Moment, nullable=False),
    sa.Column("expires", Moment, nullable=False, index=True),
    sa.Index(None, "address", "offered"),
)
# Answers are read again days later; after that the text may have changed.
LASTS = timedelta(days=30)


def offer(
    connection: sa.Connection, token: str, address: str, action: Mapping[str, Any], number: int, now: datetime,
    sender: str | None = None,
) -> None:  # fmt: skip
    """Keep what a token, or its number, does in this chat; with a `sender`, for this person alone."""
    values = {"token": token, "address": address, "sender": sender, "action": dict(action), "number": number}
    connection.execute(choices.insert().values(values | {"offered": now, "expires": now + LASTS}))


def numbered(
    connection: sa.Connection, address: str, number: int, now: datetime, sender: str | None = None
) -> Mapping[str, Any] | None:
    """Return the action of a number among the choices offered last to this person in this chat; None without one."""
    offered = _offered_to(address, sender)
    newest = sa.select(sa.func.max(choices.c.offered)).where(offered).scalar_subquery()
    mine = offered & (choices.c.offered == newest) & (choices.c.number == number)
    query = sa.select(choices.c.action).where(mine, choices.c.expires > now)
    found: Mapping[str, Any] | None = connection.execute(query).scalar()
    return found


def labelled(
    connection: sa.Connection, address: str, label: str, now: datetime, sender: str | None = None
) -> Mapping[str, Any] | None:
    """Return the action of what is called so among the choices offered last to this person in this chat."""
    offered = _offered_to(address, sender)
    newest = sa.select(sa.func.max(choices.c.offered)).where(offered).scalar_subquery()
    query = sa.select(choices.c.action).where(offered, choices.c.offered == newest, choices.c.expires > now)
    found: Iterator[Mapping[str, Any]] = (row.action for row in connection.execute(query.order_by(choices.c.number)))
    return next((action for action in found if action.get("label") == label), None)


def taken(
    connection: sa.Connection, token: str, address: str, now: datetime, sender: str | None = None
) -> Mapping[str, Any] | None:
    """Return the action of a token tapped in this chat; None when unknown, of another chat or person, or expired."""
    mine = (choices.c.token == token) & _offered_to(address, sender) & (choices.c.expires > now)
    found: Mapping[str, Any] | None = connection.execute(sa.select(choices.c.action).where(mine)).scalar()
    return found


def last_offered(connection: sa.Connection, address: str) -> datetime | None:
    """Return when something was offered last in a chat, None before the first time."""
    query = sa.select(sa.func.max(choices.c.offered)).where(choices.c.address == address)
    found: datetime | None = connection.execute(query).scalar()
    return found


def expire(connection: sa.Connection, now: datetime) -> None:
    """Forget tokens whose time is over."""
    connection.execute(choices.delete().where(choices.c.expires <= now))


def _offered_to(address: str, sender: str | None) -> sa.ColumnElement[bool]:
    return (choices.c.address == address) & (choices.c.sender.is_(None) | (choices.c.sender == sender))
