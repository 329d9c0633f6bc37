"""Laypeople's questions over the statutes, in folds: every question searched by vectors that have not seen its answer.

BASE is the model that has seen no answered question (`python -m embeddings.training --untuned`).
Questions that share an article are in one fold; vectors for a fold are tuned on the others.
"""

import json
import math
import random
import shutil
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from embeddings import vectors
from embeddings.encoder import Encoder, load
from embeddings.static import TOKENIZER
from embeddings.training import __main__ as encoders
from embeddings.training.material import material
from embeddings.training.pairs import laws, reading
from embeddings.training.split import folds
from knowledge.evaluate import Question, question_of
from knowledge.features import Found
from knowledge.network import Networks
from knowledge.passages import encoded
from knowledge.ranking import Ranking
from knowledge.reindex import reindex
from knowledge.snapshot import VECTORS, Shelf, Snapshot, Ways
from knowledge.training.fit import fit
from knowledge.training.model import CLAUSES, beside
from knowledge.training.rows import Group, clauses, gather, group, learnt, precedents, rows_of, shares

HERE = Path(__file__).parent
ROOT = HERE.parent
FOLDS = 5
# Questions of reading tests: see `lots`.
STRANGERS, READING = 200, 400
STATUTES = "corpus/statutes.jsonl.gz"
# Between the names of what one library holds together.
AND = " and "
# What tuning took, beside what was tuned: seconds of one core.
SECONDS = "seconds.txt"


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
                # What every fold learns from is read once, before the clock starts.
                _, began = self.material, time.process_time()
                self._tune(folder, [row for row, fold in zip(self.rows, self.fold, strict=True) if fold not in key])
                (folder / SECONDS).write_text(str(time.process_time() - began), encoding="utf-8")
            self.snapshots[key] = revectored(self.plain, load(str(folder)), folder / "snapshot")
        return self.snapshots[key]

    def _tune(self, folder: Path, rows: Sequence[dict]) -> None:
        table = encoders.read(self.base)
        asked = encoders.answered(rows, self.articles, self.tokenizer, table)
        encoders.save(folder, self.tokenizer, encoders.tuned(table, self.tokenizer, self.material, asked))

    def tuning(self) -> float:
        """Return the seconds of one core that tuning for one fold took, on average."""
        times = [float(path.read_text(encoding="utf-8")) for path in self.work.glob(f"encoders/*/{SECONDS}")]
        return float(np.mean(times)) if times else math.nan

    def groups(self, *left_out: int, of: int, known: bool = True) -> list[Group]:
        """Return the rows of a fold's questions; what is learnt for them leaves out the fold and those left out."""
        unseen = {*left_out, of} if self.nested else {of}
        snapshot = self.without(*unseen)
        others = [asked for asked, own in zip(self.questions, self.fold, strict=True) if own not in (*left_out, of)]
        told = learnt(snapshot, others if known else ())
        return [group(snapshot, self.questions[place], self.found(place, unseen), told) for place in self.places(of)]

    def fit(self, home: Snapshot, groups: Sequence[Group], answered: Sequence[Question]) -> dict[str, Any]:
        """Learn from groups, from clauses of the library, and from what nothing answers."""
        own, others = (beside(home, asked, answered) for asked in (clauses(home, CLAUSES), self.strangers))
        return fit([*groups, *own], others)

    @cached_property
    def strangers(self) -> list[Question]:
        """Questions of reading tests that teach the ranking what nothing answers."""
        return [Question(f"reading-{place}", text, ()) for place, text in enumerate(lots(self.data)[:STRANGERS])]

    @cache  # noqa: B019 - one bench, as long as the program
    def ranked(self, fold: int) -> Snapshot:
        """Return a snapshot that has seen nothing of a fold: neither its vectors nor its ranking."""
        home = self.without(fold)
        others = [asked for asked, own in zip(self.questions, self.fold, strict=True) if own != fold]
        rows = [one for other in range(FOLDS) if other != fold for one in self.groups(fold, of=other)]
        told = precedents(home.encoder, others)
        ranking = Ranking(
            "out of fold", shares(others, home.layout.titles), Networks(self.fit(home, rows, others)), known=told
        )
        return Snapshot(home.folder, home.encoder, ranking)

    def found(self, place: int, left_out: set[int]) -> Found:
        """Return what the legs find for one question; kept, because several rankings begin with it."""
        key = (place, *sorted(left_out))
        if key not in self.kept:
            self.kept[key] = gather(self.without(*left_out), self.questions[place])
        return self.kept[key]

    def places(self, fold: int) -> list[int]:
        return [place for place, own in enumerate(self.fold) if own == fold]

    def relevant(self, place: int) -> set[int]:
        return set(rows_of(self.plain, self.questions[place]))


def rows(path: Path) -> list[dict]:
    """Return the rows of a file of questions."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read(path: Path, *, answerable: bool = True) -> list[dict]:
    """Return the rows of a file of questions that something answers, or those that nothing does."""
    return [row for row in rows(path) if row.get("answerable", True) is answerable]


def lots(data: Path) -> list[str]:
    """Return the questions of reading tests in an order by lot, the same for all who take their part of them.

    The first STRANGERS teach rankings; the third and the fourth READING are what refusal is measured on; what comes
    after the fourth teaches its rule.
    """
    texts, dice = [question for question, _ in reading(data)], random.Random(5)
    drawn = dice.sample(texts, 4 * READING)
    rest = sorted(set(texts) - set(drawn))
    return [*drawn, *dice.sample(rest, len(rest))]


def libraries(data: Path, work: Path, names: Sequence[str]) -> dict[str, Snapshot]:
    """Return documents as the project that ships indexes and searches them."""
    sources = {"statutes": data / STATUTES, "party": data / "corpus/party", "sample": ROOT / "bot/sample/documents"}
    folders = {name: work / "held" / name / "knowledge" for name in names}
    return {name: library(folder, *(sources[one] for one in name.split(AND))) for name, folder in folders.items()}


def library(root: Path, *sources: Path) -> Snapshot:
    """Return one library, indexed when it is first wanted."""
    shelf = Shelf(root, partial(load, "bundled"))
    if shelf.pointer() is None:
        reindex(sources, shelf, datetime.now(UTC), lambda *_: None)
    return shelf.current()


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
