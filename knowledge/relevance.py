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
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from knowledge.words import terms

# Words that ask and bind and say nothing of the matter.
_EMPTY = frozenset(
    re.findall(
        r"\S+",
        """
        的 了 吗 呢 吧 啊 么 是 在 和 与 及 或 或者 以及 对 对于 关于 有 有没有 没有 被 把 给 要 会 能 能不能 可以
        可不可以 应该 应当 需要 需 得 多 多少 多久 多长 多大 几 几个 几次 几年 什么 啥 哪些 哪个 哪里 哪 谁 怎么 怎样
        如何 为什么 是否 是不是 还是 请问 一下 我 我们 你 您 他 她 它 他们 这 那 这个 那个 这些 那些 时候 时间 情况
        规定 条例 怎么办 怎么样 不 都 也 就 还 才 个 条 里 中 上 下 到 从 向 为 由 其 之 以 等 后 前 时 才能 必须 可
        做 算 算不算 到底 一般 具体 有关 相关 问题 最 不能 不要 不用 不会 要不要 用不用 该不该 会不会 行不行 行 以后
        之后 以前 之前 天内 以内 现在 目前 通常 正常 大概 咋 咋办 为啥 何时 几时
        """,
    )
)
# 几步 asks; a bare number is the case of who asks (工资六千), but for a year, which may name what is asked for.
_CASE = re.compile(r"几.|[一二三四五六七八九十百千万两〇零]{2,}[个名人位岁元]?|(?!(?:18|19|20)\d\d$)\d+")


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
    a library too.
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


# Whether more of a field of `Evidence` speaks for the article (1) or against it (-1).
SIGNS = (1, -1, -1, 1, 1, 1, 1, 1, 1, 1)
# Weights of the rule: a constant, then the fields. These tell which of several articles fit, the same in
# every library and after every ranking.
FITTING = (-3.09, 2.74, 0.0, 0.0, 0.0, 6.55, 0.0, 0.0, 0.0, 0.0, 0.0)
# These tell whether anything answers, after the plain ranking and any whose score nobody has weighed.
PLAIN = (-3.387, 0.0, -2.0, -0.442, 0.281, 5.463, 3.868, 2.125, 0.0, 0.0, 0.0)


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


def content(question: str, rarity: Callable[[str], float]) -> dict[str, float]:
    """Return the words of a question that say what it is about, each with its rarity."""
    return {word: rarity(word) for word in terms(question) if word not in _EMPTY and not _CASE.fullmatch(word)}


def rarest(weights: Mapping[str, float]) -> str:
    """Return the rarest word of several letters, "" where there is none."""
    return max((word for word in weights if len(word) > 1), key=weights.__getitem__, default="")


def pairs(words: Iterable[str], rarity: Callable[[str], float]) -> dict[str, float]:
    """Return the pairs of letters in words, and the words of one letter, each with its rarity."""
    parts = (part for word in words for part in (_pairs(word) or (word,)))
    return {part: rarity(part) for part in parts}


def coverage(weights: Mapping[str, float], folded: str) -> float:
    """Return the share (0..1) of the weight of a question's words that a folded text holds."""
    total = sum(weights.values())
    return sum(weights[word] * held(word, folded) for word in weights) / total if total else 0.0


def lacks(rarities: Mapping[str, float], folded: str) -> list[float]:
    """Return the rarities of the parts that a folded text lacks."""
    return [rarity for part, rarity in rarities.items() if part not in folded]


def held(word: str, folded: str) -> float:
    """Return 1.0 where the text has the word, the share of its character pairs where it has only parts."""
    if word in folded:
        return 1.0
    parts = _pairs(word)
    return 0.5 * sum(part in folded for part in parts) / len(parts) if len(parts) > 1 else 0.0


@lru_cache(maxsize=1024)
def _pairs(word: str) -> tuple[str, ...]:
    return tuple(word[at : at + 2] for at in range(len(word) - 1))


def confidence(evidence: Evidence, weights: Sequence[float]) -> float:
    """Return the probability (0..1) that an article with this evidence answers the question."""
    constant, *others = weights
    score = constant + sum(weight * value for weight, value in zip(others, evidence, strict=True))
    return 1 / (1 + math.exp(-score))
