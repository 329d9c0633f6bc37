"""What the members of a node ask about, and what found no answer: only what many of them asked, nobody named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from knowledge.answer import article
from knowledge.evidence import Quote
from knowledge.snapshot import Snapshot
from knowledge.words import letters_of
from records import asked
from records.asked import People
from records.organisation import Node
from records.suppression import LEAST, all_open

Connection = Any  # of the records, which alone know its type
# The words of a question are kept for so long.
BACK = timedelta(days=30)
# Longer lists are not read; so many candidates are looked at for them.
MOST, LOOKED_AT = 8, 40


@dataclass(frozen=True, slots=True)
class Asked:
    """Articles that answered and questions that found no answer, each with how many people asked, most asked first."""

    articles: tuple[tuple[Quote, int], ...]
    unanswered: tuple[tuple[str, int], ...]


def of_node(connection: Connection, snapshot: Snapshot | None, node: Node, now: datetime, day: date) -> Asked:
    """Return what was asked at and below a node in the last thirty days; `day` is the Beijing day of `now`.

    What fewer than five people asked stays out, and so does what could be had by subtraction
    (`records/suppression.py`). A question is shown without marks, as all who asked it have it in common.
    """
    found = _many(asked.by_article(connection, now - BACK), node)
    quoted = ((article(snapshot, source, day), people) for source, people in found) if snapshot else ()
    unanswered = _many(_counted(asked.refused(connection, now - BACK)), node)
    return Asked(tuple((quote, people) for quote, people in quoted if quote), tuple(unanswered))


def _counted(refused: Mapping[str, Mapping[tuple[int, ...], frozenset[int]]]) -> Mapping[str, People]:
    """Count different people over all ways to write one question."""
    found: dict[str, dict[tuple[int, ...], set[int]]] = {}
    for words, by_line in refused.items():
        for line, who in by_line.items():
            found.setdefault(letters_of(words), {}).setdefault(line, set()).update(who)
    return {words: {line: len(who) for line, who in by_line.items()} for words, by_line in found.items()}


def _many(counted: Mapping[str, People], node: Node) -> list[tuple[str, int]]:
    """Return what may be shown of a node with how many people it concerns."""
    totals = {what: sum(_below(node, people)) for what, people in counted.items()}
    order = sorted((what for what in totals if totals[what] >= LEAST), key=lambda what: (-totals[what], what))
    may = (what for what in order[:LOOKED_AT] if node.id in all_open(_whole(counted[what])))
    return [(what, totals[what]) for what in islice(may, MOST)]


def _below(node: Node, people: People) -> Iterator[int]:
    yield from (count for line, count in people.items() if node.id in line)


def _whole(people: People) -> People:
    """Add the nodes between, whose own members asked nothing."""
    between = {line[:depth]: 0 for line in people for depth in range(1, len(line))}
    return between | dict(people)
