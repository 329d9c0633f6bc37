"""Boosted trees, evaluated with numpy alone: every tree asks at most six questions and ends in one of seven leaves.

All questions of all trees are asked at once; the yes and no of one tree, read as a number
of six bits, is the place of its value in a table.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Questions of one tree; a smaller tree is filled up with questions that nobody's answer depends on.
ASKS = 6

Floats = NDArray[np.float32]


class Trees:
    """A forest read from plain values: {"asks": [[feature, threshold]...], "leaves": [[asked, yes, value]...]}.

    A leaf belongs to the rows whose answers to the questions with a bit in `asked` are
    the bits of `yes` (bit 0 is the first question; yes means feature <= threshold).
    """

    def __init__(self, trees: Sequence[Mapping[str, Any]]) -> None:
        self._features = np.zeros((ASKS, len(trees)), dtype=np.intp)
        self._thresholds = np.full((ASKS, len(trees), 1), -np.inf, dtype=np.float32)
        values = np.zeros((len(trees), 2**ASKS), dtype=np.float32)
        answers = np.arange(2**ASKS)
        for place, tree in enumerate(trees):
            for ask, (feature, threshold) in enumerate(tree["asks"]):
                self._features[ask, place], self._thresholds[ask, place] = feature, threshold
            for asked, yes, value in tree["leaves"]:
                values[place, (answers & asked) == yes] = value
        # The tables of all trees lie one behind the other.
        self._values, self._first = values.ravel(), np.arange(len(trees))[:, None] * 2**ASKS

    def score(self, features: Floats) -> Floats:
        """Return the sum of all trees for every row of features, shape (rows,)."""
        answers = (np.ascontiguousarray(features.T)[self._features] <= self._thresholds).view(np.uint8)
        codes = np.zeros(answers.shape[1:], dtype=np.uint8)
        for bit, answer in enumerate(answers):
            codes |= answer << np.uint8(bit)
        scores: Floats = self._values[codes + self._first].sum(axis=0)
        return scores
