"""The snapshot's tables: versions, articles, names, refusals. Built once, then only read.

Built with sqlite-utils; served through the standard sqlite3 in `immutable` mode, which
takes no lock and writes nothing. Rows of articles count from 0 in the order of the
versions' titles, so that one set of documents always gives one and the same catalogue.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge import titles
from knowledge.document import Article, Document, Kind, Level, Metadata, Piece, PieceKind, UnitKind
from knowledge.versions import Span, identity

FILE = "catalog.db"
_DATES = ("adopted", "published", "effective_from", "effective_to")
_LISTS = ("short_titles", "supersedes", "undetermined")


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a document as the catalogue holds it; `first` and `count` are its rows of articles."""

    id: str
    metadata: Metadata
    span: Span
    origin: str
    sha256: str
    warnings: tuple[str, ...]
    first: int
    count: int

    def state(self, day: date) -> str:
        """Return in_force, not_yet, superseded or repealed; see `knowledge.versions`."""
        if self.span.holds(day):
            return "in_force"
        if self.metadata.effective_from and day < self.metadata.effective_from:
            return "not_yet"
        return "superseded" if self.metadata.status == "superseded" or self.span.successor else "repealed"


@dataclass(frozen=True, slots=True)
class Row:
    """One article with its row and the id of its version."""

    row: int
    version: str
    article: Article

    @property
    def source(self) -> str:
        """Name version and article in every snapshot: "3f9a1c0b7d2e#20"."""
        return f"{self.version}#{self.article.key}"


def build(path: Path, documents: Sequence[Document], spans: Sequence[Span], refusals: Iterable[dict[str, Any]]) -> None:
    """Write the catalogue of `documents`, which stand in their final order, each with its span."""
    import sqlite_utils

    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
    db = sqlite_utils.Database(connection)
    with db.atomic():
        db.table("versions").insert_all(_version_rows(documents, spans), pk="id")
        db.table("articles").insert_all(_article_rows(documents), pk="row", batch_size=500)
        db.table("names").insert_all(_name_rows(documents), columns={"name": str, "version": str})
        db.table("refusals").insert_all(refusals, columns={"origin": str, "code": str, "fields": str})
        for table, column in (("articles", "version"), ("names", "name"), ("versions", "normal")):
            if db[table].exists():
                db.table(table).create_index([column])
    connection.commit()
    connection.close()


def _version_rows(documents: Sequence[Document], spans: Sequence[Span]) -> Iterator[dict[str, Any]]:
    first = 0
    for document, span in zip(documents, spans, strict=True):
        row = {key: _plain(value) for key, value in asdict(document.metadata).items()}
        row |= {"id": identity(document.metadata), "normal": titles.normal(document.metadata.title)}
        row |= {"starts": span.starts, "ends": span.ends, "successor": span.successor}
        row |= {"origin": document.origin, "sha256": document.sha256, "warnings": _plain(document.warnings)}
        yield row | {"first": first, "count": len(document.articles)}
        first += len(document.articles)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, tuple | list) else value


def _article_rows(documents: Sequence[Document]) -> Iterator[dict[str, Any]]:
    row = 0
    for document in documents:
        version = identity(document.metadata)
        for article in document.articles:
            pieces = [(piece.kind.name, piece.number, piece.start, piece.end, piece.lead) for piece in article.pieces]
            yield {
                "row": row, "version": version, "key": article.key, "label": article.label, "kind": article.kind.name,
                "path": _plain(article.path), "text": article.text, "pieces": _plain(pieces), "page": article.page,
            }  # fmt: skip
            row += 1


def _name_rows(documents: Sequence[Document]) -> Iterator[dict[str, str]]:
    for document in documents:
        metadata = document.metadata
        names = [titles.normal(metadata.title), *metadata.short_titles, *([metadata.doc_no] if metadata.doc_no else [])]
        yield from ({"name": name, "version": identity(metadata)} for name in dict.fromkeys(names))


