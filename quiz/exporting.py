"""The bank as a table that `quiz.importing` reads back: the same questions, bindings and all."""

import json
from collections.abc import Sequence
from pathlib import Path

from faults import Fault
from quiz import sheets
from quiz.bank import Entry
from quiz.columns import NAMES, OPTIONS_OF_A_ROW, cells

SHEET = "题库"
_SHOWN = ("number", "kind", "stem", *OPTIONS_OF_A_ROW, "key", "explanation", "difficulty", "topic", "document",
          "article", "words", "state")  # fmt: skip


def write(path: Path, entries: Sequence[Entry], states: Sequence[str]) -> None:
    """Write items as .xlsx or .jsonl, by the path's ending; `states` are their words. Raises bank_format_unknown."""
    rows = [_row(number, entry, state) for number, (entry, state) in enumerate(zip(entries, states, strict=True), 1)]
    used = [name for name in _SHOWN if name not in OPTIONS_OF_A_ROW or any(row.get(name) for row in rows)]
    header = [NAMES[name][0] for name in used]
    if path.suffix.lower() == ".xlsx":
        sheets.write(path, SHEET, header, [[row.get(name, "") for name in used] for row in rows])
    elif path.suffix.lower() == ".jsonl":
        lines = ({title: row[name] for name, title in zip(used, header, strict=True) if row.get(name)} for row in rows)
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    else:
        raise Fault("bank_format_unknown", path=str(path), known=".jsonl .xlsx")


def _row(number: int, entry: Entry, state: str) -> dict[str, str]:
    bound = entry.item.binding
    source = {"document": bound.title, "article": entry.label, "words": bound.words} if bound else {}
    return {"number": str(number), **dict(cells(entry.item)), **source, "state": state}
