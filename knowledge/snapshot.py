"""Snapshots: immutable folders, verified, published by one atomic change of a pointer.

A workspace keeps them under `knowledge/<time>-<digest>/`; the file `knowledge/current`
names the published one. A crash at any moment leaves the published one whole: a new one
grows under a name with a dot and gets its own name only when all of it is on the disk.
"""

import fcntl
import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder
from embeddings.tables import Admitted
from embeddings.vectors import Vectors
from faults import Fault
from knowledge import catalog, citations, features, letters, lexical, marks, ranking, relevance
from knowledge.catalog import Catalog
from knowledge.changes import Measured
from knowledge.features import Layout
from knowledge.learnt import Learnt
from knowledge.letters import Letters
from knowledge.lexical import Lexical
from knowledge.ranking import Ranking

MANIFEST, REPORT, SPANS, VECTORS, HASHES = "manifest.json", "report.json", "spans.npy", "vectors", "hashes.npy"
POINTER, LOCK = "current", "lock"
# The change reports of snapshots that are gone.
REPORTS = "reports"
# The published one and four to go back to.
KEEP = 5
# Raised when the files inside change their meaning, so that an older snapshot is not misread or taken over.
FORMAT = 4


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot says of itself. `files` are relative paths with size and sha256; `created` is ISO, with zone."""

    name: str
    created: str
    format: int
    encoder: str
    encoder_digest: str
    content: str
    documents: int
    articles: int
    files: dict[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Ways:
    """How a workspace is searched and when it answers.

    `enough` is the probability (0..1) from which a question is answered. `check` is called
    with a finished snapshot before it is published, and with the published one (None
    before the first); it raises a fault to keep the new one back, and returns what it measured.
    """

    ranking: Callable[[], Ranking] = ranking.bundled
    enough: float = relevance.ENOUGH
    check: Callable[["Snapshot", "Snapshot | None"], tuple[Measured, ...]] = lambda _new, _old: ()


class Snapshot:
    """One opened snapshot; safe to read from several threads. A request holds one throughout."""

    def __init__(
        self, folder: Path, encoder: Encoder, ranking: Ranking | None = None, enough: float = relevance.ENOUGH
    ) -> None:
        self.manifest = read_manifest(folder)
        self.folder = folder
        self.encoder = encoder
        self.ranking = ranking or Ranking()
        self.enough = enough
        try:
            self.catalog = Catalog(folder / catalog.FILE)
            self.spans: NDArray[np.int32] = np.load(folder / SPANS)
            self.lexical = Lexical(folder / lexical.FOLDER, self.spans)
            self.letters = Letters(folder / letters.FOLDER)
            self.marks = marks.load(folder)
        except (OSError, ValueError) as error:
            raise Fault("snapshot_damaged", name=folder.name, detail=str(error)) from error
        self.vectors = Vectors(folder / VECTORS, encoder.digest)
        self.admitted = lru_cache(maxsize=16)(self._admitted)
        # Whoever answers a question looks at its vector, shape (dim,), more than once.
        self.query = lru_cache(maxsize=16)(lambda question: encoder.encode([question], "query")[0])

    @cached_property
    def layout(self) -> Layout:
        """The versions as arrays."""
        return features.layout(self, np.load(self.folder / citations.FILE))

    @cached_property
    def learnt(self) -> Learnt:
        """What the ranking knows of other questions."""
        return ranking.learnt(self, self.ranking)

    def _admitted(
        self, day: date | None, versions: tuple[str, ...] = (), *, outside: bool = False
    ) -> Admitted | None:  # fmt: skip
        """Return of which articles vectors may be found, as `Vectors.search` takes it; None where all may.

        `day`: only of versions in force on it, or with `outside` of those that are not; `versions`: only of these.
        """
        if day is None and not versions:
            return None
        admitted = np.ones(len(self.spans), dtype=np.bool_) if day is None else self.lexical.in_force(day) ^ outside
        if versions:
            inside = np.zeros(len(self.spans), dtype=np.bool_)
            for version in (self.catalog.versions[key] for key in versions):
                inside[version.first : version.first + version.count] = True
            admitted &= inside
        return None if admitted.all() else self.vectors.admitting(admitted)


class Shelf:
    """The snapshots of one workspace and the encoder that reads them.

    Raises the faults snapshot_missing, snapshot_damaged, snapshot_unknown, reindex_running.
    """

    def __init__(self, root: Path, encoder: Callable[[], Encoder], ways: Ways | None = None) -> None:
        self.root = root
        self.encoder = lru_cache(maxsize=1)(encoder)
        self.ways = ways or Ways()
        self.ranking = lru_cache(maxsize=1)(self.ways.ranking)
        self._opened: Snapshot | None = None
        self._opening = threading.Lock()

    def current(self) -> Snapshot:
        """Return the published snapshot, opened anew when the pointer has moved since."""
        name = self.pointer()
        if name is None:
            raise Fault("snapshot_missing", path=str(self.root))
        with self._opening:
            if self._opened is None or self._opened.folder.name != name:
                self._opened = self.open(self.root / name)
            return self._opened

    def open(self, folder: Path) -> Snapshot:
        """Open a snapshot, published or not, as this workspace reads it."""
        return Snapshot(folder, self.encoder(), self.ranking(), self.ways.enough)

    def pointer(self) -> str | None:
        """Return the name of the published snapshot, None before the first."""
        try:
            return (self.root / POINTER).read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None

    def published(self) -> Manifest | None:
        """Return what the published snapshot says of itself; None before the first, and for one of another format."""
        name = self.pointer()
        return _of_this_format(self.root / name) if name else None

    def manifests(self) -> tuple[Manifest, ...]:
        """Return the snapshots kept that this program can read, newest first."""
        return tuple(manifest for folder in self._folders() if (manifest := _of_this_format(folder)))

    def _folders(self) -> list[Path]:
        return sorted((path for path in self.root.glob("[0-9]*-*") if path.is_dir()), reverse=True)

    def rollback(self, name: str | None = None) -> str:
        """Point back to `name`, or to the one before the published; return what is published now."""
        with self.writing():
            kept = [manifest.name for manifest in self.manifests()]
            older = [other for other in kept if other < (self.pointer() or "")]
            name = name or next(iter(older), None)
            if name not in kept or name is None:
                raise Fault("snapshot_unknown", name=name or "", kept="、".join(kept))
            verify(self.root / name)
            point(self.root, name)
            return name

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer of this workspace, in all processes; what a killed one left is removed."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Fault("reindex_running", path=str(self.root)) from error
            for left in self.root.glob(".building-*"):
                shutil.rmtree(left)
            yield

    def discard(self) -> None:
        """Remove all but the last few; the published one always stays."""
        published = self.pointer()
        for folder in self._folders()[KEEP:]:
            if folder.name != published:
                self._keep_report(folder)
                shutil.rmtree(folder)

    def reports(self) -> tuple[str, ...]:
        """Return the names of the snapshots whose change report is still there, newest first."""
        held = {folder.name for folder in self._folders() if (folder / REPORT).is_file()}
        return tuple(sorted(held | {path.stem for path in (self.root / REPORTS).glob("[0-9]*-*.json")}, reverse=True))

    def report(self, name: str) -> Path | None:
        """Return where the change report of a snapshot lies, also of one that is gone; None for an unknown name."""
        if name not in self.reports():
            return None
        kept = self.root / name / REPORT
        return kept if kept.is_file() else self.root / REPORTS / f"{name}.json"

    def _keep_report(self, folder: Path) -> None:
        """Keep what a snapshot changed beyond its end; a kill in between leaves it to the next writer."""
        with suppress(FileNotFoundError):
            (self.root / REPORTS).mkdir(exist_ok=True)
            shutil.copyfile(folder / REPORT, self.root / REPORTS / f"{folder.name}.json")


def read_manifest(folder: Path) -> Manifest:
    """Read what a snapshot says of itself; raises the faults snapshot_damaged and snapshot_of_another_format."""
    try:
        values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**{**values, "files": {path: tuple(found) for path, found in values["files"].items()}})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Fault("snapshot_damaged", name=folder.name, detail=str(error)) from error
    if manifest.format != FORMAT:
        raise Fault("snapshot_of_another_format", name=folder.name)
    return manifest


def _of_this_format(folder: Path) -> Manifest | None:
    """Read a manifest, None where another version of the program wrote it: such a library is built anew."""
    try:
        return read_manifest(folder)
    except Fault as fault:
        if fault.code == "snapshot_of_another_format":
            return None
        raise


def publish(shelf: Shelf, building: Path, manifest: Manifest) -> tuple[Measured, ...]:
    """Seal a finished folder, give it its name and point to it; call inside `shelf.writing()`.

    Returns what the check of the workspace measured (`Ways.check`).
    """
    files = {str(path.relative_to(building)): _print_of(path) for path in sorted(building.rglob("*")) if path.is_file()}
    sealed = {**asdict(manifest), "files": files}
    (building / MANIFEST).write_text(json.dumps(sealed, ensure_ascii=False, indent=1), encoding="utf-8")
    for path in (*building.rglob("*"), building):
        _sync(path)
    verify(building)
    measured = shelf.ways.check(shelf.open(building), shelf.current() if shelf.published() else None)
    building.rename(shelf.root / manifest.name)
    _sync(shelf.root)
    point(shelf.root, manifest.name)
    shelf.discard()
    return measured


def point(root: Path, name: str) -> None:
    """Make `name` the published snapshot: a whole new pointer replaces the old one."""
    fresh = root / f".{POINTER}"
    fresh.write_text(name, encoding="utf-8")
    _sync(fresh)
    fresh.replace(root / POINTER)
    _sync(root)


def verify(folder: Path) -> None:
    """Compare every file with the manifest; raises the fault snapshot_damaged."""
    for name, wanted in read_manifest(folder).files.items():
        path = folder / name
        if not path.is_file() or _print_of(path) != wanted:
            raise Fault("snapshot_damaged", name=folder.name, detail=name)


def _print_of(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
