"""Who took part in a branch, by name: days with an answer, and nothing of what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from records.answers import answers
from records.counting import QUIZ
from records.members import Member, bindings, members, of_branch
from records.organisation import Node
from records.rounds import rounds


@dataclass(frozen=True, slots=True)
class Partaking:
    """One node's own members of today with the days each took part; `held` is how many days had a round."""

    held: int
    days: tuple[tuple[Member, int], ...]


def of_node(connection: sa.Connection, node: Node, start: date, end: date) -> Partaking:
    """Return who took part in the closed rounds of the Beijing days from `start` to `end`, in the order of the roster.

    Only members who count: consented, bound to a chat, and not marked as nothing being expected of them.
    """
    within = rounds.c.day.between(start, end) & rounds.c.closed.is_not(None)
    held = connection.execute(sa.select(sa.func.count()).where(within)).scalar_one()
    counted = _days(connection, node, sa.select(rounds.c.day).where(within))
    bound = set(connection.execute(_bound(node)).scalars())
    expected = [one for one in of_branch(connection, node.id) if one.id in bound and one.consented and not one.exempt]
    return Partaking(int(held), tuple((one, counted.get(one.id, 0)) for one in expected))


def _days(connection: sa.Connection, node: Node, held: "sa.Select[Any]") -> Mapping[int, int]:
    mine = sa.select(members.c.id).where(members.c.branch == node.id)
    here = answers.c.member.in_(mine) & answers.c.day.in_(held) & answers.c.purpose.in_(QUIZ)
    days = sa.func.count(sa.distinct(answers.c.day))
    query = sa.select(answers.c.member, days).where(here).group_by(answers.c.member)
    return {member: int(count) for member, count in connection.execute(query)}


def _bound(node: Node) -> "sa.Select[Any]":
    joined = members.join(bindings, bindings.c.member == members.c.id)
    here = (members.c.branch == node.id) & bindings.c.ended.is_(None)
    return sa.select(members.c.id).select_from(joined).where(here)
