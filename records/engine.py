"""The records database behind one SQLAlchemy URL: SQLite by default, PostgreSQL for more than one machine."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from faults import Fault
from records.writer import Writer

Result = TypeVar("Result")


class Records:
    """Reads on connections of its own, writes through one thread; close it when done."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url, "BEGIN")
        self._writing = _engine(url, "BEGIN IMMEDIATE") if self.engine.dialect.name == "sqlite" else self.engine
        self._writer = Writer(self._writing)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one moment of the database and changes nothing."""
        with self.engine.connect() as connection:
            yield connection
            connection.rollback()

    def submit(self, job: Callable[[sa.Connection], Result]) -> "Future[Result]":
        """Queue a job for the writing thread; the future resolves after its commit."""
        return self._writer.submit(job)

    def write(self, job: Callable[[sa.Connection], Result]) -> Result:
        """Run a job and wait for its commit."""
        return self.submit(job).result()

    def close(self) -> None:
        """Finish what is queued and let go of the database."""
        self._writer.close()
        self._writing.dispose()
        self.engine.dispose()


def open_records(url: str) -> Records:
    """Open the database, made or brought up to date as needed; two processes may start at once.

    Raises the fault records_unreachable.
    """
    from records.migrations import upgrade

    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    try:
        upgrade(_engine(url, "BEGIN IMMEDIATE"))
        return Records(url)
    except sa.exc.DBAPIError as error:
        raise Fault("records_unreachable", detail=str(error.orig)) from error
    except sa.exc.ArgumentError as error:
        raise Fault("records_unreachable", detail=str(error)) from error


def _engine(url: str, begin: str) -> sa.Engine:
    url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare)
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Keep what was acknowledged through a power cut; leave transactions to SQLAlchemy, not to the driver."""
    connection.isolation_level = None
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
