"""Files -> a new published snapshot. The only writer of snapshots."""

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings import vectors
from embeddings.encoder import Encoder
from faults import Fault
from knowledge import catalog, changes, formats, lexical, snapshot, titles
from knowledge.changes import Refused, Report
from knowledge.document import Document
from knowledge.parse import parse
from knowledge.passages import encoded
from knowledge.snapshot import Manifest, Shelf, Snapshot
from knowledge.versions import identity, spans

# Called with the stage, how much of it is done, and how much there is (0: not known yet).
Progress = Callable[[str, int, int], None]
BATCH = 1024


@dataclass(frozen=True, slots=True)
class _Found:
    """What the paths held: documents, one of each identity, what was refused, what deserves a look."""

    documents: dict[str, Document]
    refused: tuple[Refused, ...]
    warnings: tuple[tuple[str, str, str], ...]


def reindex(
    paths: Sequence[Path],
    shelf: Shelf,
    now: datetime,
    progress: Progress,
    *,
    prune: bool = False,
    dry_run: bool = False,
) -> Report:
    """Read `paths`, add their documents to those held or replace them, publish, report.

    `prune`: hold exactly what the paths hold. `dry_run`: report only. Raises the faults of
    `knowledge.snapshot`; a document that cannot be read is refused in the report and the
    others go on; with nothing readable at all the published snapshot stays.
    """
    started = time.perf_counter()
    with shelf.writing():
        found = _read(paths, progress)
        held = _held(shelf, progress)
        wanted = found.documents if prune else {**held, **found.documents}
        report = _publish(shelf, held, wanted, now, progress, found, dry_run=dry_run or not found.documents)
    return replace(report, seconds=time.perf_counter() - started)


def remove(names: Sequence[str], shelf: Shelf, now: datetime, progress: Progress) -> Report:
    """Take the documents of these titles out, all versions; raises the fault document_unknown."""
    started = time.perf_counter()
    with shelf.writing():
        held = _held(shelf, progress)
        doomed = {titles.normal(name) for name in names}
        known = {titles.normal(document.metadata.title) for document in held.values()}
        if missing := doomed - known:
            raise Fault("document_unknown", title="、".join(sorted(missing)))
        wanted = {key: doc for key, doc in held.items() if titles.normal(doc.metadata.title) not in doomed}
        report = _publish(shelf, held, wanted, now, progress, _Found({}, (), ()), dry_run=False)
    return replace(report, seconds=time.perf_counter() - started)


def _read(paths: Sequence[Path], progress: Progress) -> _Found:
    documents: dict[str, Document] = {}
    refused: list[Refused] = []
    warnings: list[tuple[str, str, str]] = []
    for count, item in enumerate(parsed(paths), 1):
        progress("reading", count, 0)
        if isinstance(item, Refused):
            refused.append(item)
            continue
        key = identity(item.metadata)
        if other := documents.get(key):
            item, left_out = sorted((item, other), key=_completeness, reverse=True)
            warnings.append(_warning(left_out, f"copy_left_out: {left_out.origin}"))
        documents[key] = item
    for document in documents.values():
        warnings += [_warning(document, warning) for warning in document.warnings]
        if open_fields := ",".join(document.metadata.undetermined):
            warnings.append(_warning(document, f"undetermined: {open_fields}"))
    return _Found(documents, tuple(refused), tuple(warnings))


def _warning(document: Document, words: str) -> tuple[str, str, str]:
    return document.metadata.title, document.metadata.version, words


def _completeness(document: Document) -> tuple[int, int, str]:
    return len(document.articles), sum(len(article.text) for article in document.articles), document.origin


def parsed(paths: Sequence[Path]) -> Iterator[Document | Refused]:
    """Yield every document under the paths, or why it is refused."""
    for path in formats.find(paths):
        for reading in [path] if isinstance(path, formats.Refusal) else formats.read(path):
            if isinstance(reading, formats.Refusal):
                yield refusal(reading.origin, reading.fault)
                continue
            try:
                yield parse(reading)
            except Fault as fault:
                yield refusal(reading.origin, fault)


def refusal(origin: str, fault: Fault) -> Refused:
    """Return a refused document as the report and the catalogue keep it."""
    return Refused(origin, fault.code, {key: str(value) for key, value in fault.fields.items()})


def _held(shelf: Shelf, progress: Progress) -> dict[str, Document]:
    """Return the documents of the published snapshot by identity."""
    name = shelf.pointer()
    if name is None:
        return {}
    progress("opening", 0, 0)
    source = catalog.Catalog(shelf.root / name / catalog.FILE)
    held = {identity(document.metadata): document for document in source.documents()}
    source.close()
    return held


