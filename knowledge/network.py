"""A small network, evaluated with numpy alone: a straight sum of the features, and one layer of units beside it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

# A feature counts no further than so many spreads from its mean: other libraries have rows that training never saw.
REACH = 4.0

Floats = NDArray[np.float32]


class Network:
    """Read from plain values.

    `means` and `scales` (1 / spread, 0 for a feature that never varied) bring the features
    to one measure, shape (features,); `straight` are their weights, shape (features,); `inner` and
    `biases` lead to the units, shapes (units, features) and (units,), of which those above 0 count by `outer`,
    shape (units,).
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._means, self._scales, self._straight, self._inner, self._biases, self._outer = (
            np.array(values[name], dtype=np.float32)
            for name in ("means", "scales", "straight", "inner", "biases", "outer")
        )
        features, units = len(self._means), len(self._outer)
        shapes = self._scales.shape, self._straight.shape, self._inner.shape, self._biases.shape
        if shapes != ((features,), (features,), (units, features), (units,)):
            raise ValueError("the layers do not fit together")

    def score(self, features: Floats) -> Floats:
        """Return the score of every row of features, shape (rows,)."""
        measured = np.clip((features - self._means) * self._scales, -REACH, REACH)
        units = np.maximum(measured @ self._inner.T + self._biases, 0)
        scores: Floats = measured @ self._straight + units @ self._outer
        return scores
