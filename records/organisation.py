"""The tree of organisations: who hangs below whom, who only guides, which chat group belongs to which node."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from faults import Fault
from records.metadata import Moment, insert_once, insert_or_change, metadata

# The terms of the Party's rules; a level is not a depth.
KINDS = (
    "机关工委", "党委", "党工委", "党组", "机关党委", "党总支", "党支部", "联合党支部", "临时党支部", "党小组",
    "流动党员党支部",
)  # fmt: skip
# It guides or leads, and nothing hangs below it (机关基层组织工作条例 33).
GUIDING = "党组"
GUIDANCE = ("指导", "领导")
# Members read it on a phone.
LONGEST_PURPOSE = 100
LEVELS = ("中央", "省", "市", "县", "乡镇", "村", "单位")

nodes = sa.Table(
    "nodes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    # The organisation's own number for a node, by which an import finds it again.
    sa.Column("code", sa.String(40), nullable=False, unique=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("level", sa.String(10), nullable=False),
    sa.Column("upper", sa.Integer, sa.ForeignKey("nodes.id")),
    # "/1/7/42/": ids from the root down to the node itself, so that all below are one range of an index.
    sa.Column("path", sa.String(200), nullable=False, index=True),
    # Beijing days; a node without an end is there today.
    sa.Column("starts", sa.Date, nullable=False),
    sa.Column("ends", sa.Date),
    # Why a secretary may see answers by name here; None: nobody does.
    sa.Column("named_purpose", sa.Text),
    # One anonymous question in the group before the quiz, where the branch chose it.
    sa.Column("warm_up", sa.Boolean, nullable=False, server_default=sa.false()),
)
# Where a node hung and from when to when (Beijing days, both included): moving it does not rewrite what was.
placements = sa.Table(
    "placements",
    metadata,
    sa.Column("node", sa.Integer, sa.ForeignKey("nodes.id"), primary_key=True),
    sa.Column("starts", sa.Date, primary_key=True),
    sa.Column("ends", sa.Date),
    sa.Column("path", sa.String(200), nullable=False, index=True),
)
# The second edge, beside the tree.
guidance = sa.Table(
    "guidance",
    metadata,
    sa.Column("upper", sa.Integer, sa.ForeignKey("nodes.id"), primary_key=True),
    sa.Column("lower", sa.Integer, sa.ForeignKey("nodes.id"), primary_key=True),
    sa.Column("kind", sa.String(4), primary_key=True),
    sa.Column("starts", sa.Date, primary_key=True),
    sa.Column("ends", sa.Date),
)
# One chat group belongs to one node.
groups = sa.Table(
    "groups",
    metadata,
    sa.Column("address", sa.String(200), primary_key=True),
    sa.Column("node", sa.Integer, sa.ForeignKey("nodes.id"), nullable=False, index=True),
    sa.Column("bound", Moment, nullable=False),
    sa.Column("bound_by", sa.String(60), nullable=False),
)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Node:
    """One organisation of the tree; `path` holds the ids from the root down to it ("/1/7/42/")."""

    id: int
    code: str
    name: str
    kind: str
    level: str
    upper: int | None
    path: str
    starts: date
    ends: date | None


def node(connection: sa.Connection, number: int) -> Node | None:
    """Return a node by its id."""
    row = connection.execute(sa.select(nodes).where(nodes.c.id == number)).first()
    return _node(row) if row else None


def root(connection: sa.Connection) -> Node | None:
    """Return the top of the tree, None before there is one; a 党组 beside the tree is none."""
    top = nodes.c.upper.is_(None) & nodes.c.ends.is_(None) & (nodes.c.kind != GUIDING)
    row = connection.execute(sa.select(nodes).where(top).order_by(nodes.c.id).limit(1)).first()
    return _node(row) if row else None


def below(connection: sa.Connection, upper: Node) -> tuple[Node, ...]:
    """Return a node and all that hang below it today, from the top down."""
    under = nodes.c.path.startswith(upper.path, autoescape=True)
    query = sa.select(nodes).where(under, nodes.c.ends.is_(None)).order_by(nodes.c.path)
    return tuple(_node(row) for row in connection.execute(query))


def children(connection: sa.Connection, upper: Node) -> tuple[Node, ...]:
    """Return what hangs directly below a node today."""
    query = sa.select(nodes).where(nodes.c.upper == upper.id, nodes.c.ends.is_(None)).order_by(nodes.c.id)
    return tuple(_node(row) for row in connection.execute(query))


def everything(connection: sa.Connection) -> tuple[Node, ...]:
    """Return all nodes, those that ended too, uppers before lowers."""
    return tuple(_node(row) for row in connection.execute(sa.select(nodes).order_by(nodes.c.path, nodes.c.id)))


def present(connection: sa.Connection) -> tuple[Node, ...]:
    """Return all nodes of today, each behind the one it hangs below; a 党组 beside the tree is among them."""
    return tuple(node for node in everything(connection) if node.ends is None)


def held_below(upper: Node, branch: "sa.ColumnElement[int]", day: "sa.ColumnElement[date]") -> "sa.ColumnElement[bool]":
    """Return the condition that a row's branch hung at or below a node on the row's day, wherever it hangs now."""
    under = placements.c.path.startswith(upper.path, autoescape=True)
    return sa.exists().where(placements.c.node == branch, placed_on(day), under)


def placed_on(day: "sa.ColumnElement[date]") -> "sa.ColumnElement[bool]":
    """Return the condition that a node hung where a row of `placements` says on a day."""
    return (placements.c.starts <= day) & (placements.c.ends.is_(None) | (placements.c.ends >= day))


def line_of(path: str) -> tuple[int, ...]:
    """Return the ids from the root down to a node."""
    return tuple(int(part) for part in path.strip("/").split("/"))


def find(connection: sa.Connection, words: str) -> Node | None:
    """Return the node of today with this code or, if only one has it, this name; raises the fault node_ambiguous."""
    here = nodes.c.ends.is_(None) & sa.or_(nodes.c.code == words, nodes.c.name == words)
    found = [_node(row) for row in connection.execute(sa.select(nodes).where(here).limit(9))]
    exact = [one for one in found if one.code == words] or found
    if len(exact) > 1:
        raise Fault("node_ambiguous", name=words, codes="、".join(one.code for one in exact))
    return exact[0] if exact else None


def add(
    connection: sa.Connection, code: str, name: str, kind: str, level: str, upper: Node | None, starts: date,
    ends: date | None = None,
) -> Node:  # fmt: skip
    """Hang a node into the tree from a Beijing day on.

    Raises the faults node_exists, node_kind_unknown, node_level_unknown, node_below_guiding,
    node_ended and node_second_root.
    """
    _check(connection, name, kind, level, upper, ends=ends)
    above = upper.id if upper else None
    values = {"code": code, "name": name, "kind": kind, "level": level, "upper": above, "starts": starts, "ends": ends}
    number = insert_once(connection, nodes, values | {"path": "/"})
    if number is None:
        raise Fault("node_exists", code=code)
    path = f"{upper.path if upper else '/'}{number}/"
    connection.execute(nodes.update().where(nodes.c.id == number).values(path=path))
    connection.execute(placements.insert().values(node=number, starts=starts, ends=ends, path=path))
    return Node(number, code, name, kind, level, above, path, starts, ends)


def describe(connection: sa.Connection, which: Node, name: str, kind: str, level: str) -> None:
    """Give a node another name, kind or level; raises the faults of `add` that concern these."""
    upper = node(connection, which.upper) if which.upper else None
    _check(connection, name, kind, level, upper, which)
    connection.execute(nodes.update().where(nodes.c.id == which.id).values(name=name, kind=kind, level=level))


def move(connection: sa.Connection, which: Node, upper: Node, day: date) -> None:
    """Hang a node, with all below it, elsewhere from a Beijing day on; what was before stays where it was.

    Raises the faults node_circular, node_below_guiding and node_ended.
    """
    if upper.path.startswith(which.path):
        raise Fault("node_circular", name=which.name, upper=upper.name)
    _check(connection, which.name, which.kind, which.level, upper, which)
    under = nodes.c.path.startswith(which.path, autoescape=True)
    for row in connection.execute(sa.select(nodes.c.id, nodes.c.path, nodes.c.ends).where(under)).all():
        path = f"{upper.path}{which.id}/{row.path.removeprefix(which.path)}"
        connection.execute(nodes.update().where(nodes.c.id == row.id).values(path=path))
        if row.ends is None:
            _place(connection, row.id, path, day)
    connection.execute(nodes.update().where(nodes.c.id == which.id).values(upper=upper.id))


def end(connection: sa.Connection, which: Node, day: date) -> None:
    """End a node after a Beijing day; raises the fault node_in_use while something hangs below or somebody is in it."""
    # The members' file stands above this one.
    members = metadata.tables["members"]
    there = sa.select(members.c.id).where(members.c.branch == which.id, members.c.left.is_(None)).limit(1)
    if children(connection, which) or connection.execute(there).first():
        raise Fault("node_in_use", name=which.name)
    connection.execute(nodes.update().where(nodes.c.id == which.id).values(ends=day))
    for table, own in ((placements, placements.c.node), (guidance, guidance.c.lower), (guidance, guidance.c.upper)):
        connection.execute(table.update().where(own == which.id, table.c.ends.is_(None)).values(ends=day))


def guide(
    connection: sa.Connection, upper: Node, lower: Node, kind: str, starts: date, ends: date | None = None
) -> None:
    """Say that one node guides or leads another from a Beijing day on; raises the fault guidance_unknown."""
    if kind not in GUIDANCE:
        raise Fault("guidance_unknown", kind=kind, known="、".join(GUIDANCE))
    key = {"upper": upper.id, "lower": lower.id, "kind": kind, "starts": starts}
    insert_or_change(connection, guidance, list(key), key | {"ends": ends}, {"ends": ends})


def guided(connection: sa.Connection) -> tuple[tuple[int, int, str, date, date | None], ...]:
    """Return who guides whom, as (upper, lower, kind, starts, ends), in a fixed order."""
    query = sa.select(guidance).order_by(*guidance.primary_key.columns)
    return tuple((row.upper, row.lower, row.kind, row.starts, row.ends) for row in connection.execute(query))


def purpose(connection: sa.Connection, which: Node) -> str:
    """Return why answers may be seen by name in a node, "" where they may not."""
    found = connection.execute(sa.select(nodes.c.named_purpose).where(nodes.c.id == which.id)).scalar()
    return found or ""


def set_purpose(connection: sa.Connection, which: Node, purpose: str) -> None:
    """Let answers be seen by name in a node, for what is said here; "" ends that. Raises the fault purpose_long."""
    if len(purpose) > LONGEST_PURPOSE:
        raise Fault("purpose_long", most=LONGEST_PURPOSE)
    connection.execute(nodes.update().where(nodes.c.id == which.id).values(named_purpose=purpose or None))


def warms_up(connection: sa.Connection, which: Node) -> bool:
    """Tell whether a node's group gets one anonymous question before the quiz."""
    return bool(connection.execute(sa.select(nodes.c.warm_up).where(nodes.c.id == which.id)).scalar())


