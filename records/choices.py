"""Buttons: a short token stands for an action until it expires."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from records.metadata import Moment, metadata

choices = sa.Table(
    "choices",
    metadata,
    sa.Column("token", sa.String(32), primary_key=True),
    sa.Column("address", sa.String(200), nullable=False),
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
    connection: sa.Connection, token: str, address: str, action: Mapping[str, Any], number: int, now: datetime
) -> None:
    """Keep what a token, or its number, does in this chat."""
    values = {"token": token, "address": address, "action": dict(action), "number": number}
    connection.execute(choices.insert().values(values | {"offered": now, "expires": now + LASTS}))


def numbered(connection: sa.Connection, address: str, number: int, now: datetime) -> Mapping[str, Any] | None:
    """Return the action of a number among the choices offered last in this chat; None without one."""
    newest = sa.select(sa.func.max(choices.c.offered)).where(choices.c.address == address).scalar_subquery()
    mine = (choices.c.address == address) & (choices.c.offered == newest) & (choices.c.number == number)
    query = sa.select(choices.c.action).where(mine, choices.c.expires > now)
    found: Mapping[str, Any] | None = connection.execute(query).scalar()
    return found


def taken(connection: sa.Connection, token: str, address: str, now: datetime) -> Mapping[str, Any] | None:
    """Return the action of a token tapped in this chat; None when unknown, of another chat, or expired."""
    mine = (choices.c.token == token) & (choices.c.address == address) & (choices.c.expires > now)
    found: Mapping[str, Any] | None = connection.execute(sa.select(choices.c.action).where(mine)).scalar()
    return found


def expire(connection: sa.Connection, now: datetime) -> None:
    """Forget tokens whose time is over."""
    connection.execute(choices.delete().where(choices.c.expires <= now))
