"""Whether what was found answers the question at all: the refusal rule, on raw evidence.

Ranks say which article is nearest, never whether it is near. The rule weighs how much of
the question's rare words the article holds, the rarest thing and all things that it lacks,
how close the vectors are, its own and the nearest found, whether its document is found
again and again, how seldom that is asked for, what the ranking gave it, and how alike the
question is to what was answered before. Its weights
belong to a ranking and come from `python -m benchmarks.refusal`, on questions that are not
reported on.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple


class Evidence(NamedTuple):
    """What speaks for an article.

    `coverage` (0..1) is the share of the question's words that it holds, weighed by rarity;
    `missing` (0..1) the rarity of the rarest pair of letters that it lacks and `lacking` (from 0)
    that of all such pairs together; `words` is how many words say what is asked for, because
    of more words more may be lacking; `cosine` is that of its best part, `nearest` the best one
    among all hits; `together` (0..1) is the share of the hits that are of its document;
    `asked` (up to 0) tells how much more seldom than others its document answers,
    0 where nothing is known of that; `score` is the ranking's, 0 in a library that it was not trained for;
    `alike` (-1..1) is the mean cosine of the question to those known questions that are most alike, 0 in such
    a library too; `untold` is 1 where a quantity is asked for and it tells none of that kind.
    """

    coverage: float
    missing: float
    lacking: float
    words: float
    cosine: float
    nearest: float
    together: float
    asked: float
    score: float
    alike: float
    untold: float


# Whether more of a field of `Evidence` speaks for the article (1) or against it (-1).
SIGNS = (1, -1, -1, 1, 1, 1, 1, 1, 1, 1, -1)
# Weights of the rule: a constant, then the fields. These tell which of several articles fit, the same in
# every library and after every ranking.
FITTING = (-3.09, 2.74, 0.0, 0.0, 0.0, 6.55, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
# These tell whether anything answers, after the plain ranking and any whose score nobody has weighed.
PLAIN = (-2.937, 1.563, -1.119, -0.509, 0.362, 4.115, 1.67, 0.83, 0.0, 0.0, 0.0, -2.955)


class Rule(NamedTuple):
    """Weights of `confidence`: where the ranking knows the library, so that its score counts, and elsewhere."""

    here: tuple[float, ...]
    elsewhere: tuple[float, ...]

    def weights(self, *, known: bool) -> tuple[float, ...]:
        """Return those for a library that the ranking knows, or for another."""
        return self.here if known else self.elsewhere


UNLEARNT = Rule(PLAIN, PLAIN)
# Under this the nearest articles are shown and the question is refused.
ENOUGH = 0.55


def confidence(evidence: Evidence, weights: Sequence[float]) -> float:
    """Return the probability (0..1) that an article with this evidence answers the question."""
    constant, *others = weights
    score = constant + sum(weight * value for weight, value in zip(others, evidence, strict=True))
    return 1 / (1 + math.exp(-score))
