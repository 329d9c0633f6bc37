"""What a chat has told us and nobody has looked at yet, so that it need not be told again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from records.metadata import insert_once, metadata, organisation

spool = sa.Table(
    "spool",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("channel", sa.String(20), nullable=False),
    sa.Column("event", sa.String(200), nullable=False),
    # As the chat sent it; gone as soon as it is handled.
    sa.Column("update", sa.JSON, nullable=False),
    sa.UniqueConstraint("channel", "event"),
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One event as it came; `event` is unique within its channel."""

    id: int
    event: str
    update: Mapping[str, Any]


def keep(connection: sa.Connection, channel: str, updates: Mapping[str, Mapping[str, Any]]) -> tuple[Heard, ...]:
    """Keep updates by their events; return those that do not lie here already, in order."""
    kept = []
    for event, update in updates.items():
        row = insert_once(connection, spool, {"channel": channel, "event": event, "update": dict(update)})
        if row is not None:
            kept.append(Heard(row, event, update))
    return tuple(kept)


def left(connection: sa.Connection, channel: str) -> tuple[Heard, ...]:
    """Return what a process that ended had not handled, in order."""
    query = sa.select(spool).where(spool.c.channel == channel).order_by(spool.c.id)
    return tuple(Heard(row.id, row.event, row.update) for row in connection.execute(query))


def drop(connection: sa.Connection, rows: Sequence[int]) -> None:
    """Forget what is handled."""
    connection.execute(spool.delete().where(spool.c.id.in_(rows)))