def _publish(
    shelf: Shelf, held: Mapping[str, Document], wanted: Mapping[str, Document], now: datetime, progress: Progress,
    found: _Found, *, dry_run: bool,
) -> Report:  # fmt: skip
    documents = [
        wanted[key] for key in sorted(wanted, key=lambda key: (titles.normal(wanted[key].metadata.title), key))
    ]
    encoder = shelf.encoder()
    content = _digest(documents, encoder)
    published = shelf.pointer()
    before = snapshot.read_manifest(shelf.root / published) if published else None
    report = Report(
        snapshot=published or "", published=False, documents=len(documents),
        articles=sum(len(document.articles) for document in documents),
        changes=tuple(changes.compare(list(held.values()), documents)), refused=found.refused, warnings=found.warnings,
    )  # fmt: skip
    if dry_run or (before and before.content == content):
        return report
    name = f"{now.astimezone(UTC):%Y%m%dT%H%M%S%f}"[:18] + f"-{content[:8]}"
    building = shelf.root / f".building-{name}"
    try:
        building.mkdir()
        passages, fresh = _build(building, documents, found, shelf, progress)
        report = replace(report, snapshot=name, published=True, passages=passages, encoded=fresh)
        (building / snapshot.REPORT).write_text(json.dumps(asdict(report), ensure_ascii=False), encoding="utf-8")
        progress("publishing", 0, 0)
        manifest = Manifest(
            name, now.isoformat(), snapshot.FORMAT, encoder.name, encoder.digest, content,
            report.documents, report.articles, {},
        )  # fmt: skip
        snapshot.publish(shelf, building, manifest)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return report


def _digest(documents: Sequence[Document], encoder: Encoder) -> str:
    """Hash everything that decides what the snapshot answers."""
    hashed = hashlib.sha256(f"{snapshot.FORMAT} {encoder.digest}".encode())
    for document in documents:
        hashed.update(repr((document.metadata, document.articles)).encode())
    return hashed.hexdigest()


def _build(
    folder: Path, documents: Sequence[Document], found: _Found, shelf: Shelf, progress: Progress
) -> tuple[int, int]:
    """Write all parts of a snapshot; return how many passages it has and how many were encoded anew."""
    held_from = spans(documents)
    progress("catalogue", 0, 0)
    refused = ({**asdict(one), "fields": json.dumps(one.fields, ensure_ascii=False)} for one in found.refused)
    catalog.build(folder / catalog.FILE, documents, held_from, refused)
    total, done = sum(len(document.articles) for document in documents), 0

    def tick(count: int) -> None:
        nonlocal done
        done += count
        progress("words", done, total)

    lexical.build(folder / lexical.FOLDER, documents, held_from, tick)
    table = [(span.starts, span.ends) for span, doc in zip(held_from, documents, strict=True) for _ in doc.articles]
    np.save(folder / snapshot.SPANS, np.array(table, dtype=np.int32).reshape(-1, 2))
    return _encode(folder, documents, shelf, progress)


def _encode(folder: Path, documents: Sequence[Document], shelf: Shelf, progress: Progress) -> tuple[int, int]:
    """Encode what the published snapshot does not hold encoded by the same model."""
    encoder = shelf.encoder()
    articles = [(document.metadata.title, article) for document in documents for article in document.articles]
    parts = [(row, text) for row, (title, article) in enumerate(articles) for text in encoded(title, article)]
    hashes = np.array([hashlib.sha256(text.encode()).digest()[:16] for _, text in parts], dtype="V16")
    table = np.zeros((len(parts), encoder.dim), dtype=np.float32)
    missing = _reuse(shelf, encoder, hashes, table)
    for start in range(0, len(missing), BATCH):
        places = missing[start : start + BATCH]
        table[places] = encoder.encode([parts[place][1] for place in places], "passage")
        progress("encoding", start + len(places), len(missing))
    vectors.build(folder / snapshot.VECTORS, table, [row for row, _ in parts], encoder.digest)
    np.save(folder / snapshot.VECTORS / snapshot.HASHES, hashes)
    return len(parts), len(missing)


def _reuse(shelf: Shelf, encoder: Encoder, hashes: NDArray[np.void], table: NDArray[np.float32]) -> list[int]:
    """Fill in the vectors of texts already encoded by this model; return the places that stay empty."""
    name = shelf.pointer()
    if name is None or snapshot.read_manifest(shelf.root / name).encoder_digest != encoder.digest:
        return list(range(len(hashes)))
    held = Snapshot(shelf.root / name, encoder)
    known = np.load(held.folder / snapshot.VECTORS / snapshot.HASHES)
    where = {key.tobytes(): place for place, key in enumerate(known)}
    found = [(place, where[key]) for place, one in enumerate(hashes) if (key := one.tobytes()) in where]
    if found:
        table[[place for place, _ in found]] = held.vectors.reconstruct([old for _, old in found])
    taken = {place for place, _ in found}
    return [place for place in range(len(hashes)) if place not in taken]