class Catalog:
    """The tables, read only; one connection, so one thread at a time (`knowledge.snapshot` gives each its own)."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self.row = lru_cache(maxsize=4096)(self._row)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @cached_property
    def versions(self) -> dict[str, Version]:
        """All versions by id, in the order of their articles."""
        return {row["id"]: _version(row) for row in self._db.execute("SELECT * FROM versions ORDER BY first, id")}

    @cached_property
    def names(self) -> dict[str, tuple[str, ...]]:
        """Ids of versions by every name a document goes by: title, short titles, document number."""
        found: dict[str, tuple[str, ...]] = {}
        for row in self._db.execute("SELECT name, version FROM names ORDER BY rowid"):
            found[row["name"]] = (*found.get(row["name"], ()), row["version"])
        return found

    def _row(self, row: int) -> Row:
        """Return the article of a row; raises KeyError where there is none."""
        found = self._db.execute("SELECT * FROM articles WHERE row = ?", (row,)).fetchone()
        if found is None:
            raise KeyError(row)
        return _article(found)

    def version_of(self, row: int) -> Version:
        """Return the version that an article belongs to."""
        return self.versions[self.row(row).version]

    def articles(self, version: str) -> tuple[Row, ...]:
        """Return the articles of a version in order."""
        found = self._db.execute("SELECT * FROM articles WHERE version = ? ORDER BY row", (version,))
        return tuple(_article(row) for row in found)

    def locate(self, version: str, key: str) -> Row | None:
        """Return the article of a version by its key ("20", "17-1", "总纲/3"), None where it has none."""
        query = "SELECT * FROM articles WHERE version = ? AND key = ?"
        found = self._db.execute(query, (version, key)).fetchone()
        return _article(found) if found else None

    def refusals(self) -> tuple[dict[str, Any], ...]:
        """Return what was refused when this snapshot was built: origin, code, fields."""
        rows = self._db.execute("SELECT * FROM refusals ORDER BY rowid") if self._has("refusals") else ()
        return tuple({"origin": r["origin"], "code": r["code"], "fields": json.loads(r["fields"])} for r in rows)

    def _has(self, table: str) -> bool:
        return self._db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is not None

    def documents(self) -> Iterator[Document]:
        """Yield every document again as it was when it was put in; nothing is lost in the tables."""
        for version in self.versions.values():
            articles = tuple(row.article for row in self.articles(version.id))
            yield Document(version.metadata, articles, version.origin, version.sha256, version.warnings)

    def spans(self) -> NDArray[np.int32]:
        """Return starts and ends of every article's version, shape (articles, 2)."""
        rows = [(v.span.starts, v.span.ends, v.count) for v in self.versions.values()]
        table = np.array(rows or [(0, 0, 0)], dtype=np.int32)
        spans: NDArray[np.int32] = np.repeat(table[:, :2], table[:, 2], axis=0)
        return spans


def _version(row: sqlite3.Row) -> Version:
    values: dict[str, Any] = {name.name: row[name.name] for name in fields(Metadata)}
    values |= {name: date.fromisoformat(row[name]) if row[name] else None for name in _DATES}
    values |= {name: tuple(json.loads(row[name])) for name in _LISTS}
    values |= {"kind": Kind(row["kind"]), "level": Level(row["level"]), "trial": bool(row["trial"])}
    span = Span(row["starts"], row["ends"], row["successor"])
    warnings = tuple(json.loads(row["warnings"]))
    return Version(
        row["id"], Metadata(**values), span, row["origin"], row["sha256"], warnings, row["first"], row["count"]
    )


def _article(row: sqlite3.Row) -> Row:
    pieces = tuple(
        Piece(PieceKind[kind], tuple(number), start, end, tuple(lead) if lead else None)
        for kind, number, start, end, lead in json.loads(row["pieces"])
    )
    kind, path = UnitKind[row["kind"]], tuple(json.loads(row["path"]))
    return Row(
        row["row"], row["version"], Article(row["key"], row["label"], row["text"], kind, path, pieces, row["page"])
    )
