"""The refusal rule (`knowledge/relevance.py`): its weights, and the curve of false answers against false refusals.

    python -m benchmarks.refusal --data ../shared/data --statutes WORKSPACE --party WORKSPACE

The workspaces hold corpus/statutes.jsonl.gz and corpus/party. Answerable: lay questions of the
test part (statutes), members' questions (party). Unanswerable: questions of reading tests
(both), lay questions where only Party documents are held and members' questions where only
laws are (absent documents; some law may answer a few of these all the same), members'
questions that must be refused. Fitted on one half of each kind and measured on the other,
then the other way round: no question is reported by weights that it helped to fit.
"""

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from bot.config import Config
from bot.library import shelf
from embeddings.training.pairs import questions, reading
from embeddings.training.split import split
from knowledge import relevance
from knowledge.boundaries import boundary
from knowledge.search import search
from knowledge.snapshot import Snapshot

LOOKED_AT, READING = 8, 300
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Kind:
    """Questions of one kind: their evidence, shape (questions, 4), and whether the documents searched answer them."""

    name: str
    answerable: bool
    evidence: np.ndarray


def kinds(data: Path, statutes: Snapshot, party: Snapshot) -> list[Kind]:
    lay = [row["question"] for row in split(questions(data))["test"]]
    lines = (data / "questions/member.jsonl").read_text(encoding="utf-8").splitlines()
    members = [json.loads(line) for line in lines]
    asked, barred = ([row["question"] for row in members if row["answerable"] is wanted] for wanted in (True, False))
    unlike = random.Random(3).sample([question for question, _ in reading(data)], 2 * READING)
    held = (
        ("lay questions, laws held", True, statutes, lay),
        ("members' questions, Party documents held", True, party, asked),
        ("reading tests, laws held", False, statutes, unlike[:READING]),
        ("reading tests, Party documents held", False, party, unlike[READING:]),
        ("lay questions, Party documents held", False, party, lay),
        ("members' questions, laws held", False, statutes, asked),
        ("members' questions to be refused", False, party, [text for text in barred if boundary(text) is None]),
    )
    return [
        Kind(name, answerable, np.array([evidence(home, text) for text in texts]))
        for name, answerable, home, texts in held
    ]


def evidence(snapshot: Snapshot, question: str) -> tuple[float, float, float, float]:
    """Return the features of the surest of the first hits, a constant before them."""
    weights = relevance.content(question, snapshot.lexical.rarity)
    found = []
    for hit in search(snapshot, question, LOOKED_AT):
        row = snapshot.catalog.row(hit.article)
        title = snapshot.catalog.versions[row.version].metadata.title
        text = f"{title} {' '.join(row.article.path)} {row.article.text}"
        found.append(relevance.weigh(weights, text, hit.cosine or 0.0))
    best = max(found, key=relevance.confidence, default=relevance.Evidence(0.0, 0.0, 0.0))
    return 1.0, best.coverage, best.cosine, best.rarest


def fit(features: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """Fit with both classes weighing the same and a little ridge."""
    inputs, wanted = torch.tensor(features), torch.tensor(answers, dtype=torch.float64)
    weights = torch.zeros(inputs.shape[1], dtype=torch.float64, requires_grad=True)
    balance = torch.where(wanted == 1, 0.5 / wanted.mean(), 0.5 / (1 - wanted.mean()))
    optimiser = torch.optim.LBFGS([weights], max_iter=200)

    def step() -> torch.Tensor:
        optimiser.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(inputs @ weights, wanted, weight=balance)
        loss = loss + 0.001 * (weights**2).sum()
        loss.backward()
        return loss

    optimiser.step(step)
    return weights.detach().numpy()


def sure(features: np.ndarray, weights: Sequence[float] | np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-features @ np.array(weights)))


def curve(name: str, chances: np.ndarray, answers: np.ndarray) -> None:
    print(f"\n{name}\n| answered from | unanswerable answered | answerable refused |\n|---|---|---|")
    for threshold in THRESHOLDS:
        wrong, refused = np.mean(chances[~answers] >= threshold), np.mean(chances[answers] < threshold)
        print(f"| {threshold} | {wrong:.3f} | {refused:.3f} |")
    strict = np.quantile(chances[~answers], 0.98)
    print(f"with 2 % of the unanswerable answered: {np.mean(chances[answers] < strict):.3f} of the answerable refused")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--data", "--statutes", "--party"):
        parser.add_argument(name, type=Path, required=True)
    given = parser.parse_args()
    homes = (shelf(Config(workspace=folder)).current() for folder in (given.statutes, given.party))
    found = kinds(given.data, *homes)
    features = np.concatenate([kind.evidence for kind in found])
    answers = np.concatenate([np.full(len(kind.evidence), kind.answerable) for kind in found])
    half = np.random.default_rng(1).permutation(len(answers)) % 2
    chances = np.zeros(len(answers))
    for part in (0, 1):
        chances[half == part] = sure(features[half == part], fit(features[half != part], answers[half != part]))
    print("constant, coverage, cosine, rarest, of all:", fit(features, answers).round(2))
    for kind in found:
        answered = np.mean(sure(kind.evidence, relevance.WEIGHTS) >= relevance.ENOUGH)
        print(f"{kind.name}: {len(kind.evidence)}, answered {answered:.3f}")
    curve("The rule that ships", sure(features, relevance.WEIGHTS), answers)
    curve("Fitted on the other half", chances, answers)


if __name__ == "__main__":
    main()
