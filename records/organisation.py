"""The tree of organisations: who hangs below whom, who only guides, which chat group belongs to which node."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from records.metadata import Moment, metadata

# The terms of the Party's rules; a level is not a depth.
KINDS = (
    "机关工委", "党委", "党工委", "党组", "机关党委", "党总支", "党支部", "联合党支部", "临时党支部", "党小组",
    "流动党员党支部",
)  # fmt: skip
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
# 党组 is no parent of a 机关党委: it guides or leads it (机关基层组织工作条例 33).
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


def below(connection: sa.Connection, upper: Node) -> tuple[Node, ...]:
    """Return a node and all that hang below it today, from the top down."""
    under = nodes.c.path.startswith(upper.path, autoescape=True)
    query = sa.select(nodes).where(under, nodes.c.ends.is_(None)).order_by(nodes.c.path)
    return tuple(_node(row) for row in connection.execute(query))


def _node(row: sa.Row[Any]) -> Node:
    return Node(row.id, row.code, row.name, row.kind, row.level, row.upper, row.path, row.starts, row.ends)
