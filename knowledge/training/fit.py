"""Groups of rows -> networks that put what answers first, as plain values that `knowledge.network` reads."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.features import ASKED, LAWFUL, LIBRARY, NAMES
from knowledge.network import REACH
from knowledge.training.rows import Group

Numbers = NDArray[Any]
# Few units, much left out at random, few steps: a thousand questions are few.
UNITS, DROPPED, STEPS, BATCH = 32, 0.2, 500, 64
# Steps grow up to RATE in the first WARM of them, then fade.
RATE, WARM = 3e-3, 0.3
# Adam's memories of slope and its square.
SLOPE, SQUARE = 0.9, 0.999
# The mean of so many networks that began differently.
NETWORKS = 3


def fit(groups: Sequence[Group], unanswered: Sequence[Group] = ()) -> dict[str, Any]:
    """Learn to put what answers before what does not, question by question, here and in other libraries.

    A score of 0 stands for no article at all: what answers comes above it, and nothing does of what is `unanswered`.
    A question whose answer the legs did not find is neither, and teaches nothing.
    """
    told = [*(group for group in groups if group.answers.any()), *unanswered]
    dice = np.random.default_rng(1)
    copies = [elsewhere(group, dice) for group in told]
    return {"here": _fitted(told), "elsewhere": _fitted([*told, *copies])}


def _fitted(groups: Sequence[Group]) -> dict[str, Any]:
    rows = np.concatenate([group.features for group in groups]).astype(np.float64)
    means, spreads = rows.mean(axis=0), rows.std(axis=0)
    scales = np.where(spreads > 1e-6, 1 / np.maximum(spreads, 1e-6), 0.0)
    table, wanted = _filled(groups, means, scales)
    made = [_learnt(table, wanted, np.random.default_rng(seed)) for seed in range(NETWORKS)]
    inner, biases, outer, straight = (np.stack(each) for each in zip(*made, strict=True))
    values = {
        "means": means, "scales": scales, "straight": straight.mean(axis=0),
        "inner": inner.reshape(-1, len(means)), "biases": biases.ravel(), "outer": outer.ravel() / NETWORKS,
    }  # fmt: skip
    return {name: _short(one) for name, one in values.items()}


def elsewhere(group: Group, dice: np.random.Generator) -> Group:
    """Return the group as it might be in a library of which nothing is known.

    No title has answered yet, nothing is said as laws say it, and what tells this library's
    documents apart is dealt out anew among the rows. On documents that are no laws this keeps the
    order as good as the plain one.
    """
    features = group.features.copy()
    for name in LIBRARY:
        column = NAMES.index(name)
        features[:, column] = dice.permutation(features[:, column])
    features[:, [NAMES.index(name) for name in (*ASKED, *LAWFUL)]] = 0.0
    return Group(features, group.answers, group.rows)


def _filled(groups: Sequence[Group], means: Numbers, scales: Numbers) -> tuple[Numbers, Numbers]:
    """Return features of one measure, shape (groups, rows, features), and what share of the answer each row is.

    No row is any of it where nothing answers. Groups with fewer rows are filled up with rows of share -1.
    """
    longest = max(len(group.answers) for group in groups)
    table = np.zeros((len(groups), longest, len(means)), dtype=np.float32)
    wanted = np.full((len(groups), longest), -1.0, dtype=np.float32)
    for place, group in enumerate(groups):
        table[place, : len(group.answers)] = np.clip((group.features - means) * scales, -REACH, REACH)
        wanted[place, : len(group.answers)] = group.answers / max(1, group.answers.sum())
    return table, wanted


def _learnt(table: Numbers, wanted: Numbers, dice: np.random.Generator) -> list[Numbers]:
    """Return inner weights, biases, outer weights and straight weights of one network."""
    features = table.shape[2]
    shapes = ((UNITS, features), features), ((UNITS,), features), ((UNITS,), UNITS), ((features,), features)
    weights = [dice.uniform(-1, 1, shape).astype(np.float32) / np.float32(came) ** 0.5 for shape, came in shapes]
    slopes, squares = ([np.zeros_like(one) for one in weights] for _ in range(2))
    left = np.zeros(0, dtype=np.intp)
    for step in range(1, STEPS + 1):
        left = left if len(left) else dice.permutation(len(table))
        drawn, left = left[:BATCH], left[BATCH:]
        for place, found in enumerate(_slopes(table[drawn], wanted[drawn], weights, dice)):
            slopes[place] = SLOPE * slopes[place] + (1 - SLOPE) * found
            squares[place] = SQUARE * squares[place] + (1 - SQUARE) * found**2
            spread = np.sqrt(squares[place] / (1 - SQUARE**step)) + 1e-8
            weights[place] -= np.float32(_rate(step / STEPS)) * slopes[place] / (1 - SLOPE**step) / spread
    return weights


def _slopes(rows: Numbers, wanted: Numbers, weights: Sequence[Numbers], dice: np.random.Generator) -> list[Numbers]:
    """Return which way the weights would be more wrong about which row of every group is the answer."""
    inner, biases, outer, straight = weights
    some, counted = _some(rows.shape, DROPPED / 2, dice), _some((len(rows), 1, UNITS), DROPPED, dice)
    seen = rows * some
    units = np.maximum(seen @ inner.T + biases, 0)
    scores = np.where(wanted < 0, -np.inf, rows @ straight + (units * counted) @ outer)
    peak = np.maximum(scores.max(axis=1, keepdims=True), 0)
    chances = np.exp(scores - peak)
    wrong = (chances / (chances.sum(axis=1, keepdims=True) + np.exp(-peak)) - np.maximum(wanted, 0)) / len(rows)
    back = (wrong[:, :, None] * (outer * counted) * (units > 0)).reshape(-1, UNITS)
    each = wrong.ravel()
    return [
        back.T @ seen.reshape(len(back), -1), back.sum(axis=0),
        each @ (units * counted).reshape(-1, UNITS), each @ rows.reshape(len(each), -1),
    ]  # fmt: skip


def _some(shape: tuple[int, ...], dropped: float, dice: np.random.Generator) -> Numbers:
    """Leave out some features of every group, the same in all of its rows: what orders them must not hang on a few."""
    kept = dice.random((shape[0], 1, shape[2]), dtype=np.float32) >= dropped
    return kept / np.float32(1 - dropped)


def _rate(done: float) -> float:
    rising = 0.04 + 0.96 * (1 - math.cos(math.pi * done / WARM)) / 2
    return RATE * (rising if done < WARM else (1 + math.cos(math.pi * (done - WARM) / (1 - WARM))) / 2)


def _short(values: Numbers) -> Any:  # noqa: ANN401 - lists of lists of numbers
    return np.vectorize(lambda value: float(f"{value:.6g}"))(values).tolist()
