"""The vectors of a library by who owns them: built whole, saved, memory-mapped, searched; never changed in place.

Every vector has an owner, the row of the article it is a part of; owners do not decrease from vector to vector.
`embeddings.tables` knows how the vectors lie.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings import tables
from embeddings.tables import Admitted, Floats, Rows
from faults import Fault

OWNERS, MANIFEST = "owners.npy", "manifest.json"
# Some of the nearest parts are of one article: as many are looked for at first as articles have on average, and so many
# beside; where that was too few, so many times as many.
BESIDE, MORE = 20, 4


def build(folder: Path, dim: int, parts: Iterable[tuple[Sequence[int] | Rows, Floats]], digest: str) -> None:
    """Write vectors with the digest of their encoder.

    `parts` are (rows that own them, vectors of shape (n, dim)) one after the other, so that they need not all be in
    memory at once.
    """
    folder.mkdir()
    owners = [np.zeros(0, dtype=np.int64)]

    def owned() -> Iterator[Floats]:
        for rows, vectors in parts:
            owners.append(np.asarray(rows, dtype=np.int64))
            yield vectors

    count = tables.save(folder, dim, owned())
    np.save(folder / OWNERS, np.concatenate(owners))
    manifest = {"encoder": digest, "dim": dim, "vectors": count}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


class Vectors:
    """A saved index, read only.

    Raises the faults vectors_of_another_model and vectors_damaged.
    """

    def __init__(self, folder: Path, digest: str) -> None:
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if manifest["encoder"] != digest:
                raise Fault("vectors_of_another_model", stored=manifest["encoder"], configured=digest)
            self._table = tables.opened(folder)
            self.owners: Rows = np.asarray(np.load(folder / OWNERS, mmap_mode="r"))
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise Fault("vectors_damaged", path=str(folder), detail=str(error)) from error
        if not manifest["vectors"] == len(self._table.halves) == len(self.owners):
            raise Fault("vectors_damaged", path=str(folder), detail="counts differ")

    @cached_property
    def _firsts(self) -> Rows:
        """The place of every owner's first vector, of the next one's where it has none; last, how many there are."""
        owners = np.arange(self.owners[-1] + 2 if len(self.owners) else 1)
        places: Rows = np.searchsorted(self.owners, owners)
        return places

    def __len__(self) -> int:
        return len(self.owners)

    def parts(self, k: int) -> int:
        """Return how many parts are looked for at first where `k` owners are wanted."""
        return round(k * self._each) + BESIDE

    @cached_property
    def _each(self) -> float:
        """How many parts an owner has on average."""
        return len(self) / max(1, int(np.count_nonzero(np.diff(self._firsts))))

    def admitting(self, allowed: NDArray[np.bool_]) -> Admitted:
        """Return what `search` takes to find only vectors of owners that `allowed` (by row) admits."""
        return Admitted(allowed[self.owners])

    def search(
        self, query: Floats, k: int, admitted: Admitted | None = None, *, least: int | None = None
    ) -> tuple[Rows, Floats]:
        """Return up to `k` owners and their cosines, best first, of owners that `admitted` (see `admitting`) holds.

        With `least` fewer than `k` will do, but no fewer than these: it is not searched again for the rest.
        """
        there = len(self) if admitted is None else admitted.count
        if k <= 0 or not there:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        wanted = self.parts(k)
        while True:
            scores, places = self._table.nearest(query, wanted, admitted)
            found = best_by_owner(scores, places, self.owners, k)
            if len(found[0]) >= min(k, least or k) or len(places) == there or wanted >= len(self):
                return found
            wanted *= MORE

    def reconstruct(self, places: Sequence[int] | Rows) -> Floats:
        """Return stored vectors, exactly as an index built from them stores them again; shape (n, dim)."""
        return self._table.halves[np.asarray(places, dtype=np.int64)].astype(np.float32)

    def cosines(self, query: Floats, owners: Rows) -> Floats:
        """Return the best cosine of each owner's parts to the query; -1.0 for an owner without vectors."""
        starts, ends = (self._firsts.take(rows, mode="clip") for rows in (owners, owners + 1))
        counts = ends - starts
        places = np.arange(counts.sum()) + np.repeat(starts - np.cumsum(counts) + counts, counts)
        best = np.full(len(owners), -1.0, dtype=np.float32)
        scores = self.reconstruct(places) @ query.reshape(-1)
        if len(scores):
            best[counts > 0] = np.maximum.reduceat(scores, (np.cumsum(counts) - counts)[counts > 0])
        return best


def exact(vectors: Floats, owners: Rows, query: Floats, k: int) -> tuple[Rows, Floats]:
    """Return what `Vectors.search` approximates, by plain multiplication; for the tests."""
    scores = vectors @ query.reshape(-1)
    places = np.argsort(-scores, kind="stable")
    return best_by_owner(scores[places], places, owners, k)


def best_by_owner(scores: Floats, places: Rows, owners: Rows, k: int) -> tuple[Rows, Floats]:
    """Reduce parts, best first, to the first `k` owners with the score of their best part."""
    rows, first = np.unique(owners[places], return_index=True)
    best = scores[first]
    order = np.lexsort((rows, -best))[:k]
    return rows[order], best[order]
