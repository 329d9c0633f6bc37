"""What the program does once a day, so that it is done once however often the program starts."""

from datetime import date, datetime

import sqlalchemy as sa

from records.metadata import Moment, insert_once, metadata

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(240), nullable=False),
    # The Beijing day it was done for.
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("moment", Moment, nullable=False),
    sa.UniqueConstraint("name", "day"),
)


def done(connection: sa.Connection, name: str, day: date) -> bool:
    """Tell whether a job was done for a day."""
    query = sa.select(jobs.c.id).where(jobs.c.name == name, jobs.c.day == day)
    return connection.execute(query).scalar() is not None


def finish(connection: sa.Connection, name: str, day: date, moment: datetime) -> bool:
    """Note that a job is done for a day; False where it was done already."""
    return insert_once(connection, jobs, {"name": name, "day": day, "moment": moment}) is not None


def names(connection: sa.Connection, begin: str, day: date) -> frozenset[str]:
    """Return the jobs done for a day whose names begin so."""
    query = sa.select(jobs.c.name).where(jobs.c.day == day, jobs.c.name.startswith(begin, autoescape=True))
    return frozenset(connection.execute(query).scalars())


def forget(connection: sa.Connection, before: date) -> None:
    """Drop the notes of days long past."""
    connection.execute(jobs.delete().where(jobs.c.day < before))
