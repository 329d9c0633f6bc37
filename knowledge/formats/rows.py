"""JSON lines, plain or gzipped: every row is a document.

A row has `title` and either `text` (Markdown or plain) or `articles`
([{"number": "第一条", "text": "…"}]); its other fields become `stated`.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from faults import Fault
from knowledge.document import Block, Reading
from knowledge.formats import LARGEST, Refusal
from knowledge.formats.markdown import lines

EXTENSIONS = (".jsonl", ".jsonl.gz")


def read(path: Path) -> Iterator[Reading | Refusal]:
    """Read row by row; a broken row is refused by its number, the others are still read."""
    packed = path.name.lower().endswith(".gz")
    with gzip.open(path) if packed else path.open("rb") as rows:
        try:
            for number, line in enumerate(_bounded(rows, path), 1):
                if line.strip():
                    yield _document(line, f"{path}#{number}")
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise Fault("file_damaged", path=str(path), detail=str(error)) from error


def _bounded(rows: BinaryIO | gzip.GzipFile, path: Path) -> Iterator[bytes]:
    """Yield the lines, each and all within bounds, so that a gzip bomb ends early."""
    total = 0
    while line := rows.readline(LARGEST + 1):
        total += len(line)
        if len(line) > LARGEST or total > 20 * LARGEST:
            raise Fault("file_too_large", path=str(path), megabytes=total // 2**20, most=20 * LARGEST // 2**20)
        yield line


def _document(line: bytes, origin: str) -> Reading | Refusal:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        return Refusal(origin, Fault("row_not_json", path=origin, detail=str(error)))
    if not isinstance(row, dict) or not isinstance(row.get("title"), str):
        return Refusal(origin, Fault("row_without_title", path=origin))
    blocks = tuple(_blocks(row))
    if not blocks:
        return Refusal(origin, Fault("row_without_text", path=origin))
    stated = {key.lower(): str(value) for key, value in row.items() if isinstance(value, str | int | float)}
    stated.pop("text", None)
    return Reading(blocks, stated, origin, hashlib.sha256(line).hexdigest())


def _blocks(row: Mapping[str, Any]) -> Iterator[Block]:
    articles = row.get("articles")
    if isinstance(articles, list):
        for article in articles:
            if isinstance(article, dict):
                paragraphs = [part.strip() for part in str(article.get("text", "")).split("\n") if part.strip()]
                paragraphs = paragraphs or [""]
                yield Block(f"{article.get('number', '')} {paragraphs[0]}".strip())
                yield from (Block(paragraph) for paragraph in paragraphs[1:])
    elif isinstance(row.get("text"), str):
        yield from lines(row["text"])
