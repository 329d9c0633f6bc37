"""The history of the tables (Alembic), applied when the database is opened."""

from functools import cache
from importlib import import_module
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from records.metadata import metadata

# The rooms' tables; what is not listed here does not exist for a migration.
AGGREGATES = (
    "accounts", "answers", "asked", "audit", "bank", "bookmarks", "channel_states", "chats", "choices", "chosen",
    "codes", "conversations", "jobs", "ledger", "looks", "mailboxes", "members", "organisation", "participation",
    "passwords", "polls", "reports", "reviews", "rooms", "rounds", "sessions", "spool", "study", "sums", "tickets",
    "tree_sums", "tries", "uploads", "wishes",
)  # fmt: skip
# Any number that no other program uses for an advisory lock.
_LOCK = 7_355_608
FOLDER = Path(__file__).parent


def tables() -> sa.MetaData:
    """Return the metadata with all tables in it."""
    for aggregate in AGGREGATES:
        import_module(f"records.{aggregate}")
    return metadata


def upgrade(engine: sa.Engine) -> None:
    """Bring the database to the newest revision; the second of two processes waits for the first."""
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            if MigrationContext.configure(connection).get_current_heads() != _newest():
                settings = _settings()
                settings.attributes["connection"] = connection
                command.upgrade(settings, "head")
    finally:
        engine.dispose()


def _settings() -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.set_main_option("path_separator", "os")
    return settings


@cache
def _newest() -> tuple[str, ...]:
    """Return the newest revision, for which every step of the history is loaded: once in a process, not once a file."""
    return tuple(ScriptDirectory.from_config(_settings()).get_heads())
