"""The web chat's own log: what stands in a chat, in the order in which everybody sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from records.metadata import Moment, insert_once, metadata, organisation

bubbles = sa.Table(
    "bubbles",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("chat", sa.String(200), nullable=False),
    sa.Column("sender", sa.String(200), nullable=False),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("moment", Moment, nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
    # The outbox row this came from: sent twice, it still stands here once.
    sa.Column("letter", sa.Integer, unique=True),
    sa.Index(None, "chat", "id"),
    # Browsers ask for what came after the last number they saw: a number is never given twice.
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message in a chat; `sender` is "" for the bot."""

    id: int
    chat: str
    sender: str
    name: str
    moment: datetime
    content: Mapping[str, Any]


def say(
    connection: sa.Connection, chat: str, sender: str, name: str, moment: datetime, content: Mapping[str, Any],
    letter: int | None = None,
) -> None:  # fmt: skip
    """Add a message; a letter that already stands in the log is left alone."""
    values = {"chat": chat, "sender": sender, "name": name, "moment": moment, "content": dict(content)}
    insert_once(connection, bubbles, values | {"letter": letter})


def since(connection: sa.Connection, chats: Sequence[str], last: int, limit: int = 200) -> tuple[Bubble, ...]:
    """Return the messages after `last` in these chats, oldest first."""
    query = sa.select(bubbles).where(bubbles.c.chat.in_(chats), bubbles.c.id > last).order_by(bubbles.c.id)
    return tuple(_bubble(row) for row in connection.execute(query.limit(limit)))


def latest(connection: sa.Connection, chat: str, limit: int = 50) -> tuple[Bubble, ...]:
    """Return the last messages of one chat, oldest first."""
    query = sa.select(bubbles).where(bubbles.c.chat == chat).order_by(bubbles.c.id.desc()).limit(limit)
    return tuple(reversed([_bubble(row) for row in connection.execute(query)]))


def newest(connection: sa.Connection) -> int:
    """Return the id of the newest message, 0 before the first."""
    return int(connection.execute(sa.select(sa.func.max(bubbles.c.id))).scalar() or 0)


def _bubble(row: sa.Row[Any]) -> Bubble:
    return Bubble(row.id, row.chat, row.sender, row.name, row.moment, row.content)
