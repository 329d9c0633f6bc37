"""Markdown: front matter, headings, pipe tables, paragraphs."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.document import Block, Reading, Style
from knowledge.encoding import decode

EXTENSIONS = (".md", ".markdown")

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"^([A-Za-z_][\w-]*)\s*[:：]\s*(.*)$")
_TABLE_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def read(path: Path) -> Iterator[Reading]:
    """Read one document; its front matter (`key: value` lines) becomes `stated`."""
    data = path.read_bytes()
    text = decode(data, str(path))
    front = _FRONT.match(text)
    stated = _stated(front[1]) if front else {}
    blocks = tuple(lines(text[front.end() :] if front else text))
    yield Reading(blocks, stated, str(path), hashlib.sha256(data).hexdigest())


def _stated(text: str) -> dict[str, str]:
    found = (_KEY.match(line) for line in text.splitlines())
    return {key[1].lower(): key[2].strip().strip("\"'") for key in found if key}


def lines(text: str) -> Iterator[Block]:
    """Read the body of a Markdown text; also used for the `text` of a row."""
    table: list[str] = []
    for raw in [*text.split("\n"), ""]:
        line = raw.strip()
        if line.startswith("|") and line.endswith("|") and len(line) > 1:
            table.append(line)
            continue
        if table:
            yield _table(table)
            table = []
        if not line or re.fullmatch(r"[-*_=]{3,}", line):
            continue
        if heading := _HEADING.match(line):
            yield Block(_plain(heading[2]), Style.HEADING, len(heading[1]))
        else:
            yield Block(_plain(line))


def _plain(line: str) -> str:
    return _EMPHASIS.sub(r"\2", line.removeprefix("> ")).strip()


def _table(table: Sequence[str]) -> Block:
    cells = (
        tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table if not _TABLE_RULE.match(line)
    )
    rows = tuple(cells)
    return Block("\n".join(" | ".join(row) for row in rows), Style.TABLE, rows=rows)
