"""Questions that the texts held answer, and questions that they do not -> the weights of the rule of refusal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from knowledge.address import Named
from knowledge.asked import asked, find, known
from knowledge.judging import evidence
from knowledge.outcome import WEIGHED
from knowledge.relevance import PLAIN, SIGNS, Rule
from knowledge.snapshot import Snapshot

Numbers = NDArray[np.float64]

# A question is weighed by its best hit, and which one that is depends on the weights: so often both are found anew.
ROUNDS = 3
NEWTON, RIDGE = 20, 1e-3


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question: what speaks for each of its best hits, shape (hits, 12) with a constant first, and its weight.

    `known`: whether the ranking knows the library that it was put to.
    """

    evidence: Numbers
    answerable: bool
    weight: float = 1.0
    known: bool = False


def weighed(snapshot: Snapshot, question: str, day: date, *, answerable: bool, weight: float = 1.0) -> Weighed:
    """Ask a snapshot, as it is asked when it answers."""
    read = asked(snapshot, question, day, Named((), None, "", question))
    hits = find(read, WEIGHED, day)
    table = np.array([(1.0, *one) for one in evidence(read, hits)], dtype=np.float64).reshape(-1, len(PLAIN))
    return Weighed(table, answerable, weight, any(known(read, hits)))


def sure(questions: Sequence[Weighed], rule: Rule) -> Numbers:
    """Return how likely the best hit of every question is to answer it; 0 where nothing was found."""
    weights = [np.array(rule.weights(known=one.known)) for one in questions]
    scores = [(one.evidence @ each).max(initial=-np.inf) for one, each in zip(questions, weights, strict=True)]
    chances: Numbers = 1 / (1 + np.exp(-np.array(scores)))
    return chances


def fit(questions: Sequence[Weighed]) -> Rule:
    """Return the rule of `knowledge.relevance`: fitted on what was put to libraries that the ranking knows, and on all.

    Elsewhere all questions count: few are of other libraries, and what a text lacks means the same in every one.
    Where there are none of both kinds nothing is learnt.
    """
    found = [one for one in questions if len(one.evidence)]
    parts = [one for one in found if one.known], found
    here, elsewhere = (_fitted(part) if len({one.answerable for one in part}) == 2 else PLAIN for part in parts)
    return Rule(here, elsewhere)


def _fitted(found: Sequence[Weighed]) -> tuple[float, ...]:
    """Return the weights of `knowledge.relevance.confidence`, answerable and other questions weighing the same."""
    wanted = np.array([one.answerable for one in found])
    shares = np.array([one.weight for one in found], dtype=np.float64)
    shares = np.where(wanted, shares / shares[wanted].sum(), shares / shares[~wanted].sum()) / 2
    weights = np.array(PLAIN)
    for _ in range(ROUNDS):
        best = np.stack([one.evidence[np.argmax(one.evidence @ weights)] for one in found])
        weights = _signed(best, wanted.astype(np.float64), shares)
    return tuple(round(float(weight), 3) for weight in weights)


def _signed(inputs: Numbers, wanted: Numbers, shares: Numbers) -> Numbers:
    """Fit, leaving out what would count against its sign: evidence that tells nothing beside the rest of it."""
    signs = np.array((0, *SIGNS))
    kept = np.ones(len(signs), dtype=bool)
    while True:
        weights = np.zeros(len(signs))
        weights[kept] = _logistic(inputs[:, kept], wanted, shares)
        wrong = weights * signs < 0
        if not wrong.any():
            return weights
        kept &= ~wrong


def _logistic(inputs: Numbers, wanted: Numbers, shares: Numbers) -> Numbers:
    """Fit by Newton's steps, with a little ridge on inputs of one spread; the first is constant."""
    spread = inputs.std(axis=0)
    spread[0] = 1.0
    scaled = inputs / np.maximum(spread, 1e-9)
    weights = np.zeros(inputs.shape[1])
    for _ in range(NEWTON):
        chances = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (shares * (chances - wanted)) + RIDGE * weights
        bend = (scaled.T * (shares * chances * (1 - chances))) @ scaled + RIDGE * np.eye(len(weights))
        weights -= np.linalg.solve(bend, slope)
    found: Numbers = weights / np.maximum(spread, 1e-9)
    return found
