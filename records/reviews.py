"""Spaced review: the items that a member answered wrong, and when each comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from records.bank import items
from records.metadata import insert_or_change, metadata, organisation

reviews = sa.Table(
    "reviews",
    metadata,
    organisation(),
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("item", sa.Integer, sa.ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    # The box it lies in, from 1; see `quiz/review.py`. `due` is a Beijing day.
    sa.Column("box", sa.Integer, nullable=False),
    sa.Column("due", sa.Date, nullable=False),
    sa.Index(None, "member", "due"),
)


@dataclass(frozen=True, slots=True)
class Review:
    """An item in a member's book of mistakes; `state` is that of the item ("active" where it can be asked)."""

    item: int
    box: int
    due: date
    state: str


def of_member(connection: sa.Connection, member: int) -> tuple[Review, ...]:
    """Return all items in a member's book of mistakes, the longest waiting first."""
    joined = reviews.join(items, items.c.id == reviews.c.item)
    query = sa.select(reviews.c.item, reviews.c.box, reviews.c.due, items.c.state).select_from(joined)
    mine = query.where(reviews.c.member == member).order_by(reviews.c.due, reviews.c.item)
    return tuple(Review(row.item, row.box, row.due, row.state) for row in connection.execute(mine))


def of_item(connection: sa.Connection, member: int, item: int) -> tuple[int, date] | None:
    """Return box and due day of one item, None where it is not in the book."""
    query = sa.select(reviews.c.box, reviews.c.due).where(reviews.c.member == member, reviews.c.item == item)
    row = connection.execute(query).first()
    return (row.box, row.due) if row else None


def put(connection: sa.Connection, member: int, item: int, box: int, due: date) -> None:
    """Put an item into a box."""
    change = {"box": box, "due": due}
    insert_or_change(connection, reviews, ["member", "item"], {"member": member, "item": item} | change, change)


def drop(connection: sa.Connection, member: int, numbers: Sequence[int]) -> None:
    """Take items out of a member's book."""
    connection.execute(reviews.delete().where(reviews.c.member == member, reviews.c.item.in_(numbers)))
