"""Spreadsheets (.xlsx): cells as text in, text out; nothing that a reader's program would run as a formula."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faults import Fault
from knowledge import archive

# What begins so is a formula to some program.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its number in the sheet (from 1) and its cells as text, "" for empty ones."""

    number: int
    cells: tuple[str, ...]


def read(path: Path) -> tuple[Row, ...]:
    """Return the rows of the first sheet that are not empty; formulas come as the words they are written with.

    Raises the faults of `knowledge.archive` and file_damaged.
    """
    import openpyxl

    archive.check(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False)
        sheet = book.worksheets[0]
        rows = tuple(
            Row(number, tuple(_text(cell) for cell in cells))
            for number, cells in enumerate(sheet.iter_rows(values_only=True), 1)
        )
        book.close()
    except (KeyError, ValueError, IndexError, TypeError, zipfile.BadZipFile, SyntaxError) as error:
        raise Fault("file_damaged", path=str(path), detail=str(error)) from error
    return tuple(row for row in rows if any(row.cells))


def _text(cell: object) -> str:
    if cell is None:
        return ""
    # Excel keeps every number as a fraction: 32 was typed, not 32.0.
    text = f"{cell:g}" if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else str(cell)
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def write(path: Path, title: str, header: Sequence[str], rows: Sequence[Sequence[str | int]]) -> None:
    """Write one sheet with a frozen header; whatever looks like a formula is written as words."""
    import openpyxl
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for number, cells in enumerate((header, *rows), 1):
        for at, value in enumerate(cells, 1):
            put(sheet.cell(number, at), value)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for place in range(1, len(header) + 1):
        column = sheet.cell(1, place).column_letter
        longest = max((len(str(row[place - 1])) for row in rows), default=0)
        sheet.column_dimensions[column].width = min(60, max(8, 2 * len(header[place - 1]), 1.6 * longest))
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def put(cell: Any, value: object) -> None:  # noqa: ANN401 - openpyxl has no types
    """Write a value into a cell of openpyxl; words are words, whatever they begin with."""
    if not isinstance(value, str):
        cell.value = value
    elif value:
        cell.value, cell.data_type = _CONTROL.sub("", value), "s"
        # A sign that programs add before what looks like a formula; it is no part of the text.
        cell.quotePrefix = value.startswith(_FORMULA)


def harmless(text: str) -> str:
    """Return words for a format without types, such as CSV: what would be a formula begins with an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def letter(place: int) -> str:
    """Return the letters of a column, A for place 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
