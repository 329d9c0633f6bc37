"""The records database behind one SQLAlchemy URL: SQLite by default, PostgreSQL for more than one machine."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from faults import Fault
from records.writer import Writer

Result = TypeVar("Result")

# SQLite: a commit waits for the disk, so the waiting jobs share one. PostgreSQL: one job a transaction,
# since two processes that hold the rows of many events at once would wait for each other in a circle.
GROUP = {"sqlite": 64, "postgresql": 1}
# How long one process waits for another's transaction, in milliseconds.
PATIENCE = 10_000


@dataclass(frozen=True, slots=True)
class Records:
    """Reads on connections of its own, writes through one thread; close it when done."""

    engine: sa.Engine
    writing: sa.Engine
    writer: Writer

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one moment of the database and cannot change it."""
        with self.engine.connect() as connection:
            yield connection
            connection.rollback()

    def submit(self, job: Callable[[sa.Connection], Result]) -> "Future[Result]":
        """Queue a job for the writing thread; the future resolves after its commit."""
        return self.writer.submit(job)

    def write(self, job: Callable[[sa.Connection], Result]) -> Result:
        """Run a job and wait for its commit."""
        return self.submit(job).result()

    def close(self) -> None:
        """Finish what is queued and let go of the database."""
        self.writer.close()
        self.writing.dispose()
        self.engine.dispose()


def open_records(url: str) -> Records:
    """Open the database, made or brought up to date as needed; several processes may start at once.

    Raises the fault records_unreachable, also for a database that a newer program wrote.
    """
    from alembic.util import CommandError

    from records.migrations import upgrade

    try:
        if url.startswith("sqlite:///"):
            Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        writing = _writing(url)
        upgrade(writing)
        return Records(_reading(url), writing, Writer(writing, GROUP[writing.dialect.name]))
    except sa.exc.DBAPIError as error:
        raise Fault("records_unreachable", detail=str(error.orig)) from error
    except (sa.exc.ArgumentError, CommandError, OSError) as error:
        raise Fault("records_unreachable", detail=str(error)) from error


def _writing(url: str) -> sa.Engine:
    engine = _engine(url)
    if engine.dialect.name == "sqlite":
        # Taking the lock at once waits for another process; taking it halfway through would fail.
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _reading(url: str) -> sa.Engine:
    engine = _engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _engine(url: str) -> sa.Engine:
    url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    # A PostgreSQL that was restarted is found again; for a file the question costs nothing.
    engine = sa.create_engine(url, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Keep what was acknowledged through a power cut; leave transactions to SQLAlchemy, not to the driver."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={PATIENCE}")
    _write_ahead(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Change the file to WAL; SQLite does not itself wait for others here, as it does for every other lock."""
    pause = 20
    for _ in range(PATIENCE // pause):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(pause / 1000)
    connection.execute("PRAGMA journal_mode=WAL")
