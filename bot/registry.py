"""Tree and roster as one workbook: taken in whole or not at all, given out so that taking it in changes nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot import roster, tree
from bot.intake import Complaint, Report
from bot.sheets import Table, read
from faults import Fault
from records import audit
from records.engine import Records


@dataclass(frozen=True, slots=True)
class Intake:
    """What one file held; `taken`: it was written. With complaints nothing is."""

    reports: tuple[Report, ...]
    taken: bool

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        """All complaints, in the order of the file."""
        return tuple(complaint for report in self.reports for complaint in report.complaints)


def take_in(records: Records, data: bytes, name: str, actor: str, day: date, now: datetime, *, dry_run: bool) -> Intake:
    """Write a workbook into tree and roster, if nothing in it is wrong and it is no dry run.

    Raises the faults workbook_unreadable, file_bomb, sheet_long and workbook_without_rows.
    """
    every = (tree.NODES, tree.GUIDES, roster.PEOPLE, roster.OFFICES)
    known = [word for columns in every for column, others in columns.items() for word in (column, *others)]
    tables = read(data, name, known)
    return records.write(lambda connection: _write(connection, tables, name, actor, day, now, dry_run=dry_run))


def _write(
    connection: Any, tables: tuple[Table, ...], name: str, actor: str, day: date, now: datetime, *, dry_run: bool,  # noqa: ANN401
) -> Intake:  # fmt: skip
    attempt = connection.begin_nested()
    read = (tree.take(connection, tables, day), roster.take(connection, tables, day, now))
    reports = tuple(one for one in read if one.added + one.changed + one.unchanged + len(one.complaints))
    if not reports:
        attempt.rollback()
        raise Fault("workbook_without_rows", path=name)
    if dry_run or any(report.complaints for report in reports):
        attempt.rollback()
        return Intake(reports, taken=False)
    attempt.commit()
    counts = {report.kind: [report.added, report.changed, report.unchanged] for report in reports}
    audit.add(connection, actor, "import", {"file": name, **counts}, now)
    return Intake(reports, taken=True)
