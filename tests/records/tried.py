"""Writing of which nothing stays, for tests that try many histories in one database."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from records.counting import COLUMNS
from records.sums import day_sums
from tests.records.histories import (
    DAYS,
    END,
    FIRST,
)

LATER = END + timedelta(hours=1)
# In minutes.
DAY = 24 * 60
# On PostgreSQL fewer: what differs there is the types, and the first few histories show these.
EXAMPLES = {"sqlite": 60, "postgresql": 10}


class Undo(Exception):
    """Carries what a job found out of a transaction that is to leave no trace."""


def tried(records, job):
    """Run a job, undo what it wrote, return what it found."""

    def doing(connection):
        raise Undo(job(connection))

    with pytest.raises(Undo) as caught:
        records.write(doing)
    return caught.value.args[0]


def stored(connection):
    rows = connection.execute(sa.select(day_sums.c.branch, day_sums.c.day, *(day_sums.c[name] for name in COLUMNS)))
    found = {(row[0], (row[1] - FIRST).days): tuple(row[2:]) for row in rows}
    return {key: row for key, row in found.items() if key[1] < DAYS and any(row)}
