"""Whether what was found answers the question at all: the refusal rule, on raw evidence.

Ranks say which article is nearest, never whether it is near. The rule weighs how much
of the question's rare words the article holds and how close the vectors are; its
weights come from `python -m benchmarks.refusal` on questions that are not reported on.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from knowledge.words import fold, terms

# Words that ask and bind and say nothing of the matter.
_EMPTY = frozenset(
    re.findall(
        r"\S+",
        """
        的 了 吗 呢 吧 啊 么 是 在 和 与 及 或 或者 以及 对 对于 关于 有 有没有 没有 被 把 给 要 会 能 能不能 可以
        可不可以 应该 应当 需要 需 得 多 多少 多久 多长 多大 几 几个 几次 几年 什么 啥 哪些 哪个 哪里 哪 谁 怎么 怎样
        如何 为什么 是否 是不是 还是 请问 一下 我 我们 你 您 他 她 它 他们 这 那 这个 那个 这些 那些 时候 时间 情况
        规定 条例 怎么办 怎么样 不 都 也 就 还 才 个 条 里 中 上 下 到 从 向 为 由 其 之 以 等 后 前 时 才能 必须 可
        做 算 算不算 到底 一般 具体 有关 相关 问题 最
        """,
    )
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an article: the share of the question's weight it holds, vector closeness, weight itself.

    `coverage` (0..1) weighs words by rarity; `cosine` is the best part's; `rarest` tells
    whether the rarest word of the question stands in the article (0 or 1).
    """

    coverage: float
    cosine: float
    rarest: float


def content(question: str, rarity: Callable[[str], float]) -> dict[str, float]:
    """Return the words of a question that say what it is about, each with its rarity."""
    return {word: rarity(word) for word in terms(question) if word not in _EMPTY}


def weigh(weights: Mapping[str, float], text: str, cosine: float) -> Evidence:
    """Compare the words of a question with the words of an article (title and path included)."""
    folded = fold(text)
    shares = {word: held(word, folded) for word in weights}
    total = sum(weights.values())
    coverage = sum(weights[word] * share for word, share in shares.items()) / total if total else 0.0
    rarest = max(weights, key=lambda word: (weights[word], word)) if weights else ""
    return Evidence(coverage, cosine, shares.get(rarest, 0.0))


def held(word: str, folded: str) -> float:
    """Return 1.0 where the text has the word, the share of its character pairs where it has only parts."""
    if word in folded:
        return 1.0
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    return 0.5 * sum(pair in folded for pair in pairs) / len(pairs) if len(pairs) > 1 else 0.0


# Weights of the rule: constant, coverage, cosine, rarest word; see the docstring of this file.
WEIGHTS = (-3.09, 2.74, 6.55, -0.1)
# Under this the nearest articles are shown and the question is refused.
ENOUGH = 0.55


def confidence(evidence: Evidence) -> float:
    """Return the probability (0..1) that an article with this evidence answers the question."""
    constant, coverage, cosine, rarest = WEIGHTS
    score = constant + coverage * evidence.coverage + cosine * evidence.cosine + rarest * evidence.rarest
    return 1 / (1 + math.exp(-score))
