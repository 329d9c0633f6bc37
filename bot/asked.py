"""What the members of a node ask about, and what found no answer: only what many of them asked, nobody named."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.clock import day_of
from knowledge.answer import article
from knowledge.evidence import Quote
from knowledge.snapshot import Snapshot
from knowledge.words import letters_of
from records import asked, jobs
from records.asked import LONGEST, Kind, Sought, Turn
from records.engine import Records
from records.organisation import Node
from records.suppression import LEAST, all_open

Connection = Any  # of the records, which alone know its type
# The words of a question are kept for so long.
BACK = timedelta(days=30)
ASKED = "asked"
# Longer lists are not read.
MOST = 8
Line = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Articles that answered and questions that found no answer, each with how many people asked, most asked first.

    A question stands in its letters alone, as all who asked it have them in common.
    """

    articles: tuple[tuple[Quote, int], ...]
    unanswered: tuple[tuple[str, int], ...]


def count(book: Records, now: datetime) -> None:
    """Count the last thirty days for all nodes, once a Beijing day."""
    day = day_of(now)
    with book.read() as reader:
        if jobs.done(reader, ASKED, day):
            return
        found = counted(asked.spoken(reader, now - BACK))

    def keep(connection: Connection) -> None:
        asked.replace(connection, found)
        jobs.finish(connection, ASKED, day, now)

    book.write(keep)


def of_node(connection: Connection, snapshot: Snapshot | None, node: Node, day: date) -> Asked:
    """Return what was asked at and below a node, as it was counted last; articles as they stand on a Beijing day."""
    found = asked.of_node(connection, node.id)
    articles = [one for one in found if one.kind is Kind.ARTICLE] if snapshot else []
    quoted = [(article(snapshot, one.what, day), one.people) for one in articles[:MOST]] if snapshot else []
    unanswered = [(one.what, one.people) for one in found if one.kind is Kind.REFUSED]
    return Asked(tuple((quote, people) for quote, people in quoted if quote), tuple(unanswered[:MOST]))


def counted(turns: Iterable[Turn]) -> list[Sought]:
    """Count different people by what they asked, for each node that may see it; pure.

    What fewer than five people asked stays out, and so does what could be had by subtraction
    (`records/suppression.py`).
    """
    people: dict[tuple[Kind, str], dict[Line, set[int]]] = defaultdict(lambda: defaultdict(set))
    for turn in turns:
        kind, what = (Kind.ARTICLE, turn.source) if turn.source else (Kind.REFUSED, letters_of(turn.question))
        people[kind, what[:LONGEST]][turn.line].add(turn.member)
    return [
        Sought(node, kind, what, count)
        for (kind, what), by_line in people.items()
        for node, count in _shown({line: len(who) for line, who in by_line.items()})
    ]


def _shown(people: Mapping[Line, int]) -> Iterator[tuple[int, int]]:
    """Yield the nodes that may see one matter, with how many people of theirs asked."""
    if sum(people.values()) < LEAST:
        return
    totals: dict[Line, int] = defaultdict(int)
    for line, count in people.items():
        for depth in range(1, len(line) + 1):
            totals[line[:depth]] += count
    # The nodes between have members of their own who asked nothing.
    may = all_open({line: people.get(line, 0) for line in totals})
    yield from ((line[-1], total) for line, total in totals.items() if total >= LEAST and line[-1] in may)
