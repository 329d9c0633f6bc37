"""Which FAISS index for a library's vectors: recall against an exact search, milliseconds, bytes, seconds to build.

    python -m benchmarks.vectors --work DIR --questions ../shared/data/questions/lay.jsonl [--graphs]

DIR holds a library as `xuesi reindex --workspace DIR` or `benchmarks.scale` made it; queries are the questions. All on
one core. The exact search multiplies single-precision vectors in numpy; recall@250 is of the parts that a question's
search looks at, recall@10 of the best of them. --graphs builds the HNSW graphs too, which takes minutes at a million.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import faiss
import numpy as np

from embeddings.encoder import load
from embeddings.tables import CHOSEN, NEAR, REGIONS, regions
from knowledge.search import DEPTH
from knowledge.snapshot import Shelf

QUERIES = 200
QT = faiss.ScalarQuantizer


def indexes(dim: int, count: int, *, graphs: bool) -> Iterator[tuple[str, Callable[[], faiss.Index], dict[str, float]]]:
    """Yield a name, how the index is made, and the parameters of its search."""
    inner = faiss.METRIC_INNER_PRODUCT
    yield "flat, single precision", lambda: faiss.IndexFlatIP(dim), {}
    for name, kind in (("half precision", QT.QT_fp16), ("8 bits", QT.QT_8bit), ("6 bits", QT.QT_6bit)):
        yield f"flat, {name}", lambda kind=kind: faiss.IndexScalarQuantizer(dim, kind, inner), {}
    for codes in (dim // 4, dim // 2):
        yield (
            f"{codes} codes of 4 bits, the best looked at",
            lambda codes=codes: faiss.IndexRefine(
                faiss.IndexPQFastScan(dim, codes, 4, inner), faiss.IndexScalarQuantizer(dim, QT.QT_fp16, inner)
            ),
            {"k_factor_rf": CHOSEN},
        )
    for probes in (NEAR // 2, NEAR):
        yield (
            f"{dim // 2} codes of 4 bits in {REGIONS} regions, the best looked at, {probes} probed",
            lambda: faiss.IndexRefine(regions(faiss, dim), faiss.IndexScalarQuantizer(dim, QT.QT_fp16, inner)),
            {"k_factor_rf": CHOSEN, "nprobe": probes},
        )
    lists = int(4 * count**0.5)
    for probes in (16, 64, 256):
        yield (
            f"IVF {lists}, half precision, {probes} probed",
            lambda: faiss.IndexIVFScalarQuantizer(faiss.IndexFlatIP(dim), dim, lists, QT.QT_fp16, inner),
            {"nprobe": probes},
        )
    if graphs:
        for width in (256, 1024):
            yield (
                f"HNSW 32, half precision, {width} looked at",
                lambda: faiss.IndexHNSWSQ(dim, QT.QT_fp16, 32, inner),
                {"efSearch": width},
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--graphs", action="store_true")
    given = parser.parse_args()
    faiss.omp_set_num_threads(1)
    snapshot = Shelf(given.work / "knowledge", partial(load, "bundled")).current()
    table = snapshot.vectors.reconstruct(np.arange(len(snapshot.vectors)))
    lines = given.questions.read_text(encoding="utf-8").splitlines()[:QUERIES]
    queries = snapshot.encoder.encode([json.loads(line)["question"] for line in lines], "query")
    wanted = snapshot.vectors.parts(DEPTH)
    exact = [np.argsort(-(table @ query), kind="stable")[:wanted] for query in queries]
    print(
        f"{len(table)} vectors of {table.shape[1]} dimensions, {len(queries)} queries, the best {wanted} parts of each"
    )
    print("| index | recall@10 | recall@250 | p50 ms | p95 ms | MB | built in s |\n|---|---|---|---|---|---|---|")
    index, made = None, None
    for name, make, parameters in indexes(table.shape[1], len(table), graphs=given.graphs):
        shape = name.rsplit(",", 1)[0] if parameters else name
        if shape != made:
            index, built = _built(make, table)
            made = shape
        assert index is not None
        for key, value in parameters.items():
            faiss.ParameterSpace().set_index_parameter(index, key, value)
        found, times = [], []
        for query in queries:
            began = time.process_time()
            (places,) = index.search(query.reshape(1, -1), wanted)[1]
            found.append(places)
            times.append((time.process_time() - began) * 1000)
        recalls = [
            np.mean([len(np.intersect1d(one[:cut], best[:cut])) / cut for one, best in zip(found, exact, strict=True)])
            for cut in (10, DEPTH)
        ]
        times.sort()
        size = len(faiss.serialize_index(index)) / 1e6
        shown = [*(f"{recall:.4f}" for recall in recalls), f"{times[len(times) // 2]:.2f}"]
        shown += [f"{times[len(times) * 95 // 100]:.2f}", f"{size:.0f}", f"{built:.1f}"]
        print(f"| {name} | " + " | ".join(shown) + " |", flush=True)


def _built(make: Callable[[], faiss.Index], table: np.ndarray) -> tuple[faiss.Index, float]:
    began = time.process_time()
    index = make()
    # More would only take longer: so many points place the centres.
    some = np.random.default_rng(1).permutation(len(table))[:200_000]
    index.train(table[np.sort(some)])
    index.add(table)
    return index, time.process_time() - began


if __name__ == "__main__":
    main()
