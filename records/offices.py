"""Who holds which office: searched over the whole roster, a page at a time."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from records.members import Member, Role, member, members, roles
from records.organisation import nodes

# So many members on a page.
PAGE = 50


@dataclass(frozen=True, slots=True)
class Holder:
    """A member, the name of their branch, and what they hold or will hold, each with the name of its node."""

    member: Member
    branch: str
    held: tuple[tuple[Role, str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search; `total` counts all pages, `page` begins with 0."""

    holders: tuple[Holder, ...]
    total: int
    page: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(0, -(-self.total // PAGE) - 1)


def search(connection: sa.Connection, words: str, role: str, day: date, page: int = 0) -> Found:
    """Return members by part of their name or the beginning of their number, by the role they hold, or by both.

    Without either those who hold anything; a role counts that has not ended before the Beijing day. Who left is no
    longer found.
    """
    wanted: sa.ColumnElement[bool] = members.c.left.is_(None)
    if words:
        wanted &= members.c.name.contains(words, autoescape=True) | members.c.code.startswith(words, autoescape=True)
    if role or not words:
        # Who holds something are few: found first, not asked for member by member.
        held = _held(day) & (roles.c.role == role) if role else _held(day)
        wanted &= members.c.id.in_(sa.select(roles.c.member).where(held))
    total = int(connection.execute(sa.select(sa.func.count()).select_from(members).where(wanted)).scalar_one())
    page = min(max(page, 0), max(0, -(-total // PAGE) - 1))
    query = sa.select(members.c.id, nodes.c.name).join(nodes, nodes.c.id == members.c.branch).where(wanted)
    shown = connection.execute(query.order_by(nodes.c.path, members.c.code).limit(PAGE).offset(page * PAGE)).all()
    offices = _offices(connection, [row.id for row in shown], day)
    whole = ((member(connection, row.id), row.name) for row in shown)
    return Found(tuple(Holder(one, name, tuple(offices[one.id])) for one, name in whole if one), total, page)


def _offices(connection: sa.Connection, numbers: list[int], day: date) -> dict[int, list[tuple[Role, str]]]:
    query = sa.select(roles, nodes.c.name).join(nodes, nodes.c.id == roles.c.node)
    found: dict[int, list[tuple[Role, str]]] = defaultdict(list)
    for row in connection.execute(query.where(_held(day), roles.c.member.in_(numbers)).order_by(roles.c.id)):
        found[row.member].append((Role(*row[:-1]), str(row[-1])))
    return found


def _held(day: date) -> "sa.ColumnElement[bool]":
    return roles.c.ends.is_(None) | (roles.c.ends >= day)
