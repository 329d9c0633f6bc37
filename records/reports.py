"""Reports handed upward: the versions of each, their files byte for byte, who did what when, and by when they are due.

draft -> confirmed -> submitted -> accepted | returned. What is confirmed is never changed: drafting again makes the
next version. A draft nobody confirmed is replaced by the next one; the audit trail keeps the digests of both. The files
themselves are kept, not what they were made of: another version of the program, or of a font, would make others of the
same figures, and what a secretary confirmed has to stay what they read. Whether somebody may do a step is asked of
`records/permissions.py` before.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from faults import Fault
from records import audit
from records.metadata import Moment, insert, insert_once, insert_or_change, metadata, organisation
from records.organisation import Node

reports = sa.Table(
    "reports",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("node", sa.Integer, sa.ForeignKey("nodes.id"), nullable=False),
    # "2026Q3" or "2026".
    sa.Column("period", sa.String(10), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("made", Moment, nullable=False),
    sa.UniqueConstraint("node", "period", "number"),
)
report_files = sa.Table(
    "report_files",
    metadata,
    sa.Column("report", sa.Integer, sa.ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("name", sa.String(20), primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
report_steps = sa.Table(
    "report_steps",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("report", sa.Integer, sa.ForeignKey("reports.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("moment", Moment, nullable=False),
    sa.Column("actor", sa.String(60), nullable=False),
    # As others read it: 示例市第一党支部书记; never a name.
    sa.Column("office", sa.String(200), nullable=False),
    sa.Column("words", sa.String(500), nullable=False, server_default=""),
)
# Until which Beijing day a node wants the reports of those directly below it.
report_deadlines = sa.Table(
    "report_deadlines",
    metadata,
    sa.Column("node", sa.Integer, sa.ForeignKey("nodes.id"), primary_key=True),
    sa.Column("period", sa.String(10), primary_key=True),
    sa.Column("due", sa.Date, nullable=False),
)
LONGEST_REASON = 500


class State(StrEnum):
    """How far a version got."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"


