"""Who did what: append only, each row sealed with the hash of the one before."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from records.metadata import Moment, metadata, organisation, rows, stamp

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("moment", Moment, nullable=False, index=True),
    sa.Column("actor", sa.String(60), nullable=False),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
    sa.Column("seal", sa.String(64), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the chain was followed: the last row that fits, its seal, how many rows; and the first that does not."""

    row: int = 0
    seal: str = ""
    count: int = 0
    broken: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: an action, an actor, from a moment on, before a moment; "" and None leave it open."""

    action: str = ""
    actor: str = ""
    first: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as it is read."""

    id: int
    moment: datetime
    actor: str
    action: str
    facts: Mapping[str, Any]


_REFUSE = {
    "sqlite": (
        "CREATE TRIGGER audit_no_{verb} BEFORE {VERB} ON audit BEGIN SELECT RAISE(ABORT, 'audit is append only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit is append only'; END $$",
        "CREATE TRIGGER audit_no_{verb} BEFORE {VERB} ON audit FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
    ),
}


# Ways around the two above: SQLite's REPLACE deletes without its trigger, TRUNCATE is no DELETE.
_REFUSE_FURTHER = {
    "sqlite": "CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit "
    "WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, 'audit is append only'); END",
    "postgresql": "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit EXECUTE FUNCTION audit_append_only()",
}


def protect_further(connection: sa.Connection) -> None:
    """Close the ways round `protect`."""
    connection.exec_driver_sql(_REFUSE_FURTHER[connection.dialect.name])


def protect(connection: sa.Connection) -> None:
    """Make the database itself refuse changes to what was written."""
    for verb in ("update", "delete"):
        for statement in _REFUSE[connection.dialect.name]:
            connection.exec_driver_sql(statement.replace("{verb}", verb).replace("{VERB}", verb.upper()))


def add(connection: sa.Connection, actor: str, action: str, facts: Mapping[str, Any], moment: datetime) -> None:
    """Write one row. Raises ValueError for an actor or an action of several lines: lines part what is sealed."""
    if "\n" in actor + action:
        raise ValueError("actor and action are one line each")
    if connection.dialect.name == "postgresql":
        # SQLite has one writer at a time; here two would take the same row for the last one.
        connection.exec_driver_sql("LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE")
    written = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)
    last = connection.execute(sa.select(audit.c.seal).order_by(audit.c.id.desc()).limit(1)).scalar() or ""
    seal = _seal(last, moment, actor, action, written)
    values = {"moment": moment, "actor": actor, "action": action, "facts": written, "seal": seal}
    connection.execute(audit.insert().values(values))


def about(connection: sa.Connection, actions: Sequence[str], facts: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return the rows of some actions whose facts hold these, in order; the facts' names stand one after another."""
    part = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)[1:-1]
    query = sa.select(audit).where(audit.c.action.in_(actions), audit.c.facts.contains(part, autoescape=True))
    return rows(connection, query.order_by(audit.c.id))


def verify(connection: sa.Connection, since: Mark | None = None) -> Mark:
    """Follow the chain from a mark, or from its beginning, and return how far it is whole."""
    mark = since or Mark()
    last, count, number = mark.seal, mark.count, mark.row
    query = sa.select(audit).where(audit.c.id > number).order_by(audit.c.id)
    for row in connection.execute(query).yield_per(1000):
        if row.seal != _seal(last, row.moment, row.actor, row.action, row.facts):
            return Mark(number, last, count, int(row.id))
        last, count, number = row.seal, count + 1, int(row.id)
    return Mark(number, last, count)


def broken(connection: sa.Connection) -> int | None:
    """Return the first row that does not fit the one before it, None when the chain is whole."""
    return verify(connection).broken


def search(connection: sa.Connection, wanted: Wanted, limit: int, skip: int = 0) -> tuple[Entry, ...]:
    """Return what somebody looks for, newest first."""
    query = sa.select(audit).where(*_conditions(wanted)).order_by(audit.c.id.desc()).limit(limit).offset(skip)
    return tuple(
        Entry(row.id, row.moment, row.actor, row.action, json.loads(row.facts)) for row in connection.execute(query)
    )


def count(connection: sa.Connection, wanted: Wanted) -> int:
    """Return how many rows somebody would find."""
    query = sa.select(sa.func.count()).select_from(audit).where(*_conditions(wanted))
    return int(connection.execute(query).scalar_one())


def _conditions(wanted: Wanted) -> "Iterator[sa.ColumnElement[bool]]":
    if wanted.action:
        yield audit.c.action == wanted.action
    if wanted.actor:
        yield audit.c.actor == wanted.actor
    if wanted.first is not None:
        yield audit.c.moment >= wanted.first
    if wanted.before is not None:
        yield audit.c.moment < wanted.before


def _seal(last: str, moment: datetime, actor: str, action: str, facts: str) -> str:
    return hashlib.sha256("\n".join((last, stamp(moment), actor, action, facts)).encode()).hexdigest()
