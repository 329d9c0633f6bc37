"""A member's own data to take away: one zip with the same rows as JSON and as a workbook."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.phrases import people
from bot.sheets import Sheet, written


def packed(found: Mapping[str, Sequence[Mapping[str, Any]]], moment: datetime) -> bytes:
    """Return the zip; `found` are rows by table. Moments are written in ISO form with their zone."""
    document = {"purpose": people.PURPOSE, "made": moment, "tables": found}
    sheets = [_sheet(name, rows) for name, rows in found.items() if rows]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(document, ensure_ascii=False, indent=1, default=str))
        archive.writestr("data.xlsx", written(sheets, people.PURPOSE))
    return target.getvalue()


def _sheet(name: str, rows: Sequence[Mapping[str, Any]]) -> Sheet:
    lines = [[_cell(value) for value in row.values()] for row in rows]
    return Sheet(people.TABLES.get(name, name), tuple(rows[0]), lines)


def _cell(value: object) -> str | int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    # A cell holds so much and no more.
    return (json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value))[:32_000]
