"""What the members of a node ask about, counted in people once a day: nobody is named, nothing is of fewer than five.

Turns of bound chats are counted, under the branch that the member is in on the day of counting.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from records.conversations import turns
from records.members import bindings, members
from records.metadata import metadata, organisation
from records.organisation import nodes

asked_sums = sa.Table(
    "asked_sums",
    metadata,
    organisation(),
    sa.Column("node", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(10), primary_key=True),
    # The article that answered first (`Quote.source`), or the letters of a question that found no answer.
    sa.Column("what", sa.String(300), primary_key=True),
    sa.Column("people", sa.Integer, nullable=False),
)
LONGEST = 300


class Kind(StrEnum):
    """Whether a question led to an article, or found no answer."""

    ARTICLE = "article"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Sought:
    """What so many people of a node, and of what hangs below it, asked about."""

    node: int
    kind: Kind
    what: str
    people: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a member; `source` is None where it found no answer, `line` the ids from the root to the branch.

    The member is a number to count different people by.
    """

    source: str | None
    question: str
    member: int
    line: tuple[int, ...]


def spoken(connection: sa.Connection, since: datetime) -> Iterator[Turn]:
    """Yield the questions since a moment that led to an article, or were refused and whose words are still kept."""
    people = _people(connection)
    refused = (turns.c.status == "refused") & (turns.c.question != "")
    query = sa.select(turns.c.sender, turns.c.source, turns.c.question)
    query = query.where(turns.c.moment >= since, turns.c.source.is_not(None) | refused)
    for row in connection.execute(query):
        if row.sender in people:
            yield Turn(row.source, row.question, *people[row.sender])


def replace(connection: sa.Connection, found: Sequence[Sought]) -> None:
    """Keep what was counted in place of what was counted before."""
    connection.execute(asked_sums.delete())
    if found:
        connection.execute(asked_sums.insert(), [asdict(one) for one in found])


def of_node(connection: sa.Connection, node: int) -> tuple[Sought, ...]:
    """Return what was counted for a node, most people first."""
    query = sa.select(asked_sums.c.node, asked_sums.c.kind, asked_sums.c.what, asked_sums.c.people)
    found = connection.execute(
        query.where(asked_sums.c.node == node).order_by(asked_sums.c.people.desc(), asked_sums.c.what)
    )
    return tuple(Sought(row.node, Kind(row.kind), row.what, row.people) for row in found)


def _people(connection: sa.Connection) -> Mapping[str, tuple[int, tuple[int, ...]]]:
    joined = bindings.join(members, members.c.id == bindings.c.member).join(nodes, nodes.c.id == members.c.branch)
    query = sa.select(bindings.c.sender, bindings.c.member, nodes.c.path).select_from(joined)
    found = connection.execute(query.where(bindings.c.ended.is_(None)))
    return {sender: (member, _line(path)) for sender, member, path in found}


def _line(path: str) -> tuple[int, ...]:
    return tuple(int(part) for part in path.strip("/").split("/"))
