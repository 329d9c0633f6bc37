"""Where each member stopped reading: one place, no time spent."""

import sqlalchemy as sa

from records.metadata import insert_or_change, metadata, organisation

bookmarks = sa.Table(
    "bookmarks",
    metadata,
    organisation(),
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    # The article shown last (`Quote.source`).
    sa.Column("source", sa.String(200), nullable=False),
)


def keep(connection: sa.Connection, member: int, source: str) -> None:
    """Remember the article that a member read last."""
    change = {"source": source}
    insert_or_change(connection, bookmarks, ["member"], {"member": member} | change, change)


def of_member(connection: sa.Connection, member: int) -> str | None:
    """Return the article that a member read last, None before the first."""
    query = sa.select(bookmarks.c.source).where(bookmarks.c.member == member)
    found: str | None = connection.execute(query).scalar()
    return found
