"""How vectors lie on the disk and which of them are nearest: half precision, memory-mapped, never changed in place.

A few thousand are an array, all of which numpy multiplies: no library is loaded for them. More are a FAISS index, and
a first look over codes of four bits for every two dimensions, eight times smaller, chooses which of them are looked
at; of very many, the first look is only at those whose region of the space is near. Scores are always those of the
vectors themselves. What that saves and costs: `python -m benchmarks.vectors`.
"""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

TABLE, INDEX, COARSE = "table.npy", "index.faiss", "coarse.faiss"
# From so many vectors on a first look pays.
LARGE = 5_000
# It learns its codes from so many vectors in so many rounds, and chooses so many times what is wanted.
LEARN_FROM, ROUNDS, CHOSEN = 1024, 10, 2.6
# What that costs, in vectors looked at one after the other: as much as this share of all, and so many for one chosen.
FIRST_LOOK, APART = 0.1, 12
# From so many vectors on only the nearest regions of the space get a first look, so many of so many.
HUGE = 250_000
NEAR, REGIONS = 256, 1024
# So many vectors for each place a region.
LEARN_REGION = 40
# So many are coded at once.
BATCH = 100_000
# So few admitted ones are multiplied like an array.
FEW = 1000

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Rows = NDArray[np.int64]


class Admitted:
    """Which vectors may be found: a bit for each (bit 0 of byte 0 is the first), how many they are, their share (0..1).

    A few are given by place too.
    """

    def __init__(self, allowed: NDArray[np.bool_]) -> None:
        self.bits = np.packbits(allowed, bitorder="little")
        self.count = int(np.count_nonzero(allowed))
        self.share = self.count / max(1, len(allowed))
        self.few: Rows | None = np.flatnonzero(allowed) if self.count <= FEW else None

    def among(self, places: Rows) -> NDArray[np.bool_]:
        """Tell for every place whether its vector is admitted."""
        held: NDArray[np.bool_] = (self.bits[places >> 3] >> (places & 7).astype(np.uint8)) & 1 == 1
        return held


class Table(Protocol):
    """Vectors by place; `halves` are the stored ones, shape (n, dim)."""

    halves: Halves

    def nearest(self, query: Floats, wanted: int, admitted: Admitted | None) -> tuple[Floats, Rows]:
        """Return (cosines, places) of about the `wanted` nearest that are admitted, best first."""
        ...


class Small:
    """An array that is multiplied whole."""

    def __init__(self, folder: Path) -> None:
        self.halves: Halves = np.asarray(np.load(folder / TABLE, mmap_mode="r"))

    @cached_property
    def _floats(self) -> Floats:
        return self.halves.astype(np.float32)

    def nearest(self, query: Floats, wanted: int, admitted: Admitted | None) -> tuple[Floats, Rows]:
        """See `Table.nearest`."""
        scores, places = _multiplied(self._floats, np.arange(len(self.halves)), query, len(self.halves))
        allowed = slice(None) if admitted is None else admitted.among(places)
        return scores[allowed][:wanted], places[allowed][:wanted]


def _multiplied(floats: Floats, places: Rows, query: Floats, wanted: int) -> tuple[Floats, Rows]:
    scores: Floats = floats @ query.reshape(-1)
    best = np.argsort(-scores, kind="stable")[:wanted]
    return scores[best], places[best]


