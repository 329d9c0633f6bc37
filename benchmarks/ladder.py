"""What each step of retrieval gives on laypeople's questions, by cross-validation.

    python -m benchmarks.ladder --data ../shared/data --base BASE --work DIR [--all] [--nested] [--ship ranking.json]

BASE is the model that has seen no answered question (`python -m embeddings.training --untuned`).
The questions are those that the bundled model is tuned on, `--all`: every one. Questions
that share an article are in one fold. Each fold is searched with vectors tuned on the
other four and ranked by networks that learnt from the other four; what a law answers is
counted in the other four. The rows that these learn from come from vectors that had not
seen their own fold, but the reported one; `--nested` keeps that away too (fifteen tuned tables
in place of five). Then what ships, on questions of other kinds (`benchmarks.shipped`). DIR keeps
what was made. `--ship` trains the ranking that the project ships; `benchmarks.refusal --fit`
has to follow it.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks import shipped
from benchmarks.bench import FOLDS, Bench
from benchmarks.figures import heading, line, measures
from embeddings.training import __main__ as encoders
from embeddings.training.pairs import questions
from embeddings.training.split import split
from knowledge.features import Found
from knowledge.network import Networks
from knowledge.training.fit import fit
from knowledge.training.model import made, save


def legs(bench: Bench) -> Iterator[tuple[str, Callable[[int], Sequence[int]]]]:
    """Yield the steps that need no ranking, each with the rows it finds for the question at a place."""

    def by(scores: Callable[[Found], np.ndarray], *, tuned: bool) -> Callable[[int], Sequence[int]]:
        def ranked(place: int) -> Sequence[int]:
            found = bench.found(place, {bench.fold[place]}) if tuned else bench.untuned(place)
            return found.rows[np.argsort(-scores(found), kind="stable")].tolist()

        return ranked

    yield "BM25", by(lambda found: found.bm25, tuned=False)
    yield "vectors that saw no question", by(lambda found: found.cosines, tuned=False)
    yield "BM25 + these vectors", by(Found.fused, tuned=False)
    yield "vectors tuned on answered questions", by(lambda found: found.cosines, tuned=True)
    yield "BM25 + tuned vectors (the plain ranking)", by(Found.fused, tuned=True)


def learned(bench: Bench, *, known: bool) -> dict[int, Sequence[int]]:
    """Return what the learned ranking finds for every question, each by a model of the other folds."""
    found: dict[int, Sequence[int]] = {}
    for fold in range(FOLDS):
        others = [other for other in range(FOLDS) if other != fold]
        networks = Networks(fit([one for other in others for one in bench.groups(fold, of=other, known=known)]))
        for place, one in zip(bench.places(fold), bench.groups(of=fold, known=known), strict=True):
            found[place] = one.rows[np.argsort(-networks.score(one.features), kind="stable")].tolist()
    return found


def ladder(bench: Bench) -> None:
    relevant = [bench.relevant(place) for place in range(len(bench.questions))]
    print(heading())
    for name, ranked in legs(bench):
        print(line(name, [measures(ranked(place), right) for place, right in enumerate(relevant)]), flush=True)
    for name, known in (("+ ranking", False), ("+ what is known of other questions", True)):
        began, ranks = time.process_time(), learned(bench, known=known)
        print(line(name, [measures(ranks[place], right) for place, right in enumerate(relevant)]), flush=True)
        print(f"  {FOLDS} rankings trained in {time.process_time() - began:.0f} s of one core", flush=True)


def ship(bench: Bench, out: Path) -> None:
    """Train the ranking from all questions of the bench, each with vectors that have not seen its fold."""
    rows = [one for fold in range(FOLDS) for one in bench.groups(of=fold)]
    save(out, made(f"{len(bench.rows)} lay questions", bench.questions, rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--nested", action="store_true")
    parser.add_argument("--ship", type=Path, metavar="FILE")
    given = parser.parse_args()
    parts = split(questions(given.data))
    wanted = parts if given.all else encoders.PARTS
    rows = [dict(row) for part in wanted for row in parts[part]]
    bench = Bench(given.data, given.base, given.work, rows, nested=given.nested)
    if given.ship:
        ship(bench, given.ship)
        return
    ladder(bench)
    shipped.tables(given.data, given.work)


if __name__ == "__main__":
    main()
