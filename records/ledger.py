"""Study hours entered by hand, each with its source; never derived from answering or from time online (F-18)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from faults import Fault
from records.metadata import Moment, insert, metadata, organisation
from records.organisation import Node, placed_on, placements

ledger = sa.Table(
    "ledger",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), index=True),
    sa.Column("branch", sa.Integer, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("activity", sa.String(120), nullable=False),
    # Quarters of an hour of study, so that sums are exact.
    sa.Column("quarters", sa.Integer, nullable=False),
    sa.Column("source", sa.String(200), nullable=False),
    sa.Column("entered", Moment, nullable=False),
    sa.Column("entered_by", sa.String(60), nullable=False),
    sa.Index(None, "branch", "day"),
)
# One activity is at most ten days of eight hours.
MOST = 320


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity of one member; `quarters` of an hour; `source` is what it rests on (a sign-in sheet, a notice)."""

    day: date
    activity: str
    quarters: int
    source: str
    id: int = 0


def enter(
    connection: sa.Connection, member: int, branch: int, entry: Entry, entered_by: str, now: datetime, today: date
) -> int:
    """Add an entry, return its id; `today` is the Beijing day.

    Raises the faults hours_without_source, hours_unfit and hours_in_future.
    """
    if not entry.source.strip() or not entry.activity.strip():
        raise Fault("hours_without_source")
    if not 0 < entry.quarters <= MOST:
        raise Fault("hours_unfit", most=MOST // 4)
    if entry.day > today:
        raise Fault("hours_in_future", day=entry.day.isoformat())
    values = {"member": member, "branch": branch, "day": entry.day, "activity": entry.activity.strip()[:120]}
    values |= {"quarters": entry.quarters, "source": entry.source.strip()[:200], "entered": now}
    return insert(connection, ledger, values | {"entered_by": entered_by})


def holds(connection: sa.Connection, number: int, branches: Sequence[int]) -> bool:
    """Tell whether one of these branches has this entry."""
    here = (ledger.c.id == number) & ledger.c.branch.in_(branches)
    return connection.execute(sa.select(ledger.c.id).where(here)).first() is not None


def strike(connection: sa.Connection, number: int) -> None:
    """Take an entry out."""
    connection.execute(ledger.delete().where(ledger.c.id == number))


def entries(connection: sa.Connection, member: int, year: int) -> tuple[Entry, ...]:
    """Return a member's entries of a year, by day."""
    within = ledger.c.day.between(date(year, 1, 1), date(year, 12, 31))
    query = sa.select(ledger).where(ledger.c.member == member, within).order_by(ledger.c.day, ledger.c.id)
    return tuple(_entry(row) for row in connection.execute(query))


def forget(connection: sa.Connection, member: int) -> None:
    """Leave the hours of a member to the sums of the branch, without the member."""
    connection.execute(ledger.update().where(ledger.c.member == member).values(member=None))


def _entry(row: "sa.Row[Any]") -> Entry:
    return Entry(row.day, row.activity, row.quarters, row.source, row.id)


def quarters_by(
    connection: sa.Connection, node: Node, start: date, end: date, *columns: "sa.Column[Any]"
) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Yield what was entered at and below a node as it hung on each Beijing day, both ends included.

    By the values of the columns, in their order: the quarters of an hour.
    """
    there = (placements.c.node == ledger.c.branch) & placed_on(ledger.c.day)
    under = placements.c.path.contains(f"/{node.id}/", autoescape=True) & ledger.c.day.between(start, end)
    query = sa.select(*columns, sa.func.sum(ledger.c.quarters)).select_from(ledger.join(placements, there)).where(under)
    for *values, quarters in connection.execute(query.group_by(*columns).order_by(*columns)):
        yield tuple(values), int(quarters)
