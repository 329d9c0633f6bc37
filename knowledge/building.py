"""The parts of a new snapshot, written one after the other; what did not change is taken over from the one before."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings import vectors
from embeddings.encoder import Encoder
from embeddings.tables import Floats, Rows
from embeddings.vectors import Vectors
from knowledge import catalog, cataloguing, citations, letters, lexical, marks, snapshot
from knowledge.catalog import Catalog
from knowledge.changes import Refused
from knowledge.document import Article
from knowledge.letters import Letters
from knowledge.passages import encoded
from knowledge.takeover import Entry, Run, runs
from knowledge.versions import spans

# Rows that own passages, the hashes of their texts, their vectors, how many of them were encoded anew.
Part = tuple[Rows, NDArray[np.void], Floats, int]
# Called with the stage, how much of it is done, and how much there is (0: not known yet).
Progress = Callable[[str, int, int], None]
# So many texts are encoded, and so many vectors copied, at once.
BATCH = 1024
_NO_HASHES = np.zeros(0, dtype="V16")


@dataclass(frozen=True, slots=True)
class Known:
    """The vectors of the snapshot before, and the hashes of their texts, which `order` sorts by their first half."""

    vectors: Vectors
    hashes: NDArray[np.void]
    order: NDArray[np.int64]

    @classmethod
    def of(cls, before: Path | None, encoder: Encoder) -> "Known | None":
        """Return what is known; None where another model made it."""
        if before is None or snapshot.read_manifest(before).encoder_digest != encoder.digest:
            return None
        hashes = np.load(before / snapshot.VECTORS / snapshot.HASHES)
        return cls(Vectors(before / snapshot.VECTORS, encoder.digest), hashes, np.argsort(_halves(hashes)))

    def places(self, hashes: NDArray[np.void]) -> NDArray[np.int64]:
        """Return where a text of the same hash is, -1 where there is none."""
        if not len(self.hashes):
            return np.full(len(hashes), -1, dtype=np.int64)
        found = np.searchsorted(_halves(self.hashes), _halves(hashes), sorter=self.order)
        places = self.order[np.minimum(found, len(self.order) - 1)]
        return np.where(self.hashes[places] == hashes, places, -1)

    def copied(self, run: Run, row: int) -> Iterator[Part]:
        """Yield the passages of articles that are taken over; they now begin with another row."""
        first = run.old or 0
        start, end = np.searchsorted(self.vectors.owners, [first, first + run.count])
        for at in range(start, end, BATCH):
            places = np.arange(at, min(at + BATCH, end))
            owners = self.vectors.owners[places] - first + row
            yield owners, self.hashes[places], self.vectors.reconstruct(places), 0


def _halves(hashes: NDArray[np.void]) -> NDArray[np.uint64]:
    halves: NDArray[np.uint64] = np.ascontiguousarray(hashes).view(np.uint64).reshape(-1, 2)[:, 0]
    return halves


def build(
    folder: Path, entries: Sequence[Entry], refused: Sequence[Refused], before: Path | None, encoder: Encoder,
    progress: Progress,
) -> tuple[int, int]:  # fmt: skip
    """Write all parts of a snapshot; return how many passages it has and how many were encoded anew.

    `before`: the snapshot, of the same format, whose versions are taken over.
    """
    progress("catalogue", 0, 0)
    rows = ({**asdict(one), "fields": json.dumps(one.fields, ensure_ascii=False)} for one in refused)
    held_from = spans([entry.metadata for entry in entries])
    total = sum(run.count for run in runs(entries))
    tick = _ticker("catalogue", total, progress)
    cataloguing.build(folder / catalog.FILE, entries, held_from, rows, tick, before and before / catalog.FILE)
    held = Catalog(folder / catalog.FILE)
    with lexical.built(folder / lexical.FOLDER, held, _ticker("words", total, progress)):
        letters.build(folder / letters.FOLDER, entries, Letters(before / letters.FOLDER) if before else None)
        np.save(folder / marks.FILE, marks.table(entries, marks.load(before) if before else None))
        titles = [(version.metadata.title, version.count) for version in held.versions.values()]
        np.save(folder / citations.FILE, citations.cited(titles, held.named()))
        np.save(folder / snapshot.SPANS, held.spans())
        counts = _encode(folder, held, runs(entries), before, encoder, progress)
    held.close()
    return counts


def _ticker(stage: str, total: int, progress: Progress) -> Callable[[int], None]:
    """Return what counts a stage's articles up to all of them."""
    done = 0

    def tick(count: int) -> None:
        nonlocal done
        done += count
        progress(stage, done, total)

    return tick


def _encode(
    folder: Path, held: Catalog, found: Sequence[Run], before: Path | None, encoder: Encoder, progress: Progress
) -> tuple[int, int]:
    """Write the vectors; encode what the snapshot before does not hold encoded by the same model."""
    known = Known.of(before, encoder)
    hashes, fresh, total = [_NO_HASHES], 0, sum(run.count for run in found)

    def parts() -> Iterator[tuple[Rows, Floats]]:
        nonlocal fresh
        row = 0
        for run in found:
            made = _made(held, run, row, known, encoder)
            for owners, keys, table, new in made if known is None or run.old is None else known.copied(run, row):
                hashes.append(keys)
                fresh += new
                progress("encoding", int(owners[-1]) + 1, total)
                yield owners, table
            row += run.count

    vectors.build(folder / snapshot.VECTORS, encoder.dim, parts(), encoder.digest)
    np.save(folder / snapshot.VECTORS / snapshot.HASHES, np.concatenate(hashes))
    return sum(map(len, hashes)), fresh


def _made(held: Catalog, run: Run, row: int, known: Known | None, encoder: Encoder) -> Iterator[Part]:
    """Yield the passages of articles, those encoded whose text is not known."""
    for texts in _batches(_texts(held, run, row)):
        keys = np.array([hashlib.sha256(text.encode()).digest()[:16] for _, text in texts], dtype="V16")
        table = np.zeros((len(texts), encoder.dim), dtype=np.float32)
        places = np.full(len(texts), -1) if known is None else known.places(keys)
        if known is not None:
            table[places >= 0] = known.vectors.reconstruct(places[places >= 0])
        new = np.flatnonzero(places < 0)
        if len(new):
            table[new] = encoder.encode([texts[place][1] for place in new], "passage")
        yield np.array([owner for owner, _ in texts], dtype=np.int64), keys, table, len(new)


def _texts(held: Catalog, run: Run, row: int) -> Iterator[tuple[int, str]]:
    """Yield (row of the article, text of a passage)."""
    for number, (title, article) in enumerate(_articles(held, run, row), row):
        yield from ((number, text) for text in encoded(title, article))


def _articles(held: Catalog, run: Run, row: int) -> Iterator[tuple[str, Article]]:
    if run.documents:
        return ((one.metadata.title, article) for one in run.documents for article in one.articles)
    return ((held.versions[one.version].metadata.title, one.article) for one in held.between(row, run.count))


def _batches(texts: Iterator[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    while batch := list(islice(texts, BATCH)):
        yield batch
