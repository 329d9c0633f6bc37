"""The refusal rule (`knowledge/relevance.py`): its weights, and the curve of false answers against false refusals.

    python -m benchmarks.refusal --data ../shared/data --base BASE --work DIR --fit knowledge/ranking.json
    python -m benchmarks.refusal --data ../shared/data --base BASE --work DIR

`--fit` weighs the questions of the train and dev parts, each searched with vectors and ranked
by networks that learnt from other folds, in all statutes, in a few and in the Party's documents;
a half of `calibration.jsonl`; all of `development-*.jsonl`, in the words of members; and some
reading tests. It writes the weights into the ranking's file and tells how they do by
cross-validation. With `plain` for FILE the plain ranking is weighed, and its weights (`relevance.PLAIN`) are only said.
Without it the rule that ships is measured on none of these: the test part, the other half,
other reading tests, members' questions, `unseen-*.jsonl`. DIR keeps what was indexed, as for
`benchmarks.ladder`. A question whose only answers are in the documents left out is not
answerable; some other law may answer a few of these all the same.
"""

import argparse
import gzip
import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.bench import HERE, READING, STATUTES, Bench, libraries, library, lots, read, revectored, rows
from embeddings.encoder import load
from embeddings.training import __main__ as encoders
from embeddings.training.pairs import questions
from embeddings.training.split import split
from knowledge import relevance, titles
from knowledge.answer import answer
from knowledge.boundaries import boundary
from knowledge.evidence import Status
from knowledge.precedents import NONE
from knowledge.ranking import PLAIN, Ranking
from knowledge.relevance import Evidence
from knowledge.snapshot import Snapshot
from knowledge.training.certainty import Weighed, fit, sure, weighed
from knowledge.training.model import save

# Questions of reading tests that the rule is fitted on, for each of two libraries.
LEARNT = 1000
FOLDS = 5
THRESHOLDS = (0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9)
# With so many of the unanswerable answered the answerable that are refused are counted.
STRICT = 0.02
# On this day the questions are asked.
DAY = date(2026, 11, 25)
# Libraries of a few laws: so many of those that answer lay questions, so many others. What the laws left out
# answer is not answered there.
SHELVES = {"few laws": (25, 35), "some laws": (54, 246)}
# What a kind counts for among the answerable or the others; kinds not named are measured only.
COUNTS = {
    "lay @ statutes": 8, "member @ party": 5, "member @ sample": 4,
    "reading @ statutes": 30, "reading @ party": 20, "lay @ party": 20, "member @ statutes": 8,
    "lay @ few laws": 1, "lay @ some laws": 1, "elsewhere @ few laws": 3, "elsewhere @ some laws": 2,
    "absent @ party": 6, "absent @ sample": 4, "outside @ statutes": 6, "outside @ party": 3, "outside @ sample": 3,
}  # fmt: skip
# What the curve is made of, and has been since it was first drawn, and how many questions of each there are.
CURVE = {
    "lay @ statutes": 242, "members.jsonl @ party": 41, "reading @ statutes": 400, "reading @ party": 400,
    "lay @ party": 242, "members.jsonl @ statutes": 41, "refused of members.jsonl @ party": 5,
}  # fmt: skip
# The same where the rule is fitted: others stand for members' questions.
LIKE = {name.replace("members.jsonl", "member"): count for name, count in CURVE.items() if "refused" not in name}
# The same as the curve, where nothing is known of what was asked before.
UNKNOWN = {name.replace("@ statutes", "@ unknown statutes"): count for name, count in CURVE.items()}


@dataclass(frozen=True, slots=True)
class Kind:
    """Questions of one kind, asked of one library, whether that answers them, and the fold of each."""

    name: str
    answerable: bool
    questions: tuple[Weighed, ...]
    folds: NDArray[np.intp]


def kind(name: str, answerable: bool, asked: Sequence[tuple[Snapshot, str]]) -> Kind:
    """Ask; a question that is refused whatever the documents hold tells nothing of the rule."""
    weight = COUNTS.get(name, 0) / max(1, len(asked))
    told = [(home, text) for home, text in asked if boundary(text) is None]
    found = [weighed(home, text, DAY, answerable=answerable, weight=weight) for home, text in told]
    return Kind(name, answerable, tuple(found), np.array([_dealt(text, FOLDS) for _, text in told], dtype=np.intp))


def _dealt(question: str, count: int) -> int:
    """Return in which of so many parts a question falls, wherever it is asked."""
    return hashlib.sha256(question.encode()).digest()[0] % count


def calibration(half: int) -> list[dict]:
    """Return one half of the questions that were written for the rule."""
    return [row for row in rows(HERE / "calibration.jsonl") if _dealt(row["question"], 2) == half]


