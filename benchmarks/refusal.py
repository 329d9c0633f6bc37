"""The weights of the refusal rule (`knowledge/relevance.py`), fitted by logistic regression.

    python -m benchmarks.refusal ANSWERABLE_WORKSPACE QUESTIONS.jsonl OTHER_WORKSPACE OTHER_QUESTIONS.jsonl

The questions of each file are answerable in the workspace before it and hardly in the
other one; rows that say so themselves (`"answerable": false`) count as unanswerable.
Use questions that are not reported on.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from bot.config import Config
from bot.library import shelf
from knowledge import relevance
from knowledge.search import search
from knowledge.snapshot import Snapshot

LOOKED_AT = 3


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


def examples(home: Snapshot, other: Snapshot, questions: Path) -> Iterator[tuple[tuple[float, ...], bool]]:
    for line in questions.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield evidence(home, row["question"]), bool(row.get("answerable", True))
        yield evidence(other, row["question"]), False


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


def main() -> None:
    first, first_questions, second, second_questions = (Path(name) for name in sys.argv[1:5])
    one, other = (shelf(Config(workspace=folder)).current() for folder in (first, second))
    rows = [*examples(one, other, first_questions), *examples(other, one, second_questions)]
    features, answers = np.array([row for row, _ in rows]), np.array([answer for _, answer in rows])
    weights = fit(features, answers)
    sure = 1 / (1 + np.exp(-features @ weights)) >= relevance.ENOUGH
    print("constant, coverage, cosine, rarest:", weights.round(2))
    print(f"answerable refused {np.mean(~sure[answers]):.3f}, unanswerable answered {np.mean(sure[~answers]):.3f}")


if __name__ == "__main__":
    main()
