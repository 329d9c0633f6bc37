"""What members ask about, by branch, counted in people: nobody is named, and who uses it shows no group below five.

Turns of bound chats are counted, under the branch that the member is in now.
"""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from records.conversations import turns
from records.members import bindings, members
from records.organisation import nodes

# How many people asked, by the line of ids from the root to their branch.
People = Mapping[tuple[int, ...], int]
_SPOKEN = (
    turns.join(bindings, (bindings.c.sender == turns.c.sender) & bindings.c.ended.is_(None))
    .join(members, members.c.id == bindings.c.member)
    .join(nodes, nodes.c.id == members.c.branch)
)


def by_article(connection: sa.Connection, since: datetime) -> Mapping[str, People]:
    """Return for each article that answered first (`Quote.source`) how many people asked for it since a moment."""
    people = sa.func.count(sa.distinct(bindings.c.member))
    query = sa.select(turns.c.source, nodes.c.path, people).select_from(_SPOKEN)
    query = query.where(turns.c.moment >= since, turns.c.source.is_not(None)).group_by(turns.c.source, nodes.c.path)
    found: dict[str, dict[tuple[int, ...], int]] = {}
    for source, path, count in connection.execute(query):
        found.setdefault(source, {})[_line(path)] = int(count)
    return found


def refused(connection: sa.Connection, since: datetime) -> Mapping[str, Mapping[tuple[int, ...], frozenset[int]]]:
    """Return for each question refused since a moment, in the words it was asked in, who asked it by line.

    Members are numbers to count different people by, also over several ways to write one question.
    """
    query = sa.select(turns.c.question, nodes.c.path, bindings.c.member).distinct().select_from(_SPOKEN)
    here = (turns.c.moment >= since) & (turns.c.status == "refused") & (turns.c.question != "")
    found: dict[str, dict[tuple[int, ...], set[int]]] = {}
    for question, path, member in connection.execute(query.where(here)):
        found.setdefault(question, {}).setdefault(_line(path), set()).add(member)
    return {words: {line: frozenset(who) for line, who in by_line.items()} for words, by_line in found.items()}


def _line(path: str) -> tuple[int, ...]:
    return tuple(int(part) for part in path.strip("/").split("/"))
