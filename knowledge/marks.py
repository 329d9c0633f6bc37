"""What kind of thing an article says and a question asks for: a term, a sum, a penalty, whose duty, how to apply.

The vectors know what a text is about; 多久 and 多少钱 about the same matter are answered by different articles of it.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge import takeover
from knowledge.takeover import Entry

FILE = "marks.npy"
_NUMBER = "[一二三四五六七八九十百千万0-9０-９]+"
# Each is counted in every article.
SAID = {
    name: re.compile(pattern)
    for name, pattern in (
        ("says_terms", rf"{_NUMBER}(?:个工作|个)?(?:日|月|年|小时|天)"),
        ("says_sums", rf"{_NUMBER}(?:元|倍)|百分之|[%％]"),
        ("says_penalties", "有期徒刑|拘役|罚款|罚金|拘留"),
        ("says_liability", "赔偿|承担|责任"),
        ("says_applications", "申请|办理|提交|向.{0,12}(?:机关|部门|法院)"),
        ("says_purpose", "^为了?|制定本|施行。$"),
        ("says_definitions", "是指|所称"),
        ("says_shall", "应当"),
        ("says_may", "可以"),
        ("says_never", "不得"),
        ("says_brackets", "[（(]"),
    )
}
# Each is looked for in a question.
ASKED = {
    name: re.compile(pattern)
    for name, pattern in (
        ("asks_terms", "多久|多长|几[年天个日]|期限|时效|什么时候|何时"),
        ("asks_sums", "多少|赔|几倍|标准|计算"),
        ("asks_penalties", "判|罪|处罚|坐牢|刑|罚"),
        ("asks_ways", "怎么|如何|怎样|流程|手续"),
        ("asks_whether", "吗|是否|能不能|可不可以|可以"),
    )
}
# A count that one byte holds.
MOST = 255

Marks = NDArray[np.uint8]


def asked(question: str) -> NDArray[np.float32]:
    """Return 1 for every mark that a question has, else 0, shape (len(ASKED),)."""
    return np.array([bool(pattern.search(question)) for pattern in ASKED.values()], dtype=np.float32)


def said(text: str) -> list[int]:
    """Return how often every mark stands in a text, in the order of `SAID`."""
    return [min(MOST, len(pattern.findall(text))) for pattern in SAID.values()]


def table(entries: Sequence[Entry], before: Marks | None = None) -> Marks:
    """Return the marks of all articles in the order of their rows, shape (articles, len(SAID)).

    `before`: those of which versions are taken over.
    """
    parts = [np.zeros((0, len(SAID)), dtype=np.uint8)]
    for run in takeover.runs(entries):
        if before is not None and run.old is not None:
            parts.append(before[run.old : run.old + run.count])
            continue
        counted = [said(article.text) for document in run.documents for article in document.articles]
        parts.append(np.array(counted, dtype=np.uint8).reshape(-1, len(SAID)))
    return np.concatenate(parts)


def load(folder: Path) -> Marks:
    """Open the marks in a snapshot's folder; raises OSError and ValueError for files that cannot be read."""
    marks: Marks = np.load(folder / FILE, mmap_mode="r")
    return marks
