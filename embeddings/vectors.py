"""The vector index: built whole, saved, memory-mapped, searched; never changed in place.

Half-precision vectors, all of which are looked at (FAISS, flat, inner product). From `LARGE` vectors on a first look
over codes of four bits for every four dimensions, sixteen times smaller, chooses which of them are looked at; scores
are always those of the vectors themselves. Why so (`python -m benchmarks.vectors`; 64,216 vectors, the thousand best,
one core of a busy machine): half precision finds all that single precision finds in half the time (2 ms for 4.5);
8 bits are no faster and lose 0.5 % of the best 250; the codes take 1.4 ms and lose 3 %, none of the best ten. Inverted
lists of the same recall take 1.1 ms and graphs 2 ms, but five and seven seconds to make at every reindex where
the codes take half a second. With a million vectors to look at the flat index takes 30 ms and the codes 2.6.

A changed memory-mapped index kills the process, so nothing here can change one. Every vector has an owner, the row
of the article it is a part of; owners do not decrease from vector to vector.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faults import Fault

INDEX, COARSE, OWNERS, MANIFEST = "index.faiss", "coarse.faiss", "owners.npy", "manifest.json"
# From so many vectors on a first look pays.
LARGE = 250_000
# It learns its codes from so many vectors, and chooses so many times what is wanted.
LEARN_FROM, CHOSEN = 100_000, 2
# Parts of one article crowd the head of the list; so many parts are looked at for one article wanted.
PARTS_PER_ARTICLE = 4

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


def build(folder: Path, dim: int, parts: Iterable[tuple[Sequence[int] | Rows, Floats]], digest: str) -> None:
    """Write vectors with the digest of their encoder.

    `parts` are (rows that own them, vectors of shape (n, dim)) one after the other, so that they need not all be in
    memory at once.
    """
    import faiss

    folder.mkdir()
    index = faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    owners = [np.zeros(0, dtype=np.int64)]
    for rows, vectors in parts:
        index.add(vectors)
        owners.append(np.asarray(rows, dtype=np.int64))
    faiss.write_index(index, str(folder / INDEX))
    if index.ntotal >= LARGE:
        faiss.write_index(_coarse(faiss, index), str(folder / COARSE))
    np.save(folder / OWNERS, np.concatenate(owners))
    manifest = {"encoder": digest, "dim": dim, "vectors": index.ntotal}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def _coarse(faiss: Any, index: Any) -> Any:  # noqa: ANN401 - faiss, loaded where it is needed
    """Return the codes of all vectors, the same whenever they are made of the same vectors."""
    faiss.omp_set_num_threads(1)
    step = -(-index.ntotal // LEARN_FROM)
    coarse = faiss.IndexPQFastScan(index.d, index.d // 4, 4, faiss.METRIC_INNER_PRODUCT)
    coarse.train(index.reconstruct_batch(np.arange(0, index.ntotal, step)))
    for start in range(0, index.ntotal, LEARN_FROM):
        coarse.add(index.reconstruct_n(start, min(LEARN_FROM, index.ntotal - start)))
    return coarse


class Vectors:
    """A saved index, read only.

    Raises the faults vectors_of_another_model and vectors_damaged.
    """

    def __init__(self, folder: Path, digest: str) -> None:
        import faiss

        # Its annotations are those of SWIG, not of the Python classes laid over them.
        self._faiss: Any = faiss
        faiss.omp_set_num_threads(1)
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if manifest["encoder"] != digest:
                raise Fault("vectors_of_another_model", stored=manifest["encoder"], configured=digest)
            flags = faiss.IO_FLAG_MMAP_IFC | faiss.IO_FLAG_READ_ONLY
            self._index = faiss.read_index(str(folder / INDEX), flags)
            coarse = folder / COARSE
            self._coarse = faiss.read_index(str(coarse), faiss.IO_FLAG_READ_ONLY) if coarse.exists() else None
            self.owners: Rows = np.load(folder / OWNERS, mmap_mode="r")
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise Fault("vectors_damaged", path=str(folder), detail=str(error)) from error
        if not manifest["vectors"] == self._index.ntotal == len(self.owners):
            raise Fault("vectors_damaged", path=str(folder), detail="counts differ")

    def __len__(self) -> int:
        return len(self.owners)

    def admitting(self, allowed: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """Return what `search` takes to find only vectors of owners that `allowed` (by row) admits."""
        return np.packbits(allowed[self.owners], bitorder="little")

    def search(self, query: Floats, k: int, admitted: NDArray[np.uint8] | None = None) -> list[tuple[int, float]]:
        """Return up to `k` (owner, cosine), best first, of owners that `admitted` (see `admitting`) holds."""
        if not len(self) or k <= 0:
            return []
        wanted = min(k * PARTS_PER_ARTICLE, len(self))
        found = self._looked_at_first(query, wanted, admitted) or self._looked_at(query, wanted, admitted)
        return best_by_owner(*found, self.owners, k)

    def _looked_at(self, query: Floats, wanted: int, admitted: NDArray[np.uint8] | None) -> tuple[Floats, Rows]:
        """Look at all vectors that are admitted."""
        selector = None if admitted is None else self._faiss.IDSelectorBitmap(admitted)
        parameters = None if selector is None else self._faiss.SearchParameters(sel=selector)
        scores, places = self._index.search(query.reshape(1, -1), wanted, params=parameters)
        return scores[0], places[0]

    def _looked_at_first(
        self, query: Floats, wanted: int, admitted: NDArray[np.uint8] | None
    ) -> tuple[Floats, Rows] | None:  # fmt: skip
        """Look only at vectors that their codes choose; None without codes, and where too few of these are admitted."""
        if self._coarse is None:
            return None
        _, (places,) = self._coarse.search(query.reshape(1, -1), min(CHOSEN * wanted, len(self)))
        if admitted is not None:
            places = places[(admitted[places >> 3] >> (places & 7)) & 1 == 1]
            if len(places) < wanted:
                return None
        scores = self.reconstruct(places) @ query.reshape(-1)
        best = np.argsort(-scores, kind="stable")[:wanted]
        return scores[best], places[best]

    def reconstruct(self, places: Sequence[int] | Rows) -> Floats:
        """Return stored vectors, exactly as an index built from them stores them again; shape (n, dim)."""
        if not len(places):
            return np.zeros((0, self._index.d), dtype=np.float32)
        vectors: Floats = self._index.reconstruct_batch(np.asarray(places, dtype=np.int64))
        return vectors

    def cosines(self, query: Floats, owners: Sequence[int]) -> list[float]:
        """Return the best cosine of each owner's parts to the query; -1.0 for an owner without vectors."""
        starts, ends = (np.searchsorted(self.owners, owners, side=side) for side in ("left", "right"))
        counts = ends - starts
        places = np.arange(counts.sum()) + np.repeat(starts - np.cumsum(counts) + counts, counts)
        best = np.full(len(owners), -1.0, dtype=np.float32)
        scores = self.reconstruct(places) @ query.reshape(-1)
        if len(scores):
            best[counts > 0] = np.maximum.reduceat(scores, (np.cumsum(counts) - counts)[counts > 0])
        found: list[float] = best.tolist()
        return found


def exact(vectors: Floats, owners: Rows, query: Floats, k: int) -> list[tuple[int, float]]:
    """Return what `Vectors.search` approximates, by plain multiplication; for the tests."""
    scores = vectors @ query.reshape(-1)
    places = np.argsort(-scores, kind="stable")
    return best_by_owner(scores[places], places, owners, k)


def best_by_owner(scores: Floats, places: Rows, owners: Rows, k: int) -> list[tuple[int, float]]:
    """Reduce parts, best first, to the first `k` owners with the score of their best part."""
    found = np.flatnonzero(places >= 0)
    rows, first = np.unique(owners[places[found]], return_index=True)
    best = scores[found[first]]
    order = np.lexsort((rows, -best))[:k]
    return list(zip(rows[order].tolist(), best[order].tolist(), strict=True))
