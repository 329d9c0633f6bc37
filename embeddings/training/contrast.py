"""Learning by contrast: of a batch of pairs each question must find its own passage among all of them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_array

from embeddings.training.letters import bags
from embeddings.training.material import Answered, Material, Tokens

Table = NDArray[np.float32]
# Cosines are divided by this before the softmax.
TEMPERATURE = 0.05
# Passages that answer the same question are no counterexample to one another.
NEVER = -30.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """`asked` is the share of answered questions in a batch, `warm` the steps of a slow start."""

    seed: int
    steps: int
    batch: int
    rate: float
    warm: int
    asked: float = 0.0


BASE = Recipe(seed=1, steps=1200, batch=1024, rate=0.02, warm=50)
TUNING = Recipe(seed=1, steps=150, batch=768, rate=0.006, warm=10, asked=0.6)


def learn(
    parts: Table, made_of: csr_array, material: Material, recipe: Recipe, answered: Sequence[Answered] = ()
) -> Iterator[float]:
    """Train the vectors that words are made of in place, shape (words + letters, dim); yield the loss of every step.

    `made_of` is that of `embeddings.training.letters.shared`.
    """
    dice = random.Random(recipe.seed)
    learnt = torch.nn.Parameter(torch.from_numpy(parts))
    optimiser = torch.optim.Adam([learnt], lr=recipe.rate, fused=True)
    for step in range(recipe.steps):
        slow = min(1.0, (step + 1) / recipe.warm) * (1 - step / recipe.steps)
        for group in optimiser.param_groups:
            group["lr"] = recipe.rate * slow
        left, right, near, places = _batch(material, recipe, answered, dice)
        means = _Product.apply(bags([*left, *right, *near], made_of), learnt)  # type: ignore[no-untyped-call]
        loss = _loss(torch.nn.functional.normalize(means, dim=1), len(left), places)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        yield float(loss.detach())


class _Product(torch.autograd.Function):
    """A sparse matrix by a dense one; only the dense one learns."""

    @staticmethod
    def forward(held: Any, sparse: csr_array, dense: torch.Tensor) -> torch.Tensor:  # noqa: ANN401 - as torch calls it
        held.sparse = sparse
        return torch.from_numpy(sparse @ dense.detach().numpy())

    @staticmethod
    def backward(held: Any, slope: torch.Tensor) -> tuple[None, torch.Tensor]:  # noqa: ANN401 - as torch calls it
        return None, torch.from_numpy(held.sparse.T.tocsr() @ slope.numpy())


def _batch(
    material: Material, recipe: Recipe, answered: Sequence[Answered], dice: random.Random
) -> tuple[list[Tokens], list[Tokens], list[Tokens], list[int]]:
    """Draw questions, their passages, further passages that answer nothing, and which question each pair is of."""
    wanted = int(recipe.batch * recipe.asked) if answered else 0
    places = dice.sample(range(len(answered)), min(wanted, len(answered)))
    places += [dice.randrange(len(answered)) for _ in range(wanted - len(places))]
    drawn = [answered[place] for place in places]
    pairs = [(one.asked(dice), dice.choice(one.passages)) for one in drawn]
    near = [dice.choice(one.near) for one in drawn if one.near]
    pairs += [material.pair(dice) for _ in range(recipe.batch - wanted)]
    return [left for left, _ in pairs], [right for _, right in pairs], near, places


def _loss(vectors: torch.Tensor, count: int, places: list[int]) -> torch.Tensor:
    """`vectors`: so many questions, then the passage of each, then the passages that answer nothing."""
    scores = vectors[:count] @ vectors[count:].T / TEMPERATURE
    owner = torch.tensor(places)
    same = torch.zeros(scores.shape, dtype=torch.bool)
    same[: len(places), : len(places)] = (owner[:, None] == owner[None, :]) & ~torch.eye(len(places), dtype=torch.bool)
    scores = scores.masked_fill(same, NEVER)
    wanted = torch.arange(count)
    entropy = torch.nn.functional.cross_entropy
    return entropy(scores, wanted) + entropy(scores[:, :count].T, wanted)


def averages(table: Table, texts: Sequence[Tokens]) -> Table:
    """Return the unit vectors of texts, as `embeddings.static` makes them."""
    means = np.zeros((len(texts), table.shape[1]), dtype=np.float32)
    for place, text in enumerate(texts):
        if len(text):
            means[place] = table[text].mean(axis=0)
    unit: Table = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    return unit
