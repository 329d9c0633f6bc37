"""Handing reports upward: what a secretary drafts, confirms and submits, what the level above does with it.

Every step is asked of `records.permissions` on a reading connection before it is written; who catches the refusal
audits it (the pages, the command).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot import briefing, report
from bot.channels import capabilities_of
from bot.clock import day_of
from bot.message import Text, address_of
from bot.phrases import filing as words
from bot.render import render
from bot.report import Period
from faults import Fault
from records import mailboxes, members, organisation, participation, permissions, reports, roster
from records.engine import Records
from records.members import Member
from records.organisation import Node
from records.permissions import Act
from records.reports import HANDED_IN, Author, State, Step, Version

Connection = Any  # of the records, which alone know its type
SECRETARY = "书记"
# What a secretary writes is to be read on one page.
LONGEST_PLANS = 2000
# Who may take a version there; what is not named here is no step.
ACTS: Mapping[State, Act] = {
    State.CONFIRMED: Act.FILE_REPORT,
    State.SUBMITTED: Act.FILE_REPORT,
    State.ACCEPTED: Act.JUDGE_REPORT,
    State.RETURNED: Act.JUDGE_REPORT,
}
_TOLD = {State.ACCEPTED: words.TOLD_ACCEPTED, State.RETURNED: words.TOLD_RETURNED}


@dataclass(frozen=True, slots=True)
class Row:
    """A node directly below: the last version of its report with what was done last, None before there is one.

    `overdue`: the day by which it was wanted is over, and it is not handed in.
    """

    node: Node
    version: Version | None
    step: Step | None
    overdue: bool


def draft(book: Records, member: Member, node: Node, about: Period, plans: str, now: datetime) -> Version:
    """Make the files of a draft and keep them; raises the faults not_permitted, plans_long and those of `reports`."""
    if len(plans) > LONGEST_PLANS:
        raise Fault("plans_long", most=LONGEST_PLANS)
    with book.read() as reader:
        by = _author(reader, member, Act.FILE_REPORT, node, day_of(now))
    book.write(lambda c: participation.settle(c, now))
    with book.read() as reader:
        made = report.of_node(reader, node, about, day_of(now), plans)
    files = {
        "docx": report.docx(made),
        "xlsx": report.xlsx(made),
        "briefing": briefing.docx(made),
        "figures": report.figures(made),
        # To go on from, where the report comes back.
        "plans": plans.encode(),
    }
    return book.write(lambda c: reports.draft(c, node, about.name, files, by, now))


def advance(
    book: Records, member: Member, number: int, to: State, now: datetime, due: datetime, reason: str = "",
    made: datetime | None = None,
) -> Version:  # fmt: skip
    """Take a version one step further; who submitted it hears of what became of it, at `due` in private.

    Raises the faults report_unknown, not_permitted, report_of_top and those of `reports.advance`.
    """
    with book.read() as reader:
        found = reports.version(reader, number)
        node = organisation.node(reader, found.node) if found else None
        if found is None or node is None:
            raise Fault("report_unknown")
        by = _author(reader, member, ACTS[to], node, day_of(now))
    if to is State.SUBMITTED and node.upper is None:
        raise Fault("report_of_top")

    def job(connection: Connection) -> Version:
        done = reports.advance(connection, number, to, by, now, reason, made)
        if to in _TOLD:
            facts = {"node": node.name, "period": words.period(done.period), "number": done.number, "office": by.office}
            tell(connection, node, _TOLD[to].format(**facts, reason=reason.strip()), day_of(now), due)
        return done

    return book.write(job)


def call(book: Records, member: Member, node: Node, about: Period, day: date, now: datetime, due: datetime) -> None:
    """Say until which day a node wants the reports of those below it, and tell their secretaries.

    Raises the faults not_permitted and deadline_past.
    """
    if day < day_of(now):
        raise Fault("deadline_past", day=day.isoformat())
    with book.read() as reader:
        by = _author(reader, member, Act.CALL_REPORTS, node, day_of(now))
        rows = below(reader, node, about.name, day_of(now))
    told = words.called(node.name, about.name, day)

    def job(connection: Connection) -> None:
        reports.set_deadline(connection, node, about.name, day, by.actor, now)
        for row in rows:
            if row.version is None or row.version.state not in HANDED_IN:
                tell(connection, row.node, told, day_of(now), due)

    book.write(job)


def below(connection: Connection, node: Node, period: str, today: date) -> tuple[Row, ...]:
    """Return how far the report of each node directly below is, in the order of the tree."""
    children = organisation.children(connection, node)
    found = reports.last_of(connection, [child.id for child in children], period)
    due = reports.deadline(connection, node.id, period)
    late = due is not None and today > due
    return tuple(_row(connection, child, found.get(child.id), late=late) for child in children)


def demand_reading(connection: Connection, member: Member, version: Version, node: Node, today: date) -> None:
    """Raise the fault not_permitted where somebody may not open the files of a version."""
    permissions.demand(connection, member, _reading(version), node, today)


def may_read(connection: Connection, member: Member, version: Version, node: Node, today: date) -> bool:
    """Tell the same without a fault."""
    return permissions.may(connection, member, _reading(version), node, today)


def _reading(version: Version) -> Act:
    """Before it was submitted a version is its own secretary's alone; then whoever sees the node's figures reads it."""
    return Act.SEE_STATISTICS if version.state in HANDED_IN | {State.RETURNED} else Act.FILE_REPORT


def tell(connection: Connection, node: Node, text: str, today: date, due: datetime) -> None:
    """Write to the secretaries of a node, in private; who takes no messages is not written to."""
    numbers = roster.holders(connection, node.id, SECRETARY, today)
    for _, where in members.addresses(connection, numbers):
        channel = address_of(where).channel
        mailboxes.put(connection, channel, where, render((Text(text),), capabilities_of(channel)), due)


def _row(connection: Connection, node: Node, version: Version | None, *, late: bool) -> Row:
    done = reports.steps(connection, version.id)[-1] if version else None
    return Row(node, version, done, late and (version is None or version.state not in HANDED_IN))


def _author(connection: Connection, member: Member, act: Act, node: Node, today: date) -> Author:
    permissions.demand(connection, member, act, node, today)
    return Author(permissions.name_of(member), permissions.title(connection, member, act, node, today))
