"""Groups of rows -> a network that puts what answers first, as plain values that `knowledge.network` reads."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from knowledge.features import ASKED, LIBRARY, NAMES
from knowledge.network import REACH
from knowledge.training.rows import Group

Numbers = NDArray[Any]
# Few units, much left out at random, few rounds: a thousand questions are few.
UNITS, DROPPED, ROUNDS, BATCH = 32, 0.2, 30, 64
RATE, DECAY = 3e-3, 1e-3
# The mean of so many networks that began differently.
NETWORKS = 2
# A row that is there to fill up a group is never first.
NEVER = -1e4


def fit(groups: Sequence[Group]) -> dict[str, Any]:
    """Learn to put what answers before what does not, question by question, here and in other libraries."""
    dice = np.random.default_rng(1)
    told = [group for group in groups if group.answers.any()]
    told += [elsewhere(group, dice) for group in told]
    rows = np.concatenate([group.features for group in told]).astype(np.float64)
    means, spreads = rows.mean(axis=0), rows.std(axis=0)
    scales = np.where(spreads > 1e-6, 1 / np.maximum(spreads, 1e-6), 0.0)
    table, wanted = _filled(told, means, scales)
    with torch.random.fork_rng(devices=[]):
        made = [_learnt(table, wanted, seed) for seed in range(NETWORKS)]
    layers = [np.concatenate([one[place] for one in made]) for place in range(3)]
    straight = np.mean([one[3] for one in made], axis=0)
    names = ("means", "scales", "straight", "inner", "biases", "outer")
    values = means, scales, straight, layers[0], layers[1], layers[2] / NETWORKS
    return {name: _short(one) for name, one in zip(names, values, strict=True)}


def elsewhere(group: Group, dice: np.random.Generator) -> Group:
    """Return the group as it might be in a library of which nothing is known.

    No title has answered yet, and what tells this library's documents apart is dealt out
    anew among the rows. On documents that are no laws this keeps the order as good as the plain one.
    """
    features = group.features.copy()
    for name in LIBRARY:
        column = NAMES.index(name)
        features[:, column] = dice.permutation(features[:, column])
    features[:, [NAMES.index(name) for name in ASKED]] = 0.0
    return Group(features, group.answers, group.rows)


def _filled(groups: Sequence[Group], means: Numbers, scales: Numbers) -> tuple[torch.Tensor, torch.Tensor]:
    """Return features of one measure, shape (groups, rows, features), and what share of the answer each row is.

    Groups with fewer rows are filled up with rows of share -1.
    """
    longest = max(len(group.answers) for group in groups)
    table = np.zeros((len(groups), longest, len(means)), dtype=np.float32)
    wanted = np.full((len(groups), longest), -1.0, dtype=np.float32)
    for place, group in enumerate(groups):
        table[place, : len(group.answers)] = np.clip((group.features - means) * scales, -REACH, REACH)
        wanted[place, : len(group.answers)] = group.answers / group.answers.sum()
    return torch.from_numpy(table), torch.from_numpy(wanted)


def _learnt(table: torch.Tensor, wanted: torch.Tensor, seed: int) -> list[Numbers]:
    """Return inner weights, biases, outer weights and straight weights of one network."""
    torch.manual_seed(seed)
    features, units = table.shape[2], torch.nn.Linear(table.shape[2], UNITS)
    outer, straight = (torch.nn.Linear(size, 1, bias=False) for size in (UNITS, features))
    weights = [units.weight, units.bias, outer.weight, straight.weight]
    optimiser = torch.optim.AdamW(weights, lr=RATE, weight_decay=DECAY)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=ROUNDS * -(-len(table) // BATCH))
    for _ in range(ROUNDS):
        for drawn in torch.randperm(len(table)).split(BATCH):
            rows, right = table[drawn], wanted[drawn]
            bent = functional.dropout(functional.relu(units(functional.dropout(rows, DROPPED / 2))), DROPPED)
            scores = (straight(rows) + outer(bent)).squeeze(-1).masked_fill(right < 0, NEVER)
            loss = -(right.clamp(min=0) * torch.log_softmax(scores, dim=1)).sum(dim=1).mean()
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            pace.step()
    found = (units.weight, units.bias, outer.weight[0], straight.weight[0])
    return [one.detach().numpy() for one in found]


def _short(values: Numbers) -> Any:  # noqa: ANN401 - lists of lists of numbers
    return np.vectorize(lambda value: float(f"{value:.6g}"))(values).tolist()
