"""The question bank: items, their versions with the words they rest on, and what reviewers decided."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from records.metadata import Moment, insert, metadata, organisation, rows

items = sa.Table(
    "items",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    # The newest version, which alone can be asked.
    sa.Column("version", sa.Integer),
    # 草稿 待审 启用 待复核 停用 归档, as codes: draft waiting active recheck suspended archived.
    sa.Column("state", sa.String(10), nullable=False, index=True),
    # Why it is out of circulation or waits (a code), "" when nothing is wrong.
    sa.Column("reason", sa.String(40), nullable=False, server_default=""),
    sa.Column("origin", sa.String(20), nullable=False),
    sa.Column("made", Moment, nullable=False),
    # The stem without spaces and marks, to find the same question again.
    sa.Column("normal", sa.String(300), nullable=False, index=True),
)
# A version never changes: answers point at the one that was asked.
item_versions = sa.Table(
    "item_versions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("item", sa.Integer, sa.ForeignKey("items.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("stem", sa.Text, nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("key", sa.JSON, nullable=False),
    sa.Column("explanation", sa.Text, nullable=False, server_default=""),
    sa.Column("difficulty", sa.Integer, nullable=False, server_default="3"),
    sa.Column("topic", sa.String(40), nullable=False, server_default=""),
    # The words it rests on: version and article ("3f9a1c0b7d2e#20"), the words, the hash of the article's text.
    sa.Column("source", sa.String(200)),
    sa.Column("words", sa.Text, nullable=False, server_default=""),
    sa.Column("article_digest", sa.String(64), nullable=False, server_default="", index=True),
    sa.Column("confidence", sa.Float, nullable=False, server_default="0"),
    sa.Column("made", Moment, nullable=False),
    sa.Column("made_by", sa.String(60), nullable=False),
    sa.UniqueConstraint("item", "number"),
)
# The articles that items were reviewed against, so that old and new can be seen side by side when snapshots are gone.
reviewed_articles = sa.Table(
    "reviewed_articles",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("title", sa.String(300), nullable=False),
    sa.Column("label", sa.String(200), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
# Decisions of reviewers, and errors that members reported (without their names).
item_events = sa.Table(
    "item_events",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("item", sa.Integer, sa.ForeignKey("items.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("action", sa.String(20), nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("actor", sa.String(60), nullable=False, server_default=""),
    sa.Column("moment", Moment, nullable=False),
)
_JOINED = item_versions.join(items, item_versions.c.item == items.c.id).outerjoin(
    reviewed_articles, reviewed_articles.c.digest == item_versions.c.article_digest
)
_ENTRY = sa.select(
    item_versions, items.c.state, items.c.reason, items.c.origin, items.c.normal,
    reviewed_articles.c.title, reviewed_articles.c.label, reviewed_articles.c.text,
).select_from(_JOINED)  # fmt: skip
_NEWEST = _ENTRY.where(items.c.version == item_versions.c.id)


def add(
    connection: sa.Connection, values: Mapping[str, Any], state: str, origin: str, normal: str, actor: str,
    moment: datetime, reason: str = "",
) -> int:  # fmt: skip
    """Take an item in with its first version (`values`: the columns of a version); return its id."""
    first = {"state": state, "reason": reason, "origin": origin, "made": moment, "normal": normal[:300]}
    item = insert(connection, items, first)
    amend(connection, item, values, normal, actor, moment)
    return item


def amend(
    connection: sa.Connection, item: int, values: Mapping[str, Any], normal: str, actor: str, moment: datetime
) -> int:
    """Give an item a new version, which from now on alone is asked; return the version's id."""
    last = sa.select(sa.func.coalesce(sa.func.max(item_versions.c.number), 0)).where(item_versions.c.item == item)
    number = int(connection.execute(last).scalar_one()) + 1
    made = {"item": item, "number": number, "made": moment, "made_by": actor}
    version = insert(connection, item_versions, {**values, **made})
    connection.execute(items.update().where(items.c.id == item).values(version=version, normal=normal[:300]))
    return version


def move(
    connection: sa.Connection, item: int, state: str, reason: str, action: str, actor: str, moment: datetime,
    note: str = "",
) -> None:  # fmt: skip
    """Put an item into another state, and keep what was done, by whom and why."""
    connection.execute(items.update().where(items.c.id == item).values(state=state, reason=reason))
    keep_event(connection, item, action, actor, moment, note)


def keep_event(connection: sa.Connection, item: int, action: str, actor: str, moment: datetime, note: str = "") -> None:
    """Keep what was done with an item at its newest version."""
    version = connection.execute(sa.select(items.c.version).where(items.c.id == item)).scalar_one()
    values = {"item": item, "version": version, "action": action, "reason": note, "actor": actor, "moment": moment}
    connection.execute(item_events.insert().values(values))


def keep_article(connection: sa.Connection, digest: str, title: str, label: str, text: str) -> None:
    """Keep an article that an item is reviewed against; one of the same text is there already."""
    known = sa.select(reviewed_articles.c.digest).where(reviewed_articles.c.digest == digest)
    if connection.execute(known).first() is None:
        values = {"digest": digest, "title": title, "label": label, "text": text}
        connection.execute(reviewed_articles.insert().values(values))


def entries(connection: sa.Connection, states: Sequence[str] = ()) -> tuple[Mapping[str, Any], ...]:
    """Return the newest version of every item in these states (of all if none is said), with its item's columns."""
    query = _NEWEST.where(items.c.state.in_(states)) if states else _NEWEST
    return rows(connection, query.order_by(items.c.id))


def entry(connection: sa.Connection, item: int) -> Mapping[str, Any] | None:
    """Return the newest version of an item, None for an unknown one."""
    return next(iter(rows(connection, _NEWEST.where(items.c.id == item))), None)


def version(connection: sa.Connection, number: int) -> Mapping[str, Any] | None:
    """Return a version by its id, also one that is asked no more; None for an unknown one."""
    return next(iter(rows(connection, _ENTRY.where(item_versions.c.id == number))), None)


def versions(connection: sa.Connection, item: int) -> tuple[Mapping[str, Any], ...]:
    """Return all versions of an item, the first one first."""
    return rows(connection, _ENTRY.where(items.c.id == item).order_by(item_versions.c.number))


def events(connection: sa.Connection, item: int) -> tuple[Mapping[str, Any], ...]:
    """Return what was done with an item, the last first."""
    return rows(connection, sa.select(item_events).where(item_events.c.item == item).order_by(item_events.c.id.desc()))


def counts(connection: sa.Connection) -> Mapping[str, int]:
    """Return how many items are in each state."""
    found = connection.execute(sa.select(items.c.state, sa.func.count()).group_by(items.c.state))
    return {str(state): int(count) for state, count in found}
