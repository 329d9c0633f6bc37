"""JSON lines (.jsonl): one question a line, keys in English or Chinese."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from faults import Fault
from quiz.columns import BETWEEN_ACCEPTED, BETWEEN_GAPS, BETWEEN_OPTIONS, Raw, column

EXTENSIONS = (".jsonl",)


def read(path: Path) -> Iterator[Raw]:
    """Yield the lines; raises the fault bank_row_unreadable, since half a file is never taken."""
    with path.open(encoding="utf-8-sig", errors="strict") as lines:
        try:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield Raw(number, _values(json.loads(line)))
        except (ValueError, AttributeError, TypeError) as error:
            raise Fault("bank_row_unreadable", path=str(path), detail=str(error)) from error


def _values(row: dict[str, Any]) -> dict[str, str]:
    found = {name: value for key, value in row.items() if (name := column(key))}
    return {name: _words(name, value) for name, value in found.items() if value is not None}


def _words(name: str, value: object) -> str:
    """Write lists as a cell of the table writes them."""
    if isinstance(value, bool):
        return str(value)
    if not isinstance(value, list):
        return str(value)
    if name == "key":
        nested = any(isinstance(part, list) for part in value)
        parts = [BETWEEN_ACCEPTED.join(map(str, part)) if isinstance(part, list) else str(part) for part in value]
        return (BETWEEN_GAPS if nested else BETWEEN_ACCEPTED).join(parts)
    return BETWEEN_OPTIONS.join(map(str, value))