def set_warm_up(connection: sa.Connection, which: Node, *, on: bool) -> None:
    """Choose whether a node's group gets that question."""
    connection.execute(nodes.update().where(nodes.c.id == which.id).values(warm_up=on))


def bind_group(connection: sa.Connection, address: str, which: Node, actor: str, now: datetime) -> None:
    """Give a chat group (`str(Address)`) to a node; a group has one node, and its last word counts."""
    to = {"node": which.id, "bound": now, "bound_by": actor}
    insert_or_change(connection, groups, ["address"], {"address": address} | to, to)


def group_node(connection: sa.Connection, address: str) -> Node | None:
    """Return the node that a chat group belongs to."""
    joined = nodes.join(groups, groups.c.node == nodes.c.id)
    row = connection.execute(sa.select(nodes).select_from(joined).where(groups.c.address == address)).first()
    return _node(row) if row else None


def groups_of(connection: sa.Connection) -> tuple[tuple[str, Node], ...]:
    """Return every chat group with the node it belongs to, nodes that ended left out."""
    joined = groups.join(nodes, groups.c.node == nodes.c.id)
    query = sa.select(groups.c.address, nodes).select_from(joined).where(nodes.c.ends.is_(None))
    return tuple((row.address, _node(row)) for row in connection.execute(query.order_by(groups.c.address)))


