"""Two legs, one list: BM25 over words and cosine over vectors, ranked, with the raw evidence kept.

Stages: `candidates` collects what either leg found with both raw scores, `knowledge.ranking`
orders them, a cross-encoder (if one is configured) orders the first of them anew.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from knowledge.evidence import Hit
from knowledge.features import Found
from knowledge.ranking import ranked
from knowledge.snapshot import Snapshot

# Each leg gives so many candidates; beyond, the tail of both is noise for the other.
DEPTH = 250


def search(
    snapshot: Snapshot, question: str, k: int, day: date | None = None, *, versions: Sequence[str] = (),
    outside: bool = False,
) -> list[Hit]:  # fmt: skip
    """Return up to `k` articles, best first, of texts in force on `day` (None: of all versions).

    The filter comes before the ranking. `versions`: only articles of these; `outside`: only of those not in force.
    """
    legs = candidates(snapshot, question, max(k, DEPTH), day, versions, outside=outside)
    found, scores = ranked(snapshot, question, legs)
    values = zip(found.rows.tolist(), scores.tolist(), found.bm25.tolist(), found.cosines.tolist(), strict=True)
    return [Hit(*each) for each, _ in zip(values, range(k), strict=False)]


def lexical(snapshot: Snapshot, question: str, k: int, day: date | None = None) -> list[Hit]:
    """Return what BM25 alone finds, for comparison."""
    return [Hit(row, score, bm25=score) for row, score in snapshot.lexical.search(question, k, day)]


def candidates(
    snapshot: Snapshot, question: str, depth: int, day: date | None, versions: Sequence[str] = (), *,
    outside: bool = False,
) -> Found:  # fmt: skip
    """Return the union of both legs in the order of the rows, every candidate with its cosine."""
    words = dict(snapshot.lexical.search(question, depth, day, versions, outside=outside))
    query = snapshot.encoder.encode([question], "query")[0]
    admitted = snapshot.admitted(day, tuple(versions), outside=outside)
    near = dict(snapshot.vectors.search(query, depth, admitted))
    unknown = sorted(words.keys() - near.keys())
    near |= dict(zip(unknown, snapshot.vectors.cosines(query, unknown), strict=True))
    rows = sorted(near)
    bm25, cosines = [words.get(row, 0.0) for row in rows], [near[row] for row in rows]
    return Found(np.array(rows, dtype=np.int64), *(np.array(one, dtype=np.float32) for one in (bm25, cosines)))