def asked_by_members(name: str) -> list[dict]:
    """Return the rows of two files, each with the library it is put to, and all that is answered of the type member."""
    return [
        {**row, "held": held, "type": "member" if row["answerable"] else row["type"]}
        for held in ("party", "sample")
        for row in rows(HERE / f"{name}-{held}.jsonl")
    ]


def unknown(home: Snapshot) -> Snapshot:
    """Return a library as it is searched and judged where nothing is known of what was asked before."""
    return Snapshot(home.folder, home.encoder, replace(home.ranking, shares={}, known=NONE))


def written(rows: Sequence[dict], homes: dict[str, Snapshot]) -> Iterator[Kind]:
    """Yield the questions written for the rule: asked of what they are about, and of what does not hold it."""
    for name, home in homes.items():
        for type_ in ("member", "absent", "outside"):
            laws = "statutes" in name
            fitting = ("statutes", "sample" if type_ == "member" else "") if laws else (name, "")
            wanted = (*fitting, "party") if laws and type_ == "member" else fitting
            texts = [row["question"] for row in rows if row["type"] == type_ and row["held"] in wanted]
            if texts:
                yield kind(f"{type_} @ {name}", type_ == "member" and not laws, [(home, t) for t in texts])


def read_elsewhere(data: Path, *, learnt: bool) -> tuple[list[str], list[str]]:
    """Return questions of reading tests for two libraries: what the rule learns from, or what it is measured on."""
    drawn = lots(data)
    if not learnt:
        return drawn[2 * READING : 3 * READING], drawn[3 * READING : 4 * READING]
    rest = drawn[4 * READING :]
    return rest[:LEARNT], rest[LEARNT : 2 * LEARNT]


def shelves(bench: Bench) -> dict[str, Snapshot]:
    """Return libraries of a few laws each, drawn by lot."""
    asked = {title for question in bench.questions for title, _ in question.relevant}
    with gzip.open(bench.data / STATUTES, "rt", encoding="utf-8") as held:
        laws = [(titles.normal(json.loads(line)["title"]) in asked, line) for line in held]
    found = {}
    for name, counts in SHELVES.items():
        dice, path = random.Random(name), bench.work / f"{name}.jsonl"
        drawn = (dice.sample([law for is_asked, law in laws if is_asked is wanted], count)
                 for wanted, count in zip((True, False), counts, strict=True))  # fmt: skip
        path.write_text("".join(chain.from_iterable(drawn)), encoding="utf-8")
        found[name] = library(bench.work / "held" / name / "knowledge", path)
    return found


def learnt(bench: Bench, homes: dict[str, Snapshot], *, plain: bool) -> Iterator[Kind]:
    """Yield what the rule is fitted on."""

    @cache
    def searched(name: str, fold: int) -> Snapshot:
        """Return a library as searched by what has not seen the questions of a fold."""
        if name == "statutes":
            return bench.without(fold) if plain else bench.ranked(fold)
        folder = bench.work / "encoders" / str(fold)
        found = revectored(homes[name], load(str(folder)), folder / name.replace(" ", "_"))
        found.ranking = Ranking() if plain else bench.ranked(fold).ranking
        return found

    def ask(name: str, held: str, answerable: bool, places: Iterable[int]) -> Kind:
        asked = [(searched(name, bench.fold[place]), bench.questions[place].text) for place in places]
        return kind(f"{held} @ {name}", answerable, asked)

    everything = range(len(bench.questions))
    yield ask("statutes", "lay", True, everything)
    yield ask("party", "lay", False, everything)
    for name in SHELVES:
        known = set(homes[name].layout.titles)
        held = [{title in known for title, _ in question.relevant} for question in bench.questions]
        yield ask(name, "lay", True, (place for place in everything if held[place] == {True}))
        yield ask(name, "elsewhere", False, (place for place in everything if held[place] == {False}))
    for name, texts in zip(("statutes", "party"), read_elsewhere(bench.data, learnt=True), strict=True):
        yield kind(f"reading @ {name}", False, [(homes[name], text) for text in texts])
    yield from written([*calibration(0), *asked_by_members("development")], homes)


