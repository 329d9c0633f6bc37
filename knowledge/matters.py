"""What a question is about: its words, each with its rarity and with what documents write for it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge import spoken
from knowledge.words import CHINESE, fold, runs, tagged

Rarity = Callable[[str], float]

# A word as rare as this stands nowhere in the library.
UNKNOWN = 0.999
# Words that ask and bind, or that only hold talk together, and say nothing of the matter.
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
        来 去 想 说 让 该 没 请 看 用 起 起来 上来 下来 搞 弄 整 找 拿 叫 好 好不好 东西 事 事情 这事 这样 那样 合适
        一年 一届 一次 一回 今天 明天 昨天 今年 去年 明年 当天 那天 当时 年 月 日 上个月 下个月 本月 平时
        有位 有人 位置 后面 接下来 一直 只有 只能 一共 不了 不好 对吗 能否 可否 属于 光 连 着 过 完 那种 那笔 地方
        方面 够 呀 咱 咱们 家里 最近 非得 不可 说是 说法 打算 准备 感觉 觉得 发现 知道 马上 正好
        """,
    )
)
# Kinds of words that say how and to whom, seldom what: particles, pronouns, conjunctions, prepositions, adverbs,
# before and after; the letters are those of the dictionary.
_FUNCTIONS = ("u", "y", "e", "o", "r", "c", "p", "d", "f")
# 几步 asks; a bare number is the case of who asks (工资六千), but for a year, which may name what is asked for.
_CASE = re.compile(r"几.|[一二三四五六七八九十百千万两〇零]{2,}[个名人位岁元]?|(?!(?:18|19|20)\d\d$)\d+")
# What kind of thing is asked for, which an answer need not say.
_KIND = re.compile(r"(?:哪个|哪些|什么|哪一?[家级])(?:部门|单位|机关|组织|人|情况|情形|时候|地方)")
# A word at least as rare as this (as a share of the greatest rarity) is not how documents usually say it.
SELDOM = 0.6


@dataclass(frozen=True, slots=True)
class Matter:
    """A word of a question, and what documents write for it; how rare that is as a share of the greatest rarity (0..1).

    `forms` begin with the word itself; the others all stand somewhere in the library. `parts` are the pairs of letters
    of the word, or its one letter, each with its rarity.
    """

    word: str
    forms: tuple[str, ...]
    rarity: float
    parts: Mapping[str, float]

    def held(self, folded: str) -> float:
        """Return how far a folded text has this (0..1), in the form of which it has most."""
        return max(held(form, folded) for form in self.forms)

    def lacks(self, folded: str) -> list[float]:
        """Return the rarities of the pairs that a folded text lacks; none where it has any form of the word."""
        if any(form in folded for form in self.forms):
            return []
        return [min(self.rarity, rarity) for pair, rarity in self.parts.items() if pair not in folded]


def matters(question: str, rarity: Rarity) -> tuple[Matter, ...]:
    """Return what a question is about, each word once, in its order; `rarity` is that of a letter or a pair of them."""
    found: dict[str, Matter] = {}
    for text, forms in spoken.pieces(_KIND.sub(" ", fold(question))):
        for word in [text] if forms else _words(text):
            found.setdefault(word, _matter(word, forms, rarity))
    return tuple(found.values())


def _matter(word: str, others: Sequence[str], rarity: Rarity) -> Matter:
    parts = {pair: rarity(pair) for pair in pairs(word)}
    rarities = {form: max(map(rarity, pairs(form))) for form in others if form != word}
    known = {form: rare for form, rare in rarities.items() if rare < UNKNOWN}
    return Matter(word, (word, *known), min((max(parts.values()), *known.values())), parts)


def written(question: str, found: Iterable[Matter]) -> str:
    """Return a question with the words of documents behind it; as it is where documents say all in its words."""
    seldom = (one for one in found if max(one.parts.values()) >= SELDOM)
    words = (*(form for one in seldom for form in one.forms[1:]), *spoken.asking(question))
    return " ".join((question, *dict.fromkeys(words)))


def _words(text: str) -> Iterator[str]:
    """Yield the words that say what a text is about."""
    for run in runs(text):
        for word, kind in tagged(run) if CHINESE.match(run) else [(run, "")]:
            if word not in _EMPTY and not kind.startswith(_FUNCTIONS) and not _CASE.fullmatch(word):
                yield word


def rarest(found: Iterable[Matter]) -> Matter | None:
    """Return the rarest word of several letters, None where there is none."""
    return max((one for one in found if len(one.word) > 1), key=lambda one: one.rarity, default=None)


def coverage(found: Sequence[Matter], folded: str) -> float:
    """Return the share (0..1) of the weight of a question's words that a folded text holds."""
    total = sum(one.rarity for one in found)
    return sum(one.rarity * one.held(folded) for one in found) / total if total else 0.0


def held(word: str, folded: str) -> float:
    """Return 1.0 where the text has the word, the share of its character pairs where it has only parts."""
    if word in folded:
        return 1.0
    parts = pairs(word)
    return 0.5 * sum(part in folded for part in parts) / len(parts) if len(parts) > 1 else 0.0


@lru_cache(maxsize=1024)
def pairs(word: str) -> tuple[str, ...]:
    """Return the pairs of letters of a word, or its one letter."""
    return tuple(word[at : at + 2] for at in range(len(word) - 1)) or (word,)
