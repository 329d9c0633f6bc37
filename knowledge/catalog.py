"""The snapshot's tables, read: versions, articles, names, refusals (`knowledge.cataloguing` writes them).

Served through the standard sqlite3 in `immutable` mode, which takes no lock and writes
nothing. Rows of articles count from 0 in the order of the versions' titles, so that one
set of documents always gives one and the same catalogue.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.document import Article, Document, Kind, Level, Metadata, Piece, PieceKind, UnitKind
from knowledge.versions import Span

FILE = "catalog.db"
# So many bytes of it; SQLite takes no more than two GB.
MAPPED = 2**31
_DATES = ("adopted", "published", "effective_from", "effective_to")
_LISTS = ("short_titles", "supersedes", "undetermined")
_FIELDS = tuple(field.name for field in fields(Metadata))


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a document as the catalogue holds it; `first` and `count` are its rows of articles.

    `digest` is that of `knowledge.takeover.digest_of`.
    """

    id: str
    metadata: Metadata
    span: Span
    origin: str
    sha256: str
    warnings: tuple[str, ...]
    first: int
    count: int
    digest: str = ""

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


class Catalog:
    """The tables, read only; one connection, so one thread at a time (`knowledge.snapshot` gives each its own)."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        # Pages are read where they lie, not copied: a row takes two thirds of the time, of a large file less.
        self._db.execute(f"PRAGMA mmap_size={MAPPED}")
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

    @cached_property
    def spoken(self) -> tuple[Version, ...]:
        """The versions of which it is known who spoke, or on what occasion."""
        held = self.versions.values()
        return tuple(one for one in held if one.metadata.speaker or one.metadata.occasion)

    def _row(self, row: int) -> Row:
        """Return the article of a row; raises KeyError where there is none."""
        found = self._db.execute("SELECT * FROM articles WHERE row = ?", (row,)).fetchone()
        if found is None:
            raise KeyError(row)
        return _article(found)

    def version_of(self, row: int) -> Version:
        """Return the version that an article belongs to."""
        return self.versions[self.row(row).version]

    def headed(self, row: int) -> str:
        """Return the text of an article behind the title of its document and the headings above it."""
        found = self.row(row)
        return f"{self.versions[found.version].metadata.title} {' '.join(found.article.path)} {found.article.text}"

    def articles(self, version: str) -> tuple[Row, ...]:
        """Return the articles of a version in order."""
        found = self._db.execute("SELECT * FROM articles WHERE version = ? ORDER BY row", (version,))
        return tuple(_article(row) for row in found)

    def last_with(self, version: Version, words: str) -> Row | None:
        """Return the last article of a version that has these words, None where none has."""
        query = "SELECT * FROM articles WHERE row >= ? AND row < ? AND instr(text, ?) ORDER BY row DESC LIMIT 1"
        found = self._db.execute(query, (version.first, version.first + version.count, words)).fetchone()
        return _article(found) if found else None

    def between(self, first: int, count: int) -> Iterator[Row]:
        """Yield so many articles from a row on."""
        found = self._db.execute(
            "SELECT * FROM articles WHERE row >= ? AND row < ? ORDER BY row", (first, first + count)
        )
        yield from map(_article, found)

    def lines(self, version: Version) -> list[str]:
        """Return the words of every article of a version (`knowledge.lexical.lines`)."""
        (packed,) = self._db.execute("SELECT lines FROM words WHERE version = ?", (version.id,)).fetchone()
        return zlib.decompress(packed).decode().split("\n")

    def named(self) -> Iterator[tuple[int, str]]:
        """Yield the titles that stand in articles: (row, title as it stands there)."""
        yield from map(tuple, self._db.execute("SELECT row, name FROM named ORDER BY row"))

    def locate(self, version: str, key: str) -> Row | None:
        """Return the article of a version by its key ("20", "17-1", "总纲/3"), None where it has none."""
        query = "SELECT * FROM articles WHERE version = ? AND key = ?"
        found = self._db.execute(query, (version, key)).fetchone()
        return _article(found) if found else None

    def keys(self, version: str) -> dict[str, int]:
        """Return the rows of a version's articles by their keys."""
        return dict(map(tuple, self._db.execute("SELECT key, row FROM articles WHERE version = ?", (version,))))

    def refusals(self) -> tuple[dict[str, Any], ...]:
        """Return what was refused when this snapshot was built: origin, code, fields."""
        rows = self._db.execute("SELECT * FROM refusals ORDER BY rowid") if self._has("refusals") else ()
        return tuple({"origin": r["origin"], "code": r["code"], "fields": json.loads(r["fields"])} for r in rows)

    def _has(self, table: str) -> bool:
        return self._db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is not None

    def document(self, version: Version) -> Document:
        """Return a document again as it was when it was put in; nothing is lost in the tables."""
        articles = tuple(row.article for row in self.articles(version.id))
        return Document(version.metadata, articles, version.origin, version.sha256, version.warnings)

    def spans(self) -> NDArray[np.int32]:
        """Return starts and ends of every article's version, shape (articles, 2)."""
        rows = [(v.span.starts, v.span.ends, v.count) for v in self.versions.values()]
        table = np.array(rows or [(0, 0, 0)], dtype=np.int32)
        spans: NDArray[np.int32] = np.repeat(table[:, :2], table[:, 2], axis=0)
        return spans


def _version(row: sqlite3.Row) -> Version:
    values: dict[str, Any] = {name: row[name] for name in _FIELDS}
    values |= {name: date.fromisoformat(row[name]) if row[name] else None for name in _DATES}
    values |= {name: _list(row[name]) for name in _LISTS}
    values |= {"kind": Kind(row["kind"]), "level": Level(row["level"]), "trial": bool(row["trial"])}
    span = Span(row["starts"], row["ends"], row["successor"])
    warnings = _list(row["warnings"])
    return Version(
        row["id"], Metadata(**values), span, row["origin"], row["sha256"], warnings, row["first"], row["count"],
        # Older programs kept none.
        row["digest"] if "digest" in row.keys() else "",  # noqa: SIM118 - a row itself holds values
    )  # fmt: skip


def _list(held: str) -> tuple[Any, ...]:
    return () if held == "[]" else tuple(json.loads(held))


def _article(row: sqlite3.Row) -> Row:
    pieces = tuple(
        Piece(PieceKind[kind], tuple(number), start, end, tuple(lead) if lead else None)
        for kind, number, start, end, lead in _list(row["pieces"])
    )
    kind, path = UnitKind[row["kind"]], _list(row["path"])
    return Row(
        row["row"], row["version"], Article(row["key"], row["label"], row["text"], kind, path, pieces, row["page"])
    )
