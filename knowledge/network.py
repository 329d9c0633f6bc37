"""Small networks, evaluated with numpy alone: a straight sum of the features, and one layer of units beside it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from knowledge.features import NAMES, Floats
from knowledge.learnt import is_known

# A feature counts no further than so many spreads from its mean: other libraries have rows that training never saw.
REACH = 4.0
KNOWN = NAMES.index("asked_document")


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
        self._inner = np.ascontiguousarray(self._inner.T)

    def score(self, features: Floats) -> Floats:
        """Return the score of every row of features, shape (rows,)."""
        measured = np.clip((features - self._means) * self._scales, -REACH, REACH)
        # Row by row: products so small wake no threads of a linear algebra library, which would take longer.
        units = np.maximum((measured[:, None, :] @ self._inner)[:, 0] + self._biases, 0)
        scores: Floats = np.vecdot(measured, self._straight) + np.vecdot(units, self._outer)
        return scores


class Networks:
    """Two networks: one for documents that have answered questions before, one for documents of which nothing is known.

    The one counts where enough of the articles looked at are of such documents, else the other; their mean is worse
    than the one where it fits.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._here, self._elsewhere = Network(values["here"]), Network(values["elsewhere"])

    def score(self, features: Floats) -> Floats:
        """Return the score of every row of one question's features, shape (rows,)."""
        return (self._here if is_known(features[:, KNOWN]) else self._elsewhere).score(features)
