"""What each step of retrieval gives on laypeople's questions, by cross-validation.

    python -m benchmarks.ladder --data ../shared/data --base BASE --work DIR [--all] [--nested] [--ship ranking.json]

BASE is the model that has seen no answered question (`python -m embeddings.training --untuned`).
The questions are those that the bundled model is tuned on, `--all`: every one. Questions
that share an article are in one fold. Each fold is searched with vectors tuned on the
other four and ranked by trees that learnt from the other four; what a law answers is
counted in the other four. The rows that trees learn from come from vectors that had not
seen their own fold, but the reported one; `--nested` keeps that away too (fifteen tuned tables
in place of five). DIR keeps what was made. `--ship` trains the ranking that the project ships.
"""

import argparse
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from benchmarks.figures import heading, line, measures
from embeddings import vectors
from embeddings.encoder import Encoder, load
from embeddings.static import TOKENIZER
from embeddings.training import __main__ as encoders
from embeddings.training.material import material
from embeddings.training.pairs import laws, questions
from embeddings.training.split import folds, split
from knowledge.evaluate import question_of
from knowledge.features import Found
from knowledge.passages import encoded
from knowledge.ranking import Ranking
from knowledge.reindex import reindex
from knowledge.snapshot import VECTORS, Shelf, Snapshot, Ways
from knowledge.training.fit import fit
from knowledge.training.model import made, save
from knowledge.training.rows import Group, gather, group, prior, rows_of, shares
from knowledge.trees import Trees

FOLDS = 5
STATUTES = "corpus/statutes.jsonl.gz"


class Bench:
    """The corpus, the questions, and every snapshot made of them, each once."""

    def __init__(self, data: Path, base: Path, work: Path, rows: Sequence[dict], *, nested: bool) -> None:
        self.data, self.base, self.work, self.rows, self.nested = data, base, work, list(rows), nested
        self.questions = [question_of(row) for row in rows]
        self.fold = folds(self.rows, FOLDS)
        self.snapshots: dict[tuple[int, ...], Snapshot] = {}
        self.kept: dict[tuple[int, ...], Found] = {}

    @cached_property
    def articles(self):
        return list(laws(self.data))

    @cached_property
    def tokenizer(self) -> Tokenizer:
        return Tokenizer.from_file(str(self.base / TOKENIZER))

    @cached_property
    def material(self):
        return material(self.data, self.articles, self.tokenizer)

    @cached_property
    def plain(self) -> Snapshot:
        """The corpus indexed with the untuned vectors."""
        shelf = Shelf(self.work / "knowledge", lambda: load(str(self.base)), Ways(Ranking))
        if shelf.pointer() is None:
            reindex([self.data / STATUTES], shelf, datetime.now(UTC), lambda *_: None)
        return shelf.current()

    def without(self, *left_out: int) -> Snapshot:
        """Return a snapshot whose vectors have seen the answers of all questions but those of some folds."""
        key = tuple(sorted(left_out))
        if key not in self.snapshots:
            folder = self.work / "encoders" / "-".join(map(str, key))
            if not folder.exists():
                self._tune(folder, [row for row, fold in zip(self.rows, self.fold, strict=True) if fold not in key])
            self.snapshots[key] = revectored(self.plain, load(str(folder)), folder / "snapshot")
        return self.snapshots[key]

    def _tune(self, folder: Path, rows: Sequence[dict]) -> None:
        table = encoders.read(self.base)
        asked = encoders.answered(rows, self.articles, self.tokenizer, table)
        encoders.save(folder, self.tokenizer, encoders.tuned(table, self.material, asked))

    def groups(self, *left_out: int, of: int, priors: bool = True) -> list[Group]:
        """Return the rows of a fold's questions; priors know nothing of it nor of those left out."""
        unseen = {*left_out, of} if self.nested else {of}
        snapshot = self.without(*unseen)
        told = prior(snapshot, self.shares(*left_out, of) if priors else {})
        return [group(snapshot, self.questions[place], self.found(place, unseen), told) for place in self.places(of)]

    def found(self, place: int, left_out: set[int]) -> Found:
        """Return what the legs find for one question; kept, because several rankings begin with it."""
        key = (place, *sorted(left_out))
        if key not in self.kept:
            self.kept[key] = gather(self.without(*left_out), self.questions[place])
        return self.kept[key]

    @cache  # noqa: B019 - one bench, as long as the program
    def untuned(self, place: int) -> Found:
        return gather(self.plain, self.questions[place])

    def places(self, fold: int) -> list[int]:
        return [place for place, own in enumerate(self.fold) if own == fold]

    def shares(self, *left_out: int) -> dict[str, float]:
        """Return how often each title answers, counted without some folds."""
        return shares([asked for asked, own in zip(self.questions, self.fold, strict=True) if own not in left_out])

    def relevant(self, place: int) -> set[int]:
        return set(rows_of(self.plain, self.questions[place]))


def revectored(plain: Snapshot, encoder: Encoder, folder: Path) -> Snapshot:
    """Return the snapshot with the vectors of another encoder; all else is shared with the plain one."""
    if not folder.exists():
        shutil.copytree(plain.folder, folder, ignore=shutil.ignore_patterns(VECTORS), copy_function=_link)
        held = [
            (row, text)
            for version in plain.catalog.versions.values()
            for row in plain.catalog.articles(version.id)
            for text in encoded(version.metadata.title, row.article)
        ]
        table = encoder.encode([text for _, text in held])
        owners = [row.row for row, _ in held]
        vectors.build(folder / VECTORS, encoder.dim, [(owners, table)], encoder.digest)
    return Snapshot(folder, encoder)


def _link(source: str, target: str) -> None:
    Path(target).symlink_to(Path(source).resolve())


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


def learned(bench: Bench, *, priors: bool) -> dict[int, Sequence[int]]:
    """Return what the learned ranking finds for every question, each by a model of the other folds."""
    found: dict[int, Sequence[int]] = {}
    for fold in range(FOLDS):
        others = [other for other in range(FOLDS) if other != fold]
        trees = Trees(fit([one for other in others for one in bench.groups(fold, of=other, priors=priors)]))
        for place, one in zip(bench.places(fold), bench.groups(of=fold, priors=priors), strict=True):
            found[place] = one.rows[np.argsort(-trees.score(one.features), kind="stable")].tolist()
    return found


def ladder(bench: Bench) -> None:
    relevant = [bench.relevant(place) for place in range(len(bench.questions))]
    print(heading())
    for name, ranked in legs(bench):
        print(line(name, [measures(ranked(place), right) for place, right in enumerate(relevant)]), flush=True)
    for name, priors in (("+ ranking", False), ("+ what each law answers, as learnt", True)):
        began, ranks = time.process_time(), learned(bench, priors=priors)
        print(line(name, [measures(ranks[place], right) for place, right in enumerate(relevant)]), flush=True)
        print(f"  {FOLDS} rankings trained in {time.process_time() - began:.0f} s of one core", flush=True)


def ship(bench: Bench, out: Path) -> None:
    """Train the ranking from all questions of the bench, each with vectors that have not seen its fold."""
    rows = [one for fold in range(FOLDS) for one in bench.groups(of=fold)]
    save(out, made(f"{len(bench.rows)} lay questions", bench.shares(), rows))


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
    else:
        ladder(bench)


if __name__ == "__main__":
    main()
