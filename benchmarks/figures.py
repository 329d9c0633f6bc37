"""Figures of rankings, with bootstrap intervals over questions and the time of a question, as lines of a table."""

import math
from collections.abc import Sequence

import numpy as np

CUTS = (1, 5, 10, 20, 100)
NAMES = (*(f"recall@{cut}" for cut in CUTS), "mrr", "ndcg@10")
DRAWS = 1000


def measures(ranked: Sequence[int], relevant: set[int]) -> tuple[float, ...]:
    """Return recall at the cuts, MRR and nDCG (both of the first ten) of one question."""
    hits = [row in relevant for row in ranked[: max(CUTS)]]
    recalls = [sum(hits[:cut]) / len(relevant) for cut in CUTS]
    reciprocal = next((1 / place for place, hit in enumerate(hits[:10], 1) if hit), 0.0)
    gained = sum(hit / math.log2(place + 1) for place, hit in enumerate(hits[:10], 1))
    best = sum(1 / math.log2(place + 1) for place in range(1, min(10, len(relevant)) + 1))
    return *recalls, reciprocal, gained / best


def credited(pieces: Sequence[Sequence[int]], right: set[int]) -> list[int]:
    """Return a row for every piece of articles: one that answers if it holds one not yet found, else any new one."""
    rows: list[int] = []
    for piece in pieces:
        new = [row for row in piece if row not in rows]
        rows += [row for row in new if row in right] or new[:1]
    return rows


def read(pieces: Sequence[Sequence[int]], _right: set[int]) -> list[int]:
    """Return the articles of all pieces, one after the other."""
    return list(dict.fromkeys(row for piece in pieces for row in piece))


def line(name: str, rows: Sequence[tuple[float, ...]], times: Sequence[float] = ()) -> str:
    """Return a line of the table: every measure, recall@10 and MRR with their 95 % intervals; p50 and p95 of times."""
    table = np.array(rows)
    drawn = np.random.default_rng(1).integers(len(table), size=(DRAWS, len(table)))
    low, high = np.percentile(table[drawn].mean(axis=1), [2.5, 97.5], axis=0)
    shown = []
    for place, (measure, value) in enumerate(zip(NAMES, table.mean(axis=0), strict=True)):
        interval = f" [{low[place]:.3f}, {high[place]:.3f}]" if measure in ("recall@10", "mrr") else ""
        shown.append(f"{value:.3f}{interval}")
    shown += [f"{value:.1f}" for value in np.percentile(times, [50, 95])] if len(times) else ["", ""]
    return f"| {name} | " + " | ".join(shown) + " |"


def heading() -> str:
    names = ("step", *NAMES, "ms p50", "ms p95")
    return f"| {' | '.join(names)} |\n|" + "---|" * len(names)
