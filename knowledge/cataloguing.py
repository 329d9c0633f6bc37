"""The snapshot's tables, written: with sqlite-utils, from documents and from the tables of the snapshot before."""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from knowledge import citations, lexical, titles
from knowledge.document import Document, Metadata
from knowledge.takeover import Entry, Run, digest_of, runs
from knowledge.versions import Span, identity

# Of a version: what its document says of itself, and these.
_VERSION = {
    "id": str, "normal": str, "starts": int, "ends": int, "successor": str, "origin": str, "sha256": str,
    "warnings": str, "first": int, "count": int, "digest": str,
}  # fmt: skip
_ARTICLES = {
    "row": int, "version": str, "key": str, "label": str, "kind": str, "path": str, "text": str, "pieces": str,
    "page": int,
}  # fmt: skip


def build(
    path: Path, entries: Sequence[Entry], spans: Sequence[Span], refusals: Iterable[dict[str, Any]],
    tick: Callable[[int], None], before: Path | None = None,
) -> None:  # fmt: skip
    """Write the catalogue of `entries`, which stand in their final order, each with its span.

    `tick` is called with the count of articles that are done, `before` is the catalogue whose versions are taken over.
    """
    import sqlite_utils

    connection = sqlite3.connect(path.resolve().as_uri(), uri=True)
    connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
    if before is not None:
        connection.execute("ATTACH ? AS before", (f"{before.resolve().as_uri()}?mode=ro&immutable=1",))
    db = sqlite_utils.Database(connection)
    with db.atomic():
        described = {field.name: int if field.type is bool else str for field in fields(Metadata)}
        db.table("versions").create({**described, **_VERSION}, pk="id").insert_all(_version_rows(entries, spans))
        db.table("articles").create(_ARTICLES, pk="row")
        db.table("named").create({"row": int, "name": str})
        db.table("words").create({"version": str, "lines": bytes}, pk="version")
        row = 0
        for run in runs(entries):
            _add(db, run, row, tick) if run.old is None else _take_over(db, run, row, tick)
            row += run.count
        db.table("names").create({"name": str, "version": str}).insert_all(_name_rows(entries))
        db.table("refusals").create({"origin": str, "code": str, "fields": str}).insert_all(refusals)
        for table, column in (("articles", "version"), ("named", "row"), ("names", "name"), ("versions", "normal")):
            db.table(table).create_index([column])
    connection.commit()
    connection.close()


def _take_over(db: Any, run: Run, row: int, tick: Callable[[int], None]) -> None:  # noqa: ANN401 - a database of sqlite-utils, loaded only here
    columns = ", ".join(list(_ARTICLES)[1:])
    moved = {"by": row - (run.old or 0), "first": run.old, "end": (run.old or 0) + run.count}
    db.execute(
        "INSERT INTO words SELECT version, lines FROM before.words WHERE version IN"
        " (SELECT id FROM before.versions WHERE first >= :first AND first < :end AND count > 0)",
        moved,
    )
    for table, others in (("articles", columns), ("named", "name")):
        db.execute(
            f"INSERT INTO {table} (row, {others}) SELECT row + :by, {others} FROM before.{table}"
            " WHERE row >= :first AND row < :end ORDER BY row",
            moved,
        )
    tick(run.count)


def _add(db: Any, run: Run, row: int, tick: Callable[[int], None]) -> None:  # noqa: ANN401
    db.table("articles").insert_all(_article_rows(run.documents, row), batch_size=500)
    texts = (article.text for document in run.documents for article in document.articles)
    named = ({"row": at, "name": name} for at, text in enumerate(texts, row) for name in citations.named(text))
    db.table("named").insert_all(named, batch_size=500)
    packed = (
        {"version": identity(one.metadata), "lines": zlib.compress(lexical.lines(one).encode(), 1)}
        for one in run.documents
    )
    db.table("words").insert_all(_ticked(packed, run, tick), batch_size=100)


def _ticked(rows: Iterable[dict[str, Any]], run: Run, tick: Callable[[int], None]) -> Iterator[dict[str, Any]]:
    for document, row in zip(run.documents, rows, strict=True):
        yield row
        tick(len(document.articles))


def _version_rows(entries: Sequence[Entry], spans: Sequence[Span]) -> Iterator[dict[str, Any]]:
    first, described = 0, [field.name for field in fields(Metadata)]
    for entry, span in zip(entries, spans, strict=True):
        count = len(entry.articles) if isinstance(entry, Document) else entry.count
        row = {name: _plain(getattr(entry.metadata, name)) for name in described}
        row |= {"id": identity(entry.metadata), "normal": titles.normal(entry.metadata.title)}
        row |= {"starts": span.starts, "ends": span.ends, "successor": span.successor}
        row |= {"origin": entry.origin, "sha256": entry.sha256, "warnings": _plain(entry.warnings)}
        yield row | {"first": first, "count": count, "digest": digest_of(entry)}
        first += count


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, tuple | list) else value


def _article_rows(documents: Sequence[Document], row: int) -> Iterator[dict[str, Any]]:
    for document in documents:
        version = identity(document.metadata)
        for article in document.articles:
            pieces = [(piece.kind.name, piece.number, piece.start, piece.end, piece.lead) for piece in article.pieces]
            yield {
                "row": row, "version": version, "key": article.key, "label": article.label, "kind": article.kind.name,
                "path": _plain(article.path), "text": article.text, "pieces": _plain(pieces), "page": article.page,
            }  # fmt: skip
            row += 1


def _name_rows(entries: Sequence[Entry]) -> Iterator[dict[str, str]]:
    for entry in entries:
        metadata = entry.metadata
        names = [titles.normal(metadata.title), *metadata.short_titles, *([metadata.doc_no] if metadata.doc_no else [])]
        yield from ({"name": name, "version": identity(metadata)} for name in dict.fromkeys(names))
