"""The common template (.xlsx): one question a row, columns under their usual names."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from faults import Fault
from quiz import sheets
from quiz.columns import Raw, column

EXTENSIONS = (".xlsx",)
# Above the header people put a title and hints for whoever fills the table in.
HEADER_WITHIN = 10


def read(path: Path) -> Iterator[Raw]:
    """Yield the rows below the header; raises the fault bank_without_header."""
    rows = sheets.read(path)
    at, columns = next(((at, found) for at, found in _headers(rows) if {"stem", "key"} <= set(found.values())), (0, {}))
    if not columns:
        raise Fault("bank_without_header", path=str(path))
    where = {name: sheets.letter(place) for place, name in columns.items()}
    for row in rows[at + 1 :]:
        values = {name: row.cells[place] for place, name in columns.items() if place < len(row.cells)}
        if any(words for name, words in values.items() if name != "number"):
            yield Raw(row.number, values, where)


def _headers(rows: Sequence[sheets.Row]) -> Iterator[tuple[int, dict[int, str]]]:
    """Yield the first rows, each as the columns that its cells would name."""
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        yield at, {place: name for place, cell in enumerate(row.cells) if (name := column(cell))}