def _check(
    connection: sa.Connection, name: str, kind: str, level: str, upper: Node | None, itself: Node | None = None,
    ends: date | None = None,
) -> None:  # fmt: skip
    if kind not in KINDS:
        raise Fault("node_kind_unknown", kind=kind, known="、".join(KINDS))
    if level not in LEVELS:
        raise Fault("node_level_unknown", level=level, known="、".join(LEVELS))
    if upper and upper.kind == GUIDING:
        raise Fault("node_below_guiding", name=name, upper=upper.name)
    if upper and upper.ends is not None and (ends is None or ends > upper.ends):
        raise Fault("node_ended", name=upper.name)
    if kind == GUIDING and itself and children(connection, itself):
        raise Fault("node_below_guiding", name=children(connection, itself)[0].name, upper=name)
    top = root(connection) if upper is None and kind != GUIDING and ends is None else None
    if top and (itself is None or itself.id != top.id):
        raise Fault("node_second_root", name=name, root=top.name)


def _place(connection: sa.Connection, number: int, path: str, day: date) -> None:
    """Keep where a node hangs from a day on."""
    since = (placements.c.node == number) & placements.c.ends.is_(None)
    later = placements.update().where(since, placements.c.starts >= day).values(path=path)
    if connection.execute(later).rowcount == 0:
        connection.execute(placements.update().where(since).values(ends=day - _DAY))
        connection.execute(placements.insert().values(node=number, starts=day, path=path))


def _node(row: sa.Row[Any]) -> Node:
    return Node(row.id, row.code, row.name, row.kind, row.level, row.upper, row.path, row.starts, row.ends)
