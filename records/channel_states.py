"""How each channel is, as the process that runs it last saw it, for the health page and `xuesi doctor`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from records.metadata import Moment, insert_or_change, metadata

channel_states = sa.Table(
    "channel_states",
    metadata,
    sa.Column("channel", sa.String(20), primary_key=True),
    # "" where all is well, else a code with a sentence in the phrases.
    sa.Column("code", sa.String(40), nullable=False),
    sa.Column("fields", sa.JSON, nullable=False),
    sa.Column("seen", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class ChannelState:
    """What was last seen of a channel: a code ("" where all is well) with its fields, and when."""

    code: str
    fields: Mapping[str, str]
    seen: datetime


def report(connection: sa.Connection, channel: str, code: str, fields: Mapping[str, str], now: datetime) -> None:
    """Say how a channel is now."""
    seen: dict[str, object] = {"code": code, "fields": dict(fields), "seen": now}
    insert_or_change(connection, channel_states, ["channel"], seen | {"channel": channel}, seen)


def state_of(connection: sa.Connection, channel: str) -> ChannelState | None:
    """Return how a channel was last seen; None when it never ran."""
    query = sa.select(channel_states).where(channel_states.c.channel == channel)
    row = connection.execute(query).first()
    return ChannelState(row.code, row.fields, row.seen) if row else None
