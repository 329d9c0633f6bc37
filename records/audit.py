"""Who did what: append only, each row sealed with the hash of the one before."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from records.metadata import Moment, metadata, organisation, rows, stamp

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("moment", Moment, nullable=False),
    sa.Column("actor", sa.String(60), nullable=False),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
    sa.Column("seal", sa.String(64), nullable=False),
)

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


def broken(connection: sa.Connection) -> int | None:
    """Return the first row that does not fit the one before it, None when the chain is whole."""
    last = ""
    for row in connection.execute(sa.select(audit).order_by(audit.c.id)).yield_per(1000):
        if row.seal != _seal(last, row.moment, row.actor, row.action, row.facts):
            return int(row.id)
        last = row.seal
    return None


def _seal(last: str, moment: datetime, actor: str, action: str, facts: str) -> str:
    return hashlib.sha256("\n".join((last, stamp(moment), actor, action, facts)).encode()).hexdigest()