class Large:
    """A FAISS index behind codes; one that an older program wrote without codes is looked at whole."""

    def __init__(self, folder: Path) -> None:
        import faiss

        # Its annotations are those of SWIG, not of the Python classes laid over them.
        self._faiss: Any = faiss
        faiss.omp_set_num_threads(1)
        self._index = faiss.read_index(str(folder / INDEX), faiss.IO_FLAG_MMAP_IFC | faiss.IO_FLAG_READ_ONLY)
        self.halves: Halves = _halves(faiss, self._index)
        self._chosen: Any = None
        if (folder / COARSE).exists():
            coarse = faiss.read_index(str(folder / COARSE), faiss.IO_FLAG_READ_ONLY)
            self._chosen = faiss.IndexRefine(coarse, self._index)
            self._chosen.k_factor = CHOSEN

    def nearest(self, query: Floats, wanted: int, admitted: Admitted | None) -> tuple[Floats, Rows]:
        """See `Table.nearest`."""
        if admitted is not None and admitted.few is not None:
            few = admitted.few
            return _multiplied(self.halves[few].astype(np.float32), few, query, wanted)
        share = 1.0 if admitted is None else admitted.share
        seen = round(wanted / share)
        if self._chosen is None or APART * CHOSEN * seen > (share - FIRST_LOOK) * len(self.halves):
            return self._among_all(query, wanted, admitted)
        scores, places = self._searched(self._chosen, query, seen)
        if admitted is not None:
            allowed = admitted.among(places)
            scores, places = scores[allowed][:wanted], places[allowed][:wanted]
        return scores, places

    def _among_all(self, query: Floats, wanted: int, admitted: Admitted | None) -> tuple[Floats, Rows]:
        selector = None if admitted is None else self._faiss.IDSelectorBitmap(admitted.bits)
        return self._searched(self._index, query, wanted, selector and self._faiss.SearchParameters(sel=selector))

    def _searched(self, index: Any, query: Floats, wanted: int, parameters: Any = None) -> tuple[Floats, Rows]:  # noqa: ANN401
        (scores,), (places,) = index.search(query.reshape(1, -1), min(wanted, len(self.halves)), params=parameters)
        return scores[places >= 0], places[places >= 0]


def opened(folder: Path) -> Table:
    """Open what `save` wrote. Raises OSError, ValueError and RuntimeError for files that cannot be read."""
    return Small(folder) if (folder / TABLE).exists() else Large(folder)


def save(folder: Path, dim: int, parts: Iterable[Floats]) -> int:
    """Write vectors, tables of shape (n, dim) one after the other; return how many there are."""
    import faiss

    faiss.omp_set_num_threads(1)
    index = faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    for vectors in parts:
        index.add(vectors)
    if index.ntotal < LARGE:
        np.save(folder / TABLE, _halves(faiss, index))
    else:
        faiss.write_index(index, str(folder / INDEX))
        faiss.write_index(_coarse(faiss, index), str(folder / COARSE))
    return int(index.ntotal)


def _coarse(faiss: Any, index: Any) -> Any:  # noqa: ANN401 - faiss, loaded where it is needed
    """Return the codes of all vectors, the same whenever they are made of the same vectors."""
    if index.ntotal < HUGE:
        coarse, learnt_from = faiss.IndexPQFastScan(index.d, index.d // 2, 4, faiss.METRIC_INNER_PRODUCT), LEARN_FROM
    else:
        coarse, learnt_from = regions(faiss, index.d), REGIONS * LEARN_REGION
    coarse.pq.cp.niter = ROUNDS
    coarse.train(index.reconstruct_batch(np.arange(0, index.ntotal, -(-index.ntotal // learnt_from))))
    for start in range(0, index.ntotal, BATCH):
        coarse.add(index.reconstruct_n(start, min(BATCH, index.ntotal - start)))
    return coarse


def regions(faiss: Any, dim: int) -> Any:  # noqa: ANN401
    """Return an empty index of codes by region, of which the `NEAR` nearest are looked at."""
    middles = faiss.IndexFlatIP(dim)
    coarse = faiss.IndexIVFPQFastScan(middles, dim, REGIONS, dim // 2, 4, faiss.METRIC_INNER_PRODUCT)
    # Codes of the vectors as they are: those of what a region's middle leaves of them need a table for every region.
    coarse.by_residual = False
    coarse.cp.niter, coarse.nprobe = ROUNDS, NEAR
    return coarse


def _halves(faiss: Any, index: Any) -> Halves:  # noqa: ANN401
    """Return the stored numbers of an index where they lie, shape (n, dim)."""
    if not index.ntotal:
        return np.zeros((0, index.d), dtype=np.float16)
    codes = faiss.rev_swig_ptr(index.codes.data(), index.ntotal * index.code_size)
    halves: Halves = codes.view(np.float16).reshape(index.ntotal, index.d)
    return halves
