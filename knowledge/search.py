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
# Where more is out of force than a leg reckoned with, it does not search again for the rest if it has this share.
LEAST = 0.6


def search(
    snapshot: Snapshot, question: str, k: int, day: date | None = None, *, versions: Sequence[str] = (),
    outside: bool = False,
) -> list[Hit]:  # fmt: skip
    """Return up to `k` articles, best first, of texts in force on `day` (None: of all versions).

    The filter comes before the ranking. `versions`: only articles of these; `outside`: only of those not in force.
    """
    admitted = snapshot.admitted(day, tuple(versions), outside=outside)
    if admitted is not None and not admitted.count:
        return []
    legs = candidates(snapshot, question, max(k, DEPTH), day, versions, outside=outside)
    found, scores = ranked(snapshot, question, legs)
    return list(map(Hit, *(one[:k].tolist() for one in (found.rows, scores, found.bm25, found.cosines))))


def lexical(
    snapshot: Snapshot, question: str, k: int, day: date | None = None, *, versions: Sequence[str] = (),
    outside: bool = False,
) -> list[Hit]:  # fmt: skip
    """Return what BM25 alone finds, where `search` looks: in a fraction of its time."""
    rows, scores = snapshot.lexical.search(question, k, day, versions, outside=outside)
    return [Hit(row, score, bm25=score) for row, score in zip(rows.tolist(), scores.tolist(), strict=True)]


def candidates(
    snapshot: Snapshot, question: str, depth: int, day: date | None, versions: Sequence[str] = (), *,
    outside: bool = False,
) -> Found:  # fmt: skip
    """Return the union of both legs in the order of the rows, every candidate with its cosine."""
    least = round(LEAST * depth)
    by_words, weighed = snapshot.lexical.search(question, depth, day, versions, outside=outside, least=least)
    query = snapshot.query(question)
    admitted = snapshot.admitted(day, tuple(versions), outside=outside)
    by_meaning, measured = snapshot.vectors.search(query, depth, admitted, least=least)
    both = np.sort(np.concatenate((by_words, by_meaning)))
    rows = both[np.concatenate((both[1:] != both[:-1], [True]))[: len(both)]]
    bm25, cosines = np.zeros(len(rows), dtype=np.float32), np.full(len(rows), np.nan, dtype=np.float32)
    bm25[np.searchsorted(rows, by_words)] = weighed
    cosines[np.searchsorted(rows, by_meaning)] = measured
    unknown = np.flatnonzero(np.isnan(cosines))
    cosines[unknown] = snapshot.vectors.cosines(query, rows[unknown])
    return Found(rows, bm25, cosines, query)
