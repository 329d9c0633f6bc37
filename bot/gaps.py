"""Questions that found no answer, put together where they ask the same in other words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from knowledge.words import fold, runs

# Words that any question may have, and that say nothing about what it asks.
_ASKING = re.compile(
    "请问|多少|多久|多长时间|多长|几[次天年个月]|怎么样|怎么办|怎么|怎样|如何|什么|哪些|哪个|是否|可以|能不能|能否|"
    "是不是|有没有|规定|[吗呢吧啊的了是有要]"
)
# Two questions that share this part of the shorter one's two-character words ask the same.
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Group:
    """Questions alike: the rows of `conversations.open_gaps`, the most asked first."""

    rows: tuple[Mapping[str, Any], ...]

    @property
    def times(self) -> int:
        """How often all of them were asked."""
        return sum(row["times"] for row in self.rows)

    @property
    def last(self) -> datetime:
        """When one of them was asked last."""
        found: datetime = max(row["last"] for row in self.rows)
        return found


def grouped(rows: Sequence[Mapping[str, Any]]) -> tuple[Group, ...]:
    """Return the questions by what they ask, the most asked groups first.

    `rows`: as `conversations.open_gaps` returns them, the most asked first; each goes to the first whose
    first question it is like, so that a chain of small steps never leads from one matter to another.
    """
    leads: list[frozenset[str]] = []
    groups: list[list[Mapping[str, Any]]] = []
    for row in rows:
        pairs = _pairs(row["question"])
        at = next((at for at, lead in enumerate(leads) if _alike(lead, pairs)), None)
        if at is None:
            leads.append(pairs)
            groups.append([row])
        else:
            groups[at].append(row)
    found = (Group(tuple(group)) for group in groups)
    return tuple(sorted(found, key=lambda group: (group.times, group.last), reverse=True))


def _pairs(question: str) -> frozenset[str]:
    """Return the two-character words of what is asked; other writing and numbers count whole."""
    rest = _ASKING.sub(" ", fold(question))
    return frozenset(
        part
        for run in runs(rest)
        for part in ((run[at : at + 2] for at in range(len(run) - 1)) if _long(run) else [run])
    )


def _long(run: str) -> bool:
    return len(run) > 2 and not run.isascii()


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter = min(len(one), len(other))
    return shorter > 0 and len(one & other) >= ALIKE * shorter
