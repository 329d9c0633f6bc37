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
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks import shipped
from benchmarks.bench import FOLDS, Bench
from benchmarks.figures import heading, line, measures
from benchmarks.shipped import measured, steps
from embeddings.encoder import BUNDLED, load
from embeddings.static import TOKENIZER, WEIGHTS
from embeddings.training import __main__ as encoders
from embeddings.training.pairs import questions
from embeddings.training.split import split
from knowledge import letters, lexical, ranking
from knowledge.evaluate import Question
from knowledge.network import Networks
from knowledge.snapshot import VECTORS, Snapshot
from knowledge.training.model import CLAUSES, beside, made, save
from knowledge.training.rows import clauses, precedents, shares

# Names of steps where their vectors make a difference; the first three are asked of vectors that saw no question.
UNTUNED = ("", "vectors that saw no question", "BM25 + these vectors")
TUNED = {
    "vectors": "vectors tuned on answered questions",
    "BM25 + vectors": "BM25 + tuned vectors (the plain ranking)",
    "+ ranking": "+ ranking, what each law answers counted (search as it ships)",
}


def uncounted(bench: Bench) -> dict[int, Sequence[int]]:
    """Return what a ranking finds that knows nothing of other questions, each by a model of the other folds."""
    found: dict[int, Sequence[int]] = {}
    for fold in range(FOLDS):
        others = [other for other in range(FOLDS) if other != fold]
        rows = [one for other in others for one in bench.groups(fold, of=other, known=False)]
        networks = Networks(bench.fit(bench.without(fold), rows, ()))
        for place, one in zip(bench.places(fold), bench.groups(of=fold, known=False), strict=True):
            found[place] = one.rows[np.argsort(-networks.score(one.features), kind="stable")].tolist()
    return found


def ladder(bench: Bench) -> None:
    """Print the steps with vectors that saw no question, then with what has not seen the fold of a question."""
    asked = [(question, bench.relevant(place)) for place, question in enumerate(bench.questions)]
    print(heading())
    for (name, way), untuned in zip(steps(bench.plain), UNTUNED, strict=False):
        print(line(untuned or name, *measured(way, asked)), flush=True)
    began = time.process_time()
    homes = [bench.ranked(fold) for fold in range(FOLDS)]
    trained = (time.process_time() - began) / FOLDS
    for name, found in _out_of_fold(bench, homes, asked):
        if name == "+ ranking":
            ranks = uncounted(bench)
            alone = [measures(ranks[place], right) for place, (_, right) in enumerate(asked)]
            print(line("+ ranking, what each law answers not counted", alone), flush=True)
        print(line(TUNED.get(name, name), *found), flush=True)
    costs(bench, homes[0], trained)


def _out_of_fold(
    bench: Bench, homes: Sequence[Snapshot], asked: Sequence[tuple[Question, set[int]]]
) -> Iterator[tuple[str, tuple[list[tuple[float, ...]], list[float]]]]:
    """Yield the steps that a fold changes, each with what it gives over all folds."""
    for ways in islice(zip(*map(steps, homes), strict=True), 1, None):
        found, times = list[tuple[float, ...]](), list[float]()
        for fold, (_, way) in enumerate(ways):
            own = measured(way, [asked[place] for place in bench.places(fold)])
            found += own[0]
            times += own[1]
        yield ways[0][0], (found, times)


def costs(bench: Bench, home: Snapshot, trained: float) -> None:
    """Print what each part takes on disk, and how long one core trains it."""
    encoder = [bench.base / WEIGHTS, bench.base / TOKENIZER]
    print("\n| part | MB | trained in s of one core |\n|---|---|---|")
    for part, paths, seconds in (
        ("words, index", [home.folder / lexical.FOLDER, home.folder / letters.FOLDER], ""),
        ("vectors, index", [home.folder / VECTORS], ""),
        ("vectors, model", encoder, f"{bench.tuning():.0f}, the untuned model not counted"),
        ("ranking, model", [ranking.BUNDLED], f"{trained:.0f}"),
    ):
        print(f"| {part} | {sum(map(_bytes, paths)) / 1e6:.2f} | {seconds} |")


def _bytes(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def ship(bench: Bench, out: Path) -> None:
    """Train the ranking from all questions of the bench, each with vectors that have not seen its fold."""
    rows = [one for fold in range(FOLDS) for one in bench.groups(of=fold)]
    # For what stands beside them one fold's vectors will do: no question has these words.
    own, others = (
        beside(bench.without(0), asked, bench.questions) for asked in (clauses(bench.plain, CLAUSES), bench.strangers)
    )
    answers = shares(bench.questions, bench.plain.layout.titles)
    known = precedents(load(BUNDLED), bench.questions)
    save(out, made(f"{len(bench.rows)} lay questions", answers, known, [*rows, *own], others))


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
