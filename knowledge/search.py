"""Two legs, one list: BM25 over words and cosine over vectors, fused, with the raw evidence kept.

Stages: `candidates` collects what either leg found with both raw scores, `rank` orders
them. A learned ranking replaces `rank` and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.evidence import Hit
from knowledge.snapshot import Snapshot

# Each leg gives so many candidates; beyond, the tail of both is noise for the other.
DEPTH = 200
# The share of the cosine in the fused score, chosen on the dev part of the questions.
COSINE_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that a leg found, with both raw scores (0.0 BM25 where only the vector leg found it)."""

    article: int
    bm25: float
    cosine: float


def search(
    snapshot: Snapshot, question: str, k: int, day: date | None = None, *, versions: Sequence[str] = ()
) -> list[Hit]:
    """Return up to `k` articles, best first, of texts in force on `day` (None: of all versions).

    The filter comes before the ranking. `versions`: only articles of these.
    """
    return rank(candidates(snapshot, question, max(k, DEPTH), day, versions))[:k]


def lexical(snapshot: Snapshot, question: str, k: int, day: date | None = None) -> list[Hit]:
    """Return what BM25 alone finds, for comparison."""
    return [Hit(row, score, bm25=score) for row, score in snapshot.lexical.search(question, k, day)]


def candidates(
    snapshot: Snapshot, question: str, depth: int, day: date | None, versions: Sequence[str] = ()
) -> list[Candidate]:
    """Return the union of both legs, every candidate with its cosine."""
    words = dict(snapshot.lexical.search(question, depth, day, versions))
    query = snapshot.encoder.encode([question], "query")[0]
    near = dict(snapshot.vectors.search(query, depth, snapshot.admitted(day, tuple(versions))))
    unknown = sorted(row for row in words if row not in near)
    near |= dict(zip(unknown, snapshot.vectors.cosines(query, unknown), strict=True))
    return [Candidate(row, words.get(row, 0.0), cosine) for row, cosine in near.items()]


def rank(found: Sequence[Candidate]) -> list[Hit]:
    """Order by a weighted sum of both scores, each as a share of the best one of the list."""
    if not found:
        return []
    most = max(candidate.bm25 for candidate in found) or 1.0
    hits = [_fused(candidate, most) for candidate in found]
    return sorted(hits, key=lambda hit: (-hit.score, hit.article))


def _fused(candidate: Candidate, most: float) -> Hit:
    score = (1 - COSINE_SHARE) * candidate.bm25 / most + COSINE_SHARE * candidate.cosine
    return Hit(candidate.article, score, candidate.bm25, candidate.cosine)
