"""Questions whose answers are known, beside a new one: what was asked like it, and which articles answered that.

Nobody asks twice in the same words, but who asks about the same matter is answered from the
same document, and often a few articles further on.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

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
# An article so many further on counts 1/e.
AROUND = 4.0

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Precedent:
    """A question and what answers it: (normalised title, key of the article)."""

    text: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Precedents:
    """Precedents that articles of a snapshot answer.

    `vectors` are those of the questions, shape (n, dim); the one at i is answered by the articles `rows`, of the
    versions at the places `versions`, from starts[i] to starts[i + 1].
    """

    vectors: Floats
    starts: Rows
    rows: Rows
    versions: Rows

    def beside(self, query: Floats, rows: Rows, versions: Rows) -> Floats:
        """Return the features of articles for a question's vector, shape (len(NAMES), articles)."""
        if not len(self.vectors):
            return np.zeros((len(NAMES), len(rows)), dtype=np.float32)
        # Summed without the threads of a linear algebra library: waking them takes longer.
        alike = np.einsum("ij,j->i", self.vectors, query)
        nearest = np.argsort(-alike, kind="stable")[:NEAREST]
        shares = np.exp((alike[nearest] - alike[nearest[0]]) / TEMPERATURE)
        shares /= shares.sum()
        counts = self.starts[nearest + 1] - self.starts[nearest]
        ends = np.cumsum(counts)
        answers = np.arange(ends[-1]) + np.repeat(self.starts[nearest] - ends + counts, counts)
        share, close = np.repeat(shares, counts), np.maximum(np.repeat(alike[nearest], counts), 0)
        same = (versions[:, None] == self.versions[answers]).astype(np.float32)
        around = same * np.exp(-np.abs(rows[:, None] - self.rows[answers]) / AROUND)
        columns = (
            same @ (share / np.repeat(counts, counts)), around @ share,
            (same * close).max(axis=1), (around * close).max(axis=1),
        )  # fmt: skip
        return np.stack(columns).astype(np.float32)


def resolved(snapshot: "Snapshot", known: Sequence[Precedent]) -> Precedents:
    """Return those of the precedents that something held answers."""
    places = defaultdict[str, list[tuple[int, str]]](list)
    for place, (version, title) in enumerate(zip(snapshot.catalog.versions, snapshot.layout.titles, strict=True)):
        places[title].append((place, version))
    keys = cache(snapshot.catalog.keys)
    texts, counts, found = [], [0], list[tuple[int, int]]()
    for one in known:
        held = [
            (row, place)
            for title, key in one.answers
            for place, version in places.get(title, ())
            if (row := keys(version).get(key)) is not None
        ]
        if held:
            texts.append(one.text)
            counts.append(len(held))
            found += held
    table = np.array(found, dtype=np.int64).reshape(-1, 2)
    return Precedents(snapshot.encoder.encode(texts, "query"), np.cumsum(counts), table[:, 0], table[:, 1])
