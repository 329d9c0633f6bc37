"""What is known of other questions: how often each document answers, and what was asked before.

It speaks of the documents that a ranking was trained on. Others may stand beside these: that nobody asked for them
before says nothing against them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.precedents import Resolved

if TYPE_CHECKING:
    from knowledge.features import Layout

# Of a thousand questions, an article that answers so few is as good as never asked.
LEAST_ASKED = 0.001
# From such a share of articles on whose documents have answered before, a library is one that training knew.
AT_HOME = 0.25

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is known of other questions: `prior` is that of `priors`, `usual` its mean over articles.

    `familiar`: whether training knew each version, shape (versions,). Versions are places in the catalogue, one for
    each article that is asked about.
    """

    prior: Floats
    precedents: Resolved
    usual: float
    familiar: NDArray[np.bool_]

    def seldom(self, versions: Rows) -> list[float]:
        """Return how much more seldom than usual the document of each article answers; 0.0 where nobody knows that."""
        seldom = np.minimum(0.0, self.prior[versions, 0] - self.usual)
        found: list[float] = np.where(self.familiar[versions], seldom, 0.0).tolist()
        return found

    def at_home(self, versions: Rows) -> NDArray[np.bool_]:
        """Tell of every article whether its document is one that training knew and enough of them answered before."""
        return self.familiar[versions] & is_known(self.prior[versions, 1])


def told(held: "Layout", shares: Mapping[str, float], known: Resolved) -> Learnt:
    """Return what answered questions tell of others: how often each title answers, and what was asked."""
    prior = priors(held, shares)
    usual = float(prior[:, 0] @ held.counts / max(1, held.counts.sum()))
    return Learnt(prior, known, usual, np.array([title in shares for title in held.titles], dtype=np.bool_))


def is_known(answered: Floats) -> bool:
    """Tell whether a library is one that training knew, by how often the documents of what was found have answered."""
    return len(answered) > 0 and int(np.count_nonzero(answered > 0)) >= AT_HOME * len(answered)


def priors(held: "Layout", shares: Mapping[str, float]) -> Floats:
    """Return the two features of how often a version answers, shape (versions, 2).

    `shares`: of a thousand questions, how many a title of the library that was trained on answers; a title that is not
    in it has two noughts.
    """
    known = np.array([shares.get(title, 0.0) for title in held.titles], dtype=np.float32)
    return np.log1p([known / (held.counts + 20) / LEAST_ASKED, known / 0.125]).T.astype(np.float32)
