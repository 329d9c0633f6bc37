"""What all tables share: the metadata, the type of moments, the column of the organisation."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import TypeDecorator

# Constraint names are given by rule, so that a migration finds them on both databases.
metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def stamp(moment: datetime) -> str:
    """Return a moment as it is kept: UTC, to the microsecond. Raises ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


class Moment(TypeDecorator[datetime]):
    """A moment with its zone: kept as UTC text that sorts, the same on both databases; read back in UTC."""

    impl = sa.String(26)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else stamp(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


def organisation() -> "sa.Column[int]":
    """Return the column by which event tables can be distributed: the top organisation's id."""
    return sa.Column("organisation", sa.Integer, nullable=False, server_default="1")


def insert(connection: sa.Connection, table: sa.Table, values: Mapping[str, Any]) -> int:
    """Insert a row; return its id."""
    added = connection.execute(table.insert().values(dict(values)).returning(table.c.id))
    return int(added.scalar_one())


def insert_once(connection: sa.Connection, table: sa.Table, values: Mapping[str, Any]) -> int | None:
    """Insert a row; return its id, None where a row of the same unique key stands already.

    One statement, so that of two processes one inserts and the other waits and sees it.
    """
    return connection.execute(_insert_once(table, connection.dialect.name), dict(values)).scalar()


def insert_all_once(connection: sa.Connection, table: sa.Table, values: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows with the same columns; those whose unique key stands already are left out."""
    added = _insert_of(table, connection.dialect.name).on_conflict_do_nothing()
    connection.execute(added, [dict(row) for row in values])


def insert_or_change(
    connection: sa.Connection, table: sa.Table, key: Sequence[str], values: Mapping[str, Any], change: Mapping[str, Any]
) -> None:
    """Insert a row, or change the one that has its key already."""
    added = _insert_of(table, connection.dialect.name).values(dict(values))
    connection.execute(added.on_conflict_do_update(index_elements=key, set_=dict(change)))


# Every event passes here several times, and to make the statement costs more than to run it.
@cache
def _insert_once(table: sa.Table, dialect: str) -> "ReturningInsert[int]":
    return _insert_of(table, dialect).on_conflict_do_nothing().returning(table.c.id)


def _insert_of(table: sa.Table, dialect: str) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def rows(connection: sa.Connection, query: "sa.Select[Any]") -> tuple[dict[str, Any], ...]:
    """Return the rows of a query as plain values by column."""
    return tuple(dict(row) for row in connection.execute(query).mappings())
