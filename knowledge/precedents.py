"""Questions whose answers are known, beside a new one: what was asked like it, and which articles answered that.

Nobody asks twice in the same words, but who asks about the same matter is answered from the
same document, and often a few articles further on.
"""

from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from knowledge.snapshot import Snapshot

NAMES = (
    "alike_document",       # of what was asked like the question, the share that this document answered
    "alike_around",         # of it, what was answered around this article
    "alike_document_best",  # how alike the nearest question is that this document answered
    "alike_around_best",    # how alike the nearest one is that was answered around here
)  # fmt: skip
# So many of the most alike are looked at; cosines are divided by the temperature before they become shares.
NEAREST, TEMPERATURE = 50, 0.05
# So many of the most alike tell whether such questions are answered at all.
FEW = 10
# An article so many further on counts 1/e.
AROUND = 4.0
# The greatest number of a vector is kept as this.
MOST = 127
# The vector of a question without words stays nought.
LEAST = 1e-9

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Precedents:
    """Questions as a ranking keeps them: never their words, only the vectors of one encoder.

    `encoder` is its digest; `vectors` have shape (n, dim); the question at i is answered by
    `answers[i]`, each a (normalised title, key of the article).
    """

    encoder: str
    vectors: Floats
    answers: tuple[tuple[tuple[str, str], ...], ...]


NONE = Precedents("", np.zeros((0, 0), dtype=np.float32), ())


@dataclass(frozen=True, slots=True, eq=False)
class Resolved:
    """Precedents that articles of a snapshot answer.

    `vectors` are those of the questions, shape (n, dim); the one at i is answered by the articles `rows`, of the
    versions at the places `versions`, from starts[i] to starts[i + 1].
    """

    vectors: Floats
    starts: Rows
    rows: Rows
    versions: Rows

    def alike(self, query: Floats) -> float:
        """Return how alike the most alike questions are to a question's vector, a mean cosine; 0.0 without any."""
        cosines = _cosines(self, query.tobytes())
        return float(cosines[_greatest(cosines, FEW)].mean()) if len(cosines) else 0.0

    def beside(self, query: Floats, rows: Rows, versions: Rows) -> Floats:
        """Return the features of articles for a question's vector, shape (len(NAMES), articles)."""
        if not len(self.vectors):
            return np.zeros((len(NAMES), len(rows)), dtype=np.float32)
        alike = _cosines(self, query.tobytes())
        nearest = _greatest(alike, NEAREST)
        shares = np.exp((alike[nearest] - alike[nearest[0]]) / TEMPERATURE)
        shares /= shares.sum()
        counts = self.starts[nearest + 1] - self.starts[nearest]
        ends = np.cumsum(counts)
        answers = np.arange(ends[-1]) + np.repeat(self.starts[nearest] - ends + counts, counts)
        share, close = np.repeat(shares, counts), np.maximum(np.repeat(alike[nearest], counts), 0)
        at, by = np.nonzero(versions[:, None] == self.versions[answers])
        around = np.exp(-np.abs(rows[at] - self.rows[answers[by]]) / AROUND)
        # Of every article the answers of the same version stand together.
        borders = np.searchsorted(at, np.arange(len(rows) + 1))
        some = np.flatnonzero(np.diff(borders))
        firsts, found = borders[some], np.zeros((len(NAMES), len(rows)), dtype=np.float32)
        if len(some):
            found[:, some] = (
                np.add.reduceat((share / np.repeat(counts, counts))[by], firsts),
                np.add.reduceat(around * share[by], firsts),
                np.maximum.reduceat(close[by], firsts),
                np.maximum.reduceat(around * close[by], firsts),
            )
        return found


# Looked at to order what was found, and again to judge it.
@lru_cache(maxsize=16)
def _cosines(known: Resolved, query: bytes) -> Floats:
    """Return how alike every question is to a vector, given as bytes."""
    # Summed without the threads of a linear algebra library: waking them takes longer.
    cosines: Floats = np.vecdot(known.vectors, np.frombuffer(query, dtype=np.float32))
    return cosines


def _greatest(values: Floats, count: int) -> Rows:
    """Return the places of the greatest values, the first of them first; of equal ones the first come."""
    least = np.partition(values, -count)[-count] if len(values) > count else -np.inf
    places = np.flatnonzero(values >= least)
    return places[np.argsort(-values[places], kind="stable")[:count]]


def resolved(snapshot: "Snapshot", known: Precedents) -> Resolved:
    """Return those of the precedents that something held answers; none where another encoder made the vectors."""
    places = defaultdict[str, list[tuple[int, str]]](list)
    for place, (version, title) in enumerate(zip(snapshot.catalog.versions, snapshot.layout.titles, strict=True)):
        places[title].append((place, version))
    keys = cache(snapshot.catalog.keys)
    kept, counts, found = list[int](), [0], list[tuple[int, int]]()
    for one, answers in enumerate(known.answers if known.encoder == snapshot.encoder.digest else ()):
        held = [
            (row, place)
            for title, key in answers
            for place, version in places.get(title, ())
            if (row := keys(version).get(key)) is not None
        ]
        if held:
            kept.append(one)
            counts.append(len(held))
            found += held
    table = np.array(found, dtype=np.int64).reshape(-1, 2)
    return Resolved(known.vectors[kept], np.cumsum(counts), table[:, 0], table[:, 1])


def plain(known: Precedents) -> dict[str, Any]:
    """Return precedents as values that JSON holds, a byte a number."""
    codes = np.rint(known.vectors / np.abs(known.vectors).max(axis=1, keepdims=True, initial=LEAST) * MOST).astype(
        np.int8
    )
    return {"encoder": known.encoder, "vectors": [b64encode(one).decode() for one in codes], "answers": known.answers}


def read(values: Mapping[str, Any]) -> Precedents:
    """Read what `plain` returned; the vectors have length one again."""
    rows = [np.frombuffer(b64decode(one), dtype=np.int8) for one in values["vectors"]]
    codes = np.array(rows, dtype=np.float32).reshape(len(rows), -1 if rows else 0)
    answers = tuple(tuple((title, key) for title, key in one) for one in values["answers"])
    return Precedents(
        values["encoder"], codes / np.maximum(np.linalg.norm(codes, axis=1, keepdims=True), LEAST), answers
    )
