"""The refusal rule (`knowledge/relevance.py`): its weights, and the curve of false answers against false refusals.

    python -m benchmarks.refusal --data ../shared/data --base BASE --work DIR --fit knowledge/ranking.json
    python -m benchmarks.refusal --data ../shared/data --base BASE --work DIR

`--fit` weighs the questions of the train and dev parts, each searched with vectors and ranked
by networks that learnt from other folds, a half of `calibration.jsonl` and some reading tests, and
writes the weights into the ranking's file. Without it the rule that ships is measured on none
of these: the test part, the other half, other reading tests, members' questions. DIR keeps
what was indexed, as for `benchmarks.ladder`. A question whose only answers are in the
documents left out is not answerable; some other law may answer a few of these all the same.
"""

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.bench import Bench, libraries, revectored
from embeddings.encoder import load
from embeddings.training import __main__ as encoders
from embeddings.training.pairs import questions, reading
from embeddings.training.split import split
from knowledge import relevance
from knowledge.answer import answer
from knowledge.boundaries import boundary
from knowledge.evidence import Status
from knowledge.snapshot import Snapshot
from knowledge.training.certainty import Weighed, fit, sure, weighed
from knowledge.training.model import save

CALIBRATION = Path(__file__).parent / "calibration.jsonl"
READING = 400
THRESHOLDS = (0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9)
# On this day the questions are asked.
DAY = date(2026, 11, 25)
# What a kind counts for among the answerable or the others; kinds not named are measured only.
COUNTS = {
    "lay @ statutes": 5, "member @ party": 3, "member @ sample": 2,
    "reading @ statutes": 30, "reading @ party": 20, "lay @ party": 20, "member @ statutes": 8,
    "absent @ party": 6, "absent @ sample": 4, "outside @ statutes": 6, "outside @ party": 3, "outside @ sample": 3,
}  # fmt: skip
# What the curve is made of, and has been since it was first drawn.
CURVE = (
    "lay @ statutes", "members.jsonl @ party", "reading @ statutes", "reading @ party", "lay @ party",
    "members.jsonl @ statutes", "refused of members.jsonl @ party",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """Questions of one kind, asked of one library, and whether that answers them."""

    name: str
    answerable: bool
    questions: tuple[Weighed, ...]


def kind(name: str, answerable: bool, asked: Sequence[tuple[Snapshot, str]]) -> Kind:
    """Ask; a question that is refused whatever the documents hold tells nothing of the rule."""
    weight = COUNTS.get(name, 0) / max(1, len(asked))
    told = [(home, text) for home, text in asked if boundary(text) is None]
    found = [weighed(home, text, DAY, answerable=answerable, weight=weight) for home, text in told]
    return Kind(name, answerable, tuple(found))


def calibration(half: int) -> list[dict]:
    """Return one half of the questions that were written for the rule."""
    rows = [json.loads(line) for line in CALIBRATION.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if hashlib.sha256(row["question"].encode()).digest()[0] % 2 == half]


def written(rows: Sequence[dict], homes: dict[str, Snapshot]) -> Iterator[Kind]:
    """Yield the questions written for the rule: asked of what they are about, and of what does not hold it."""
    for name, home in homes.items():
        for type_ in ("member", "absent", "outside"):
            fitting = ("statutes", "sample" if type_ == "member" else "") if name == "statutes" else (name, "")
            wanted = (*fitting, "party") if name == "statutes" and type_ == "member" else fitting
            texts = [row["question"] for row in rows if row["type"] == type_ and row["held"] in wanted]
            if texts:
                yield kind(f"{type_} @ {name}", type_ == "member" and name != "statutes", [(home, t) for t in texts])


def read_elsewhere(data: Path, part: int) -> tuple[list[str], list[str]]:
    """Return questions of reading tests for two libraries; other ones for every part."""
    drawn = random.Random(5).sample([question for question, _ in reading(data)], 4 * READING)
    first = 2 * READING * part
    return drawn[first : first + READING], drawn[first + READING : first + 2 * READING]


def learnt(bench: Bench, homes: dict[str, Snapshot]) -> Iterator[Kind]:
    """Yield what the rule is fitted on."""
    own, party = [], []
    for row, fold in zip(bench.rows, bench.fold, strict=True):
        own.append((bench.ranked(fold), row["question"]))
        party.append((_party(bench, homes["party"], fold), row["question"]))
    yield kind("lay @ statutes", True, own)
    yield kind("lay @ party", False, party)
    for name, texts in zip(("statutes", "party"), read_elsewhere(bench.data, 0), strict=True):
        yield kind(f"reading @ {name}", False, [(homes[name], text) for text in texts])
    yield from written(calibration(0), homes)


def _party(bench: Bench, home: Snapshot, fold: int) -> Snapshot:
    """Return the Party documents as searched by what has not seen the questions of a fold."""
    folder = bench.work / "encoders" / str(fold)
    found = revectored(home, load(str(folder)), folder / "party")
    found.ranking = bench.ranked(fold).ranking
    return found


def measured(data: Path, homes: dict[str, Snapshot]) -> Iterator[Kind]:
    """Yield questions that neither vectors nor networks nor weights have seen."""
    statutes, party = homes["statutes"], homes["party"]
    lay = [row["question"] for row in split(questions(data))["test"]]
    members = [json.loads(line) for line in (data / "questions/member.jsonl").read_text(encoding="utf-8").splitlines()]
    asked, barred = ([row["question"] for row in members if row["answerable"] is wanted] for wanted in (True, False))
    unlike = read_elsewhere(data, 1)
    for name, answerable, home, texts in (
        ("lay @ statutes", True, statutes, lay),
        ("members.jsonl @ party", True, party, asked),
        ("reading @ statutes", False, statutes, unlike[0]),
        ("reading @ party", False, party, unlike[1]),
        ("lay @ party", False, party, lay),
        ("members.jsonl @ statutes", False, statutes, asked),
        ("refused of members.jsonl @ party", False, party, barred),
    ):
        yield kind(name, answerable, [(home, text) for text in texts])
    yield from written(calibration(1), homes)


def curve(name: str, kinds: Sequence[Kind], weights: Sequence[float]) -> None:
    drawn = [one for one in kinds if one.name in CURVE]
    chances = np.concatenate([sure(one.questions, weights) for one in drawn])
    answers = np.concatenate([np.full(len(one.questions), one.answerable) for one in drawn])
    print(f"\n{name}\n| answered from | unanswerable answered | answerable refused |\n|---|---|---|")
    for threshold in THRESHOLDS:
        wrong, refused = np.mean(chances[~answers] >= threshold), np.mean(chances[answers] < threshold)
        print(f"| {threshold:.0%} | {wrong:.3f} | {refused:.3f} |")
    strict = np.quantile(chances[~answers], 0.98)
    print(f"with 2 % of the unanswerable answered: {np.mean(chances[answers] < strict):.3f} of the answerable refused")


def wholly(homes: dict[str, Snapshot]) -> None:
    """Print how many of what must not be answered is answered by everything together: rules, premises, evidence."""
    for type_ in ("premise", "case", "injection", "absent", "outside"):
        rows = [row for row in calibration(1) if row["type"] == type_]
        asked = [(home, row) for row in rows for name, home in homes.items() if row["held"] in ("", name)]
        ended = [answer(home, row["question"], DAY).status is Status.ANSWERED for home, row in asked]
        print(f"{type_}: {len(ended)} asked, {sum(ended)} answered")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--data", "--base", "--work"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--fit", type=Path, metavar="FILE")
    given = parser.parse_args()
    homes = libraries(given.data, given.work, ("statutes", "party", "sample"))
    if given.fit:
        parts = split(questions(given.data))
        rows = [dict(row) for part in encoders.PARTS for row in parts[part]]
        found = list(learnt(Bench(given.data, given.base, given.work, rows, nested=False), homes))
        weights = fit([one for each in found for one in each.questions if one.weight])
        save(given.fit, {**json.loads(given.fit.read_text(encoding="utf-8")), "certainty": weights})
        print("constant, coverage, missing, cosine, nearest, score:", weights)
        return
    found = list(measured(given.data, homes))
    weights = homes["statutes"].ranking.certainty
    for one in found:
        answered = np.mean(sure(one.questions, weights) >= relevance.ENOUGH)
        print(f"{one.name}: {len(one.questions)}, answered {answered:.3f}")
    curve("The rule that ships", found, weights)
    curve("The rule of the plain ranking", found, relevance.PLAIN)
    wholly(homes)


if __name__ == "__main__":
    main()
