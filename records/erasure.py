"""Erasing members: those who asked for it, within a day, and those who left long ago; counts without names stay."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from records import audit, ledger, participation, traces
from records.members import members

# What the notice promises; the scheduler comes by far more often than that.
WITHIN = timedelta(hours=24)
# Whoever asked may think better of it for so long.
GRACE = timedelta(hours=1)


def erase_due(connection: sa.Connection, now: datetime) -> int:
    """Erase the members whose wish is older than the time to think better of it; return how many."""
    asked = sa.select(members.c.id).where(members.c.erase_asked <= now - GRACE)
    due = connection.execute(asked.order_by(members.c.id)).scalars().all()
    for number in due:
        erase(connection, number, now)
    return len(due)


def erase(connection: sa.Connection, number: int, now: datetime) -> None:
    """Erase one member; the audit trail keeps that it was done, and a number that means nobody any more."""
    participation.freeze(connection, number, now)
    ledger.forget(connection, number)
    traces.erase(connection, number)
    audit.add(connection, "schedule", "erase", {"member": number}, now)


def overdue(connection: sa.Connection, now: datetime) -> int:
    """Return how many wishes are older than what was promised, for `xuesi doctor`."""
    late = sa.select(sa.func.count()).select_from(members).where(members.c.erase_asked < now - WITHIN)
    return int(connection.execute(late).scalar_one())
