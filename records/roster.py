"""Lists over the whole roster: how many are where, who comes by a chat, who holds or held what."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from records.members import Role, bindings, members, roles
from records.organisation import Node, nodes

SECRETARY = "书记"


def counted(connection: sa.Connection) -> Mapping[int, int]:
    """Return how many members each node has of its own, by its id; nodes without any are left out."""
    query = sa.select(members.c.branch, sa.func.count()).where(members.c.left.is_(None)).group_by(members.c.branch)
    return {int(branch): int(count) for branch, count in connection.execute(query)}


def bound(connection: sa.Connection, branch: int | None = None) -> frozenset[int]:
    """Return the members who come by a chat, of one branch or of all."""
    query = sa.select(bindings.c.member).where(bindings.c.ended.is_(None))
    if branch is not None:
        query = query.join(members, members.c.id == bindings.c.member).where(members.c.branch == branch)
    return frozenset(connection.execute(query).scalars())


def roles_held(connection: sa.Connection, number: int) -> tuple[Role, ...]:
    """Return every role a member ever held, in the order in which they began."""
    query = sa.select(roles).where(roles.c.member == number).order_by(roles.c.starts, roles.c.id)
    return tuple(Role(*row) for row in connection.execute(query))


def leading(connection: sa.Connection, day: date) -> tuple[tuple[int, int], ...]:
    """Return who is 书记 on a Beijing day, as (member, node): of several nodes the highest."""
    holds = (roles.c.starts <= day) & (roles.c.ends.is_(None) | (roles.c.ends >= day)) & nodes.c.ends.is_(None)
    joined = roles.join(nodes, nodes.c.id == roles.c.node).join(members, members.c.id == roles.c.member)
    query = sa.select(roles.c.member, roles.c.node).select_from(joined)
    query = query.where(holds, roles.c.role == SECRETARY, members.c.left.is_(None))
    # The last of a member stays: the shortest path.
    found = connection.execute(query.order_by(sa.func.length(nodes.c.path).desc(), roles.c.id.desc()))
    return tuple({member: node for member, node in found}.items())


def offices_by_chat(connection: sa.Connection, channel: str, day: date) -> Mapping[str, frozenset[str]]:
    """Return what is held on a Beijing day by whoever comes by a private chat (`str(Address)`) of a channel.

    Chats of people who once held something and hold nothing any more, or come there no more, are in it with nothing.
    """
    here = bindings.join(roles, roles.c.member == bindings.c.member).join(members, members.c.id == roles.c.member)
    running = (roles.c.starts <= day) & (roles.c.ends.is_(None) | (roles.c.ends >= day))
    running &= bindings.c.ended.is_(None) & members.c.left.is_(None)
    query = sa.select(bindings.c.address, roles.c.role, running.label("running")).select_from(here)
    found = defaultdict[str, set[str]](set)
    for row in connection.execute(query.where(bindings.c.address.startswith(f"{channel}:", autoescape=True))):
        found[row.address] |= {row.role} if row.running else set()
    return {address: frozenset(held) for address, held in found.items()}


def ending(connection: sa.Connection, first: date, last: date) -> tuple[Role, ...]:
    """Return the roles that end between two Beijing days, both included, and are not held on by the same person."""
    later = roles.alias()
    goes_on = sa.exists().where(
        later.c.member == roles.c.member, later.c.node == roles.c.node, later.c.role == roles.c.role,
        later.c.ends.is_(None) | (later.c.ends > last),
    )  # fmt: skip
    joined = roles.join(members, members.c.id == roles.c.member)
    due = roles.c.ends.between(first, last) & members.c.left.is_(None) & ~goes_on
    query = sa.select(roles).select_from(joined).where(due).order_by(roles.c.ends, roles.c.id)
    return tuple(Role(*row) for row in connection.execute(query))


def roles_below(connection: sa.Connection, upper: Node) -> tuple[Role, ...]:
    """Return every role in a node and below it, ended ones too, in a fixed order."""
    joined = roles.join(nodes, nodes.c.id == roles.c.node)
    under = nodes.c.path.startswith(upper.path, autoescape=True)
    query = sa.select(roles).select_from(joined).where(under).order_by(roles.c.member, roles.c.starts, roles.c.id)
    return tuple(Role(*row) for row in connection.execute(query))


def holders(connection: sa.Connection, node: int, role: str, day: date) -> tuple[int, ...]:
    """Return the members who hold a role in a node on a Beijing day, those who left aside."""
    holds = (roles.c.starts <= day) & (roles.c.ends.is_(None) | (roles.c.ends >= day)) & members.c.left.is_(None)
    joined = roles.join(members, members.c.id == roles.c.member)
    query = sa.select(members.c.id).select_from(joined).where(roles.c.node == node, roles.c.role == role, holds)
    return tuple(connection.execute(query.order_by(members.c.id)).scalars())