def measured(data: Path, homes: dict[str, Snapshot]) -> Iterator[Kind]:
    """Yield questions that neither vectors nor networks nor weights have seen."""
    statutes, strange, party = homes["statutes"], homes["unknown statutes"], homes["party"]
    lay = [row["question"] for row in split(questions(data))["test"]]
    members = data / "questions/member.jsonl"
    asked, barred = ([row["question"] for row in read(members, answerable=one)] for one in (True, False))
    unlike = read_elsewhere(data, learnt=False)
    for name, answerable, home, texts in (
        ("lay @ statutes", True, statutes, lay),
        ("members.jsonl @ party", True, party, asked),
        ("reading @ statutes", False, statutes, unlike[0]),
        ("reading @ party", False, party, unlike[1]),
        ("lay @ party", False, party, lay),
        ("members.jsonl @ statutes", False, statutes, asked),
        ("lay @ unknown statutes", True, strange, lay),
        ("reading @ unknown statutes", False, strange, unlike[0]),
        ("members.jsonl @ unknown statutes", False, strange, asked),
        ("refused of members.jsonl @ party", False, party, barred),
    ):
        yield kind(name, answerable, [(home, text) for text in texts])
    yield from written(calibration(1), homes)
    for one in written(asked_by_members("unseen"), {name: homes[name] for name in ("party", "sample")}):
        yield replace(one, name=f"unseen {one.name}")


def curve(name: str, kinds: Sequence[Kind], chances: Sequence[NDArray[np.float64]], counts: Mapping[str, int]) -> None:
    """Draw the curve from how likely every question is answered; all questions of a kind weigh its count."""
    drawn = [(one, each) for one, each in zip(kinds, chances, strict=True) if one.name in counts]
    found = np.concatenate([each for _, each in drawn])
    answers = np.concatenate([np.full(len(each), one.answerable) for one, each in drawn])
    weights = np.concatenate([np.full(len(each), counts[one.name] / len(each)) for one, each in drawn])

    def shares(threshold: float) -> tuple[float, float]:
        said = found >= threshold
        wrong = np.average(said[~answers], weights=weights[~answers])
        return wrong, 1 - np.average(said[answers], weights=weights[answers])

    print(f"\n{name}\n| answered from | unanswerable answered | answerable refused |\n|---|---|---|")
    for threshold in THRESHOLDS:
        wrong, refused = shares(threshold)
        print(f"| {threshold:.0%} | {wrong:.3f} | {refused:.3f} |")
    strict = next(one for one in np.sort(found) if shares(one)[0] <= STRICT)
    print(f"with {STRICT:.0%} of the unanswerable answered (from {strict:.0%}): {shares(strict)[1]:.3f} refused")


def apart(kinds: Sequence[Kind]) -> list[NDArray[np.float64]]:
    """Return how likely every question is answered, by weights that were fitted without its fold."""
    found = [np.zeros(len(one.questions)) for one in kinds]
    for fold in range(FOLDS):
        others = [
            question for one in kinds for question, own in zip(one.questions, one.folds, strict=True) if own != fold
        ]
        rule = fit([question for question in others if question.weight])
        for one, chances in zip(kinds, found, strict=True):
            inside = one.folds == fold
            chances[inside] = sure([question for question, own in zip(one.questions, inside, strict=True) if own], rule)
    return found


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
    parser.add_argument("--fit", metavar="FILE")
    given = parser.parse_args()
    homes = libraries(given.data, given.work, ("statutes", "party", "sample"))
    if given.fit:
        return weigh(given, homes)
    found = list(measured(given.data, {**homes, "unknown statutes": unknown(homes["statutes"])}))
    rule = homes["statutes"].ranking.certainty
    for one in found:
        answered = np.mean(sure(one.questions, rule) >= relevance.ENOUGH)
        print(f"{one.name}: {len(one.questions)}, answered {answered:.3f}")
    for name, each in (("The rule that ships", rule), ("The rule of the plain ranking", relevance.UNLEARNT)):
        curve(name, found, [sure(one.questions, each) for one in found], CURVE)
    chances = [sure(one.questions, rule) for one in found]
    curve("The rule that ships where nothing is known of what was asked before", found, chances, UNKNOWN)
    wholly(homes)


def weigh(given: argparse.Namespace, homes: dict[str, Snapshot]) -> None:
    """Fit the weights, say how they do, and write them down."""
    parts, plain = split(questions(given.data)), given.fit == PLAIN
    rows = [dict(row) for part in encoders.PARTS for row in parts[part]]
    bench = Bench(given.data, given.base, given.work, rows, nested=False)
    homes |= shelves(bench)
    for home in homes.values() if plain else ():
        home.ranking = Ranking()
    found = list(learnt(bench, homes, plain=plain))
    rule = fit([one for each in found for one in each.questions if one.weight])
    print("constant,", ", ".join(Evidence._fields), rule)
    curve("By cross-validation", found, apart(found), LIKE)
    if not plain:
        path = Path(given.fit)
        save(path, {**json.loads(path.read_text(encoding="utf-8")), "certainty": rule._asdict()})


if __name__ == "__main__":
    main()
