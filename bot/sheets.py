"""Workbooks as rows of text by column name, in and out; how a cell is written, `quiz.sheets` knows."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from faults import Fault
from quiz.sheets import put

Cell = str | int | float | bool | date | None
# A roster of 100,000 has some 20 MiB unpacked; more than this is no roster.
LARGEST, ROWS = 400 * 2**20, 200_000
# Titles and remarks may stand above the column names.
HEADER_WITHIN = 10
_REMARK = "说明"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to write: its name, its columns, its rows."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was read: its number as programs show it, and its cells by column name, empty ones left out."""

    number: int
    cells: Mapping[str, Cell]
    formulas: frozenset[str] = frozenset()

    def text(self, column: str) -> str:
        """Return a cell as text, "" for an empty one; raises the fault cell_formula."""
        if column in self.formulas:
            raise Fault("cell_formula", column=column)
        value = self.cells.get(column)
        if isinstance(value, datetime | date):
            return value.strftime("%Y-%m-%d")
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else str(value).strip()


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet that was read: the names in its header, as they were written, and its rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def written(sheets: Sequence[Sheet], remark: str) -> bytes:
    """Return a workbook, with a remark on a sheet of its own; every text is a text, whatever it begins with."""
    # Loading it takes longer than all else that a command does; most commands write no workbook.
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.active)
    for sheet in (*sheets, Sheet(_REMARK, (remark,), ())):
        page = book.create_sheet(sheet.title[:31])
        for number, row in enumerate((sheet.columns, *sheet.rows), 1):
            for at, value in enumerate(row, 1):
                put(page.cell(number, at), value)
        for cell in page[1]:
            cell.font = Font(bold=True)
        page.freeze_panes = "A2"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read(data: bytes, name: str, known: Sequence[str]) -> tuple[Table, ...]:
    """Read the sheets in which one of the `known` column names stands.

    Raises the faults workbook_unreadable, file_bomb and sheet_long.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
        if size > LARGEST:
            raise Fault("file_bomb", path=name, megabytes=size // 2**20)
        book = load_workbook(io.BytesIO(data), read_only=True)
        try:
            tables = [_table(page, name, known) for page in book.worksheets]
        finally:
            book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError, OSError) as error:
        raise Fault("workbook_unreadable", path=name, detail=str(error)[:80]) from error
    return tuple(table for table in tables if table is not None)


def _table(page: Any, name: str, known: Sequence[str]) -> Table | None:  # noqa: ANN401
    page.reset_dimensions()
    lines = enumerate(page.iter_rows(), 1)
    header = next((cells for number, cells in lines if number <= HEADER_WITHIN and _names(cells) & set(known)), None)
    if header is None:
        return None
    columns = {at: column_name(cell.value) for at, cell in enumerate(header) if cell.value is not None}
    return Table(page.title, tuple(columns.values()), tuple(_rows(lines, columns, name)))


def _rows(lines: Iterator[tuple[int, Any]], columns: Mapping[int, str], name: str) -> Iterator[Row]:
    for number, cells in lines:
        if number > ROWS:
            raise Fault("sheet_long", path=name, most=ROWS)
        filled = {columns[at]: cell for at, cell in enumerate(cells) if at in columns and cell.value not in (None, "")}
        if filled:
            formulas = frozenset(column for column, cell in filled.items() if cell.data_type == "f")
            yield Row(number, {column: cell.value for column, cell in filled.items()}, formulas)


def _names(cells: Sequence[Any]) -> set[str]:
    return {column_name(cell.value) for cell in cells if cell.value is not None}


def column_name(value: object) -> str:
    """Return a column's name without what people add to it: spaces, a star, （必填）."""
    return re.sub(r"[\s*＊：:]|[（(](?:必填|选填|可选|年月日)[)）]", "", str(value))