# From which states each is reached; one accepted by mistake can be returned as well.
BEFORE: Mapping[State, frozenset[State]] = {
    State.CONFIRMED: frozenset({State.DRAFT}),
    State.SUBMITTED: frozenset({State.CONFIRMED}),
    State.ACCEPTED: frozenset({State.SUBMITTED}),
    State.RETURNED: frozenset({State.SUBMITTED, State.ACCEPTED}),
}
# The level above has these in hand.
HANDED_IN = frozenset({State.SUBMITTED, State.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a node's report on a period; versions count from 1."""

    id: int
    node: int
    period: str
    number: int
    state: State
    made: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """What was done to a version: the state it got, when, by whom (`actor` as in the audit trail), with which words."""

    state: State
    moment: datetime
    actor: str
    office: str
    words: str


@dataclass(frozen=True, slots=True)
class Author:
    """Who acts: as the audit trail says it, and by which office, as others read it."""

    actor: str
    office: str


def draft(
    connection: sa.Connection, node: Node, period: str, files: Mapping[str, bytes], by: Author, now: datetime
) -> Version:
    """Keep the files of a draft: in place of one that was not confirmed, else as the next version.

    Raises the faults report_handed_in and report_overtaken.
    """
    before = last(connection, node.id, period)
    if before and before.state in HANDED_IN:
        raise Fault("report_handed_in")
    if before and before.state is State.DRAFT:
        number, version = before.id, before.number
        connection.execute(report_files.delete().where(report_files.c.report == number))
        connection.execute(reports.update().where(reports.c.id == number).values(made=now))
    else:
        version = before.number + 1 if before else 1
        values = {"node": node.id, "period": period, "number": version, "state": State.DRAFT, "made": now}
        added = insert_once(connection, reports, values)
        if added is None:
            raise Fault("report_overtaken")
        number = added
    kept = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    rows = [{"report": number, "name": name, "sha256": kept[name], "content": data} for name, data in files.items()]
    connection.execute(report_files.insert(), rows)
    found = Version(number, node.id, period, version, State.DRAFT, now)
    _note(connection, found, by, "", {"sha256": kept}, now)
    return found


def advance(
    connection: sa.Connection, number: int, to: State, by: Author, now: datetime, words: str = "",
    made: datetime | None = None,
) -> Version:  # fmt: skip
    """Take the last version of a report one step further; a return needs words that say why.

    `made` is when the files were that somebody read before: a draft may have been made anew since. Raises the faults
    report_overtaken (it was, or is not the last version any more, or in another state by now), report_unreasoned and
    report_reason_long.
    """
    words = words.strip()
    if to is State.RETURNED and not words:
        raise Fault("report_unreasoned")
    if len(words) > LONGEST_REASON:
        raise Fault("report_reason_long", most=LONGEST_REASON)
    before = version(connection, number)
    here = (reports.c.id == number) & reports.c.state.in_(BEFORE[to])
    if before is None or last(connection, before.node, before.period) != before or made not in (None, before.made):
        raise Fault("report_overtaken")
    if connection.execute(reports.update().where(here).values(state=to)).rowcount == 0:
        raise Fault("report_overtaken")
    found = Version(before.id, before.node, before.period, before.number, to, before.made)
    _note(connection, found, by, words, {"words": words} if words else {}, now)
    return found


def version(connection: sa.Connection, number: int) -> Version | None:
    """Return a version by its id."""
    row = connection.execute(sa.select(reports).where(reports.c.id == number)).first()
    return _version(row) if row else None


def versions(connection: sa.Connection, node: int, period: str | None = None) -> tuple[Version, ...]:
    """Return the versions of a node's reports, of one period or all, the newest first."""
    query = sa.select(reports).where(reports.c.node == node).order_by(reports.c.id.desc())
    found = query if period is None else query.where(reports.c.period == period)
    return tuple(_version(row) for row in connection.execute(found))


def last(connection: sa.Connection, node: int, period: str) -> Version | None:
    """Return the last version of a node's report on a period, None before there is one."""
    return last_of(connection, [node], period).get(node)


def last_of(connection: sa.Connection, nodes: Sequence[int], period: str) -> dict[int, Version]:
    """Return the last version of each node's report on a period, by node; nodes without one are left out."""
    here = reports.c.node.in_(nodes) & (reports.c.period == period)
    newest = sa.select(sa.func.max(reports.c.id)).where(here).group_by(reports.c.node)
    found = connection.execute(sa.select(reports).where(reports.c.id.in_(newest)))
    return {row.node: _version(row) for row in found}


def steps(connection: sa.Connection, number: int) -> tuple[Step, ...]:
    """Return what was done to a version, in order."""
    query = sa.select(report_steps).where(report_steps.c.report == number).order_by(report_steps.c.id)
    return tuple(
        Step(State(row.state), row.moment, row.actor, row.office, row.words) for row in connection.execute(query)
    )


def digests(connection: sa.Connection, number: int) -> dict[str, str]:
    """Return the SHA-256 of each file of a version, by its name."""
    query = sa.select(report_files.c.name, report_files.c.sha256).where(report_files.c.report == number)
    return {row.name: row.sha256 for row in connection.execute(query.order_by(report_files.c.name))}


def content(connection: sa.Connection, number: int, name: str) -> bytes | None:
    """Return a file of a version as it was kept, None where it has none of that name.

    Raises the fault report_damaged where it is not what was kept.
    """
    query = sa.select(report_files).where(report_files.c.report == number, report_files.c.name == name)
    row = connection.execute(query).first()
    if row is None:
        return None
    data = bytes(row.content)
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise Fault("report_damaged", name=name)
    return data


def set_deadline(connection: sa.Connection, node: Node, period: str, due: date, actor: str, now: datetime) -> None:
    """Say until which Beijing day a node wants the reports of those directly below it."""
    key = {"node": node.id, "period": period}
    insert_or_change(connection, report_deadlines, list(key), key | {"due": due}, {"due": due})
    audit.add(connection, actor, "report_deadline", key | {"due": due}, now)


def deadline(connection: sa.Connection, node: int | None, period: str) -> date | None:
    """Return until when a node wants the reports of those below it, None where it did not say."""
    query = sa.select(report_deadlines.c.due).where(report_deadlines.c.node == node)
    return connection.execute(query.where(report_deadlines.c.period == period)).scalar()


def deadlines(connection: sa.Connection, node: int | None, first: date, last: date) -> tuple[tuple[str, date], ...]:
    """Return (period, day) of what a node wants between two Beijing days, both included, by day."""
    wanted = (report_deadlines.c.node == node) & report_deadlines.c.due.between(first, last)
    query = sa.select(report_deadlines.c.period, report_deadlines.c.due).where(wanted)
    return tuple((row.period, row.due) for row in connection.execute(query.order_by(report_deadlines.c.due)))


def _note(
    connection: sa.Connection, done: Version, by: Author, words: str, also: Mapping[str, Any], now: datetime
) -> None:
    """Keep a step, and write it into the audit trail."""
    values = {"report": done.id, "state": done.state, "moment": now, "actor": by.actor, "office": by.office}
    insert(connection, report_steps, values | {"words": words})
    facts = {"node": done.node, "period": done.period, "version": done.number, **also}
    audit.add(connection, by.actor, f"report_{done.state}", facts, now)


def _version(row: "sa.Row[Any]") -> Version:
    return Version(row.id, row.node, row.period, row.number, State(row.state), row.made)
