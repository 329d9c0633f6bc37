"""What a branch reads (F-13) and what it studies on which days; who finished a reading, without any time spent."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from faults import Fault
from records.metadata import Moment, insert, insert_or_change, metadata, organisation
from records.organisation import Node

readings = sa.Table(
    "readings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("node", sa.Integer, sa.ForeignKey("nodes.id"), nullable=False, index=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("note", sa.String(200), nullable=False, server_default=""),
    # `Quote.source` of a passage in the library, or the title of a document there, "" for a book.
    sa.Column("source", sa.String(200), nullable=False, server_default=""),
    # Beijing days between which it steers the daily passage and questions; None: it is only recommended.
    sa.Column("starts", sa.Date),
    sa.Column("ends", sa.Date),
    sa.Column("added", Moment, nullable=False),
    sa.Column("withdrawn", Moment),
)
finished = sa.Table(
    "finished",
    metadata,
    sa.Column("reading", sa.Integer, sa.ForeignKey("readings.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("moment", Moment, nullable=False),
)
LONGEST = 200
_ANY: "sa.ColumnElement[bool]" = sa.true()


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing to read; with `starts` and `ends` (Beijing days, both included) it is what the node studies then."""

    id: int
    node: int
    title: str
    note: str
    source: str
    starts: date | None
    ends: date | None


def recommend(
    connection: sa.Connection, node: Node, title: str, now: datetime, note: str = "", source: str = "",
    starts: date | None = None, ends: date | None = None,
) -> int:  # fmt: skip
    """Put something on a node's list, return its id. Raises reading_unfit and reading_ends_before."""
    title, note = title.strip(), note.strip()
    if not title or max(len(title), len(note)) > LONGEST:
        raise Fault("reading_unfit", most=LONGEST)
    if starts and ends and ends < starts:
        raise Fault("reading_ends_before", starts=starts.isoformat(), ends=ends.isoformat())
    values = {"node": node.id, "title": title, "note": note, "source": source, "starts": starts, "ends": ends}
    return insert(connection, readings, values | {"added": now})


def withdraw(connection: sa.Connection, node: Node, reading: int, now: datetime) -> bool:
    """Take a reading off a node's own list; False where it is not on it."""
    here = (readings.c.id == reading) & (readings.c.node == node.id) & readings.c.withdrawn.is_(None)
    return connection.execute(readings.update().where(here).values(withdrawn=now)).rowcount > 0


def listed(connection: sa.Connection, node: Node) -> tuple[Reading, ...]:
    """Return what a node and those above it recommend, the newest last."""
    return _found(connection, node, readings.c.id)


def plan(connection: sa.Connection, node: Node, day: date) -> tuple[Reading, ...]:
    """Return what a node studies on a day: its own choice first, the newest before others, then that of those above."""
    on = (readings.c.starts <= day) & (readings.c.ends.is_(None) | (readings.c.ends >= day))
    found = _found(connection, node, readings.c.starts.desc(), readings.c.id.desc(), where=on)
    return tuple(sorted(found, key=lambda reading: -_depth(node, reading.node)))


def finish(connection: sa.Connection, reading: int, member: int, now: datetime) -> None:
    """Note that a member has read it; again changes nothing."""
    values = {"reading": reading, "member": member}
    insert_or_change(
        connection, finished, ["reading", "member"], values | {"moment": now}, {"moment": finished.c.moment}
    )


def undo(connection: sa.Connection, reading: int, member: int) -> None:
    """Take back that a member has read it."""
    connection.execute(finished.delete().where(finished.c.reading == reading, finished.c.member == member))


def finished_by(connection: sa.Connection, member: int) -> frozenset[int]:
    """Return the ids of the readings that a member finished."""
    return frozenset(connection.execute(sa.select(finished.c.reading).where(finished.c.member == member)).scalars())


def _found(
    connection: sa.Connection,
    node: Node,
    *order: "sa.ColumnElement[Any]",
    where: "sa.ColumnElement[bool]" = _ANY,
) -> tuple[Reading, ...]:
    here = readings.c.node.in_(_line(node)) & readings.c.withdrawn.is_(None)
    query = sa.select(readings).where(here, where).order_by(*order)
    return tuple(_reading(row) for row in connection.execute(query))


def _line(node: Node) -> list[int]:
    """Return the ids from the root down to the node."""
    return [int(part) for part in node.path.strip("/").split("/")]


def _depth(node: Node, number: int) -> int:
    return _line(node).index(number)


def _reading(row: "sa.Row[Any]") -> Reading:
    return Reading(row.id, row.node, row.title, row.note, row.source, row.starts, row.ends)
