"""Learning by contrast: of a batch of pairs each question must find its own passage among all of them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

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


BASE = Recipe(seed=1, steps=900, batch=1024, rate=0.02, warm=50)
TUNING = Recipe(seed=1, steps=150, batch=768, rate=0.006, warm=10, asked=0.6)


def learn(table: Table, material: Material, recipe: Recipe, answered: Sequence[Answered] = ()) -> Iterator[float]:
    """Train the table in place, shape (words, dim); yield the loss of every step."""
    dice = random.Random(recipe.seed)
    words = torch.nn.Parameter(torch.from_numpy(table))
    optimiser = torch.optim.Adam([words], lr=recipe.rate)
    for step in range(recipe.steps):
        slow = min(1.0, (step + 1) / recipe.warm) * (1 - step / recipe.steps)
        for group in optimiser.param_groups:
            group["lr"] = recipe.rate * slow
        loss = _loss(words, *_batch(material, recipe, answered, dice))
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        yield float(loss.detach())


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


def _loss(
    words: torch.nn.Parameter, left: list[Tokens], right: list[Tokens], near: list[Tokens], places: list[int]
) -> torch.Tensor:
    questions, passages = _means(words, left), _means(words, [*right, *near])
    scores = questions @ passages.T / TEMPERATURE
    owner = torch.tensor(places)
    same = torch.zeros(scores.shape, dtype=torch.bool)
    same[: len(places), : len(places)] = (owner[:, None] == owner[None, :]) & ~torch.eye(len(places), dtype=torch.bool)
    scores = scores.masked_fill(same, NEVER)
    wanted = torch.arange(len(left))
    entropy = torch.nn.functional.cross_entropy
    return entropy(scores, wanted) + entropy(scores[:, : len(left)].T, wanted)


def _means(words: torch.nn.Parameter, texts: list[Tokens]) -> torch.Tensor:
    starts = torch.from_numpy(np.cumsum([0, *(len(text) for text in texts[:-1])]))
    flat = torch.from_numpy(np.concatenate(texts).astype(np.int64))
    return torch.nn.functional.normalize(torch.nn.functional.embedding_bag(flat, words, starts, mode="mean"), dim=1)


def averages(table: Table, texts: Sequence[Tokens]) -> Table:
    """Return the unit vectors of texts, as `embeddings.static` makes them."""
    means = np.zeros((len(texts), table.shape[1]), dtype=np.float32)
    for place, text in enumerate(texts):
        if len(text):
            means[place] = table[text].mean(axis=0)
    unit: Table = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    return unit
