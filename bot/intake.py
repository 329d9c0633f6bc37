"""Rows on their way in: found by common column names, complained of by row and column, counted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.sheets import Row, Table
from faults import Fault

# A column by its own name, and the names it goes by in files that others made.
Columns = Mapping[str, Sequence[str]]
# Which column a fault of the records speaks of.
_COLUMN_OF = {
    "node_exists": "组织编码", "node_kind_unknown": "类型", "node_level_unknown": "层级",
    "node_below_guiding": "上级组织", "node_second_root": "上级组织", "node_circular": "上级组织",
    "node_ended": "上级组织", "node_in_use": "撤销日期", "guidance_unknown": "关系",
    "state_unknown": "身份", "role_unknown": "职务", "role_backwards": "任职止",
}  # fmt: skip
_YES, _NO = ("是", "1", "√", "y", "yes", "true"), ("否", "0", "", "×", "n", "no", "false")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong in one row: the column it concerns ("" for the whole row), a fault's code and fields."""

    sheet: str
    row: int
    column: str
    code: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """What was read of one kind (tree, roster): rows new, changed, as they were; columns left unread."""

    kind: str
    added: int
    changed: int
    unchanged: int
    unread: tuple[str, ...]
    complaints: tuple[Complaint, ...]


@dataclass(slots=True)
class Tally:
    """The counts of a reading that goes on."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    complaints: list[Complaint] = field(default_factory=list)

    def count(self, *, new: bool, changed: bool) -> None:
        """Count one row."""
        if new:
            self.added += 1
        elif changed:
            self.changed += 1
        else:
            self.unchanged += 1

    def complain(self, line: "Line", fault: Fault) -> None:
        """Keep what is wrong with a row."""
        fields = {name: str(value) for name, value in fault.fields.items()}
        column = fields.get("column") or _COLUMN_OF.get(fault.code, "")
        written = line.named.get(column, column)
        self.complaints.append(Complaint(line.sheet, line.row.number, written, fault.code, fields))


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its cells under our own column names; `named` gives the names used in the file."""

    sheet: str
    row: Row
    named: Mapping[str, str]

    def text(self, column: str) -> str:
        """Return a cell as text, "" where it is empty or the file has no such column."""
        return self.row.text(self.named[column]) if column in self.named else ""

    def needed(self, column: str, most: int) -> str:
        """Return a cell that may not be empty; raises the faults cell_empty and cell_long."""
        if not (text := self.text(column)):
            raise Fault("cell_empty", column=self.named.get(column, column))
        return self.fitting(column, text, most)

    def fitting(self, column: str, text: str, most: int) -> str:
        """Return a text that fits into the records; raises the fault cell_long."""
        if len(text) > most:
            raise Fault("cell_long", column=self.named.get(column, column), most=most)
        return text

    def day(self, column: str) -> date | None:
        """Return a cell as a day, None where it is empty; raises the fault cell_not_day."""
        text = self.text(column)
        plain = text.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-")
        try:
            parts = [int(part) for part in plain.split(" ")[0].split("-")] if text else []
            return date(*parts) if parts else None
        except (ValueError, TypeError):
            raise Fault("cell_not_day", column=self.named[column], value=text) from None

    def flag(self, column: str) -> bool:
        """Return a cell of 是 or 否; raises the fault cell_not_flag."""
        text = self.text(column).lower()
        if text not in (*_YES, *_NO):
            raise Fault("cell_not_flag", column=self.named[column], value=text)
        return text in _YES


def lines(tables: Sequence[Table], columns: Columns, needed: Sequence[str]) -> Iterator[Line]:
    """Yield the rows of the sheets that have all needed columns."""
    for table in tables:
        named = names(table, columns)
        if set(needed) <= named.keys():
            yield from (Line(table.title, row, named) for row in table.rows)


def names(table: Table, columns: Columns) -> dict[str, str]:
    """Return which of our columns a sheet has, and under which name; the first name that fits counts."""
    found = {}
    for column, others in columns.items():
        written = next((name for name in (column, *others) if name in table.columns), None)
        if written is not None:
            found[column] = written
    return found


def unread(tables: Sequence[Table], every: Sequence[Columns]) -> tuple[str, ...]:
    """Return the columns of a file that nobody asks for: what is not needed is not kept."""
    asked = {name for columns in every for column, others in columns.items() for name in (column, *others)}
    return tuple(dict.fromkeys(name for table in tables for name in table.columns if name not in asked))


def each(tally: Tally, rows: Sequence[Line], take: Callable[[Line], None]) -> None:
    """Take row by row; what is wrong with one is kept, and the next one follows."""
    for line in rows:
        try:
            take(line)
        except Fault as fault:
            tally.complain(line, fault)
