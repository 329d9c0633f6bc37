"""Files -> a new published snapshot. The only writer of snapshots."""

import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from embeddings.encoder import Encoder
from faults import Fault
from knowledge import catalog, changes, formats, snapshot, titles
from knowledge.building import Progress, build
from knowledge.catalog import Catalog, Version
from knowledge.changes import DocumentChange, Refused, Report
from knowledge.document import Document
from knowledge.parse import parse
from knowledge.snapshot import Manifest, Shelf
from knowledge.takeover import Entry, digest_of, runs
from knowledge.versions import identity, lineage


@dataclass(frozen=True, slots=True)
class _Found:
    """What the paths held: documents, one of each identity, what was refused, what deserves a look."""

    documents: dict[str, Document]
    refused: tuple[Refused, ...]
    warnings: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """What is published by identity: versions that can be taken over from `folder`, or documents read out of it."""

    entries: Mapping[str, Entry]
    folder: Path | None
    source: Catalog | None

    def document(self, entry: Entry) -> Document:
        """Return an entry with its articles."""
        if isinstance(entry, Document):
            return entry
        assert self.source is not None
        return self.source.document(entry)


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
        read = {key: _unchanged(held.entries.get(key), document) for key, document in found.documents.items()}
        wanted = read if prune else {**held.entries, **read}
        report = _publish(shelf, held, wanted, now, progress, found, dry_run=dry_run or not found.documents)
    return replace(report, seconds=time.perf_counter() - started)


def remove(names: Sequence[str], shelf: Shelf, now: datetime, progress: Progress) -> Report:
    """Take the documents of these titles out, all versions; raises the fault document_unknown."""
    started = time.perf_counter()
    with shelf.writing():
        held = _held(shelf, progress)
        doomed = {titles.normal(name) for name in names}
        known = {titles.normal(entry.metadata.title) for entry in held.entries.values()}
        if missing := doomed - known:
            raise Fault("document_unknown", title="、".join(sorted(missing)))
        wanted = {key: one for key, one in held.entries.items() if titles.normal(one.metadata.title) not in doomed}
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


def _held(shelf: Shelf, progress: Progress) -> _Held:
    """Return what is published; what another version of the program wrote is read and written anew."""
    name = shelf.pointer()
    if name is None:
        return _Held({}, None, None)
    progress("opening", 0, 0)
    source = catalog.Catalog(shelf.root / name / catalog.FILE)
    if shelf.published() is None:
        return _Held({key: source.document(version) for key, version in source.versions.items()}, None, source)
    return _Held(dict(source.versions), shelf.root / name, source)


def _unchanged(held: Entry | None, document: Document) -> Entry:
    """Return the version that is held where a document says the same, with where it was read this time."""
    if not isinstance(held, Version) or held.digest != digest_of(document):
        return document
    return replace(held, origin=document.origin, sha256=document.sha256, warnings=document.warnings)


def _publish(
    shelf: Shelf, held: _Held, wanted: Mapping[str, Entry], now: datetime, progress: Progress, found: _Found,
    *, dry_run: bool,
) -> Report:  # fmt: skip
    order = sorted(wanted, key=lambda key: (titles.normal(wanted[key].metadata.title), key))
    entries = [wanted[key] for key in order]
    encoder = shelf.encoder()
    content = _digest(entries, encoder)
    before = shelf.published()
    report = Report(
        snapshot=before.name if before else "", published=False, documents=len(entries),
        articles=sum(run.count for run in runs(entries)), changes=_changes(held, {key: wanted[key] for key in order}),
        refused=found.refused, warnings=found.warnings,
    )  # fmt: skip
    if dry_run or (before and before.content == content):
        return report
    name = f"{now.astimezone(UTC):%Y%m%dT%H%M%S%f}"[:18] + f"-{content[:8]}"
    building = shelf.root / f".building-{name}"
    try:
        building.mkdir()
        passages, fresh = build(building, entries, found.refused, held.folder, encoder, progress)
        report = replace(report, snapshot=name, published=True, passages=passages, encoded=fresh)
        (building / snapshot.REPORT).write_text(json.dumps(asdict(report), ensure_ascii=False), encoding="utf-8")
        progress("publishing", 0, 0)
        manifest = Manifest(
            name, now.isoformat(), snapshot.FORMAT, encoder.name, encoder.digest, content,
            report.documents, report.articles, {},
        )  # fmt: skip
        report = replace(report, golden=snapshot.publish(shelf, building, manifest))
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return report


def _changes(held: _Held, wanted: Mapping[str, Entry]) -> tuple[DocumentChange, ...]:
    """Compare what is new or gone; of what stays only other versions of the same text are looked at."""
    new = {key: one for key, one in wanted.items() if isinstance(one, Document)}
    families = {lineage(one.metadata) for one in new.values()}
    kin = {key for key, one in wanted.items() if key not in new and lineage(one.metadata) in families}
    before = [held.document(one) for key, one in held.entries.items() if key in new or key in kin or key not in wanted]
    return tuple(changes.compare(before, [held.document(wanted[key]) for key in wanted if key in new or key in kin]))


def _digest(entries: Sequence[Entry], encoder: Encoder) -> str:
    """Hash everything that decides what the snapshot answers."""
    hashed = hashlib.sha256(f"{snapshot.FORMAT} {encoder.digest}".encode())
    for entry in entries:
        hashed.update(digest_of(entry).encode())
    return hashed.hexdigest()
