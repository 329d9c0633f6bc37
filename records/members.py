"""Members: who they are to the organisation, what they hold, by which chats they come, and what they agreed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from faults import Fault
from records.metadata import Moment, insert, insert_once, metadata, organisation
from records.organisation import Node, nodes

STATES = ("入党申请人", "入党积极分子", "发展对象", "预备党员", "正式党员")
ROLES = (
    "书记", "副书记", "专职副书记", "组织委员", "宣传委员", "纪检委员", "青年委员", "党小组组长", "组织员",
    "管理员", "题目审核员",
)  # fmt: skip

# The senders that are browsers.
BROWSERS = "web:%"

members = sa.Table(
    "members",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    # The organisation's own number for a person, by which an import finds them again; never an identity number.
    sa.Column("code", sa.String(40), nullable=False, unique=True),
    # Erased with the member; sums and answers never hold it.
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("branch", sa.Integer, sa.ForeignKey("nodes.id"), nullable=False, index=True),
    sa.Column("state", sa.String(10), nullable=False),
    # 党员教育管理工作条例 23 and leave of all kinds: the flag alone, never the reason.
    sa.Column("exempt", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("left", Moment),
    # The version of the notice agreed to, and when; None: no quiz.
    sa.Column("notice", sa.String(20)),
    sa.Column("consented", Moment),
    # False after 退订: nothing is pushed; asking and answering on one's own go on.
    sa.Column("subscribed", sa.Boolean, nullable=False, server_default=sa.true()),
    # When the member asked to be erased; done within 24 hours.
    sa.Column("erase_asked", Moment),
)
# Every change of what decides whether a member counts on a day, so that any day can be counted again.
standings = sa.Table(
    "standings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), nullable=False),
    sa.Column("branch", sa.Integer, nullable=False),
    sa.Column("moment", Moment, nullable=False),
    # Active, bound to a chat, consented, not exempt: what I1 counts at the end of a Beijing day.
    sa.Column("eligible", sa.Boolean, nullable=False),
    sa.Index(None, "member", "moment"),
    sa.Index(None, "branch", "moment"),
)
# One member, several chats; a chat belongs to one member for as long as `ended` is empty.
bindings = sa.Table(
    "bindings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), nullable=False, index=True),
    # `str(Sender)` and the private chat's `str(Address)`.
    sa.Column("sender", sa.String(200), nullable=False),
    sa.Column("address", sa.String(200), nullable=False),
    sa.Column("bound", Moment, nullable=False),
    sa.Column("ended", Moment),
    sa.Index("uq_bindings_sender", "sender", unique=True, sqlite_where=sa.text("ended IS NULL"),
             postgresql_where=sa.text("ended IS NULL")),
)  # fmt: skip
roles = sa.Table(
    "roles",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("role", sa.String(10), nullable=False),
    sa.Column("node", sa.Integer, sa.ForeignKey("nodes.id"), nullable=False, index=True),
    # Beijing days, both included.
    sa.Column("starts", sa.Date, nullable=False),
    sa.Column("ends", sa.Date),
)


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the roster; `branch` is the id of their node, `consented` None before they agreed to the notice."""

    id: int
    code: str
    name: str
    branch: int
    state: str
    exempt: bool
    left: datetime | None
    notice: str | None
    consented: datetime | None
    subscribed: bool
    erase_asked: datetime | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody holds in a node; both days included, without an end it holds."""

    id: int
    member: int
    role: str
    node: int
    starts: date
    ends: date | None


def member_of(connection: sa.Connection, sender: str) -> Member | None:
    """Return the member whom this sender (`str(Sender)`) is bound to, None for a guest or one who has left."""
    bound = members.join(bindings, bindings.c.member == members.c.id)
    here = (bindings.c.sender == sender) & bindings.c.ended.is_(None) & members.c.left.is_(None)
    row = connection.execute(sa.select(members).select_from(bound).where(here)).first()
    return _member(row) if row else None


def member(connection: sa.Connection, number: int) -> Member | None:
    """Return a member by id, also one who has left."""
    row = connection.execute(sa.select(members).where(members.c.id == number)).first()
    return _member(row) if row else None


def by_code(connection: sa.Connection, code: str) -> Member | None:
    """Return a member by the organisation's own number, also one who has left."""
    row = connection.execute(sa.select(members).where(members.c.code == code)).first()
    return _member(row) if row else None


def below(connection: sa.Connection, upper: Node) -> tuple[Member, ...]:
    """Return the members of a node and of all below it, by branch and number; those who left are left out."""
    joined = members.join(nodes, nodes.c.id == members.c.branch)
    here = members.c.left.is_(None) & nodes.c.path.startswith(upper.path, autoescape=True)
    query = sa.select(members).select_from(joined).where(here).order_by(nodes.c.path, members.c.code)
    return tuple(_member(row) for row in connection.execute(query))


def of_branch(connection: sa.Connection, branch: int) -> tuple[Member, ...]:
    """Return the members of one node itself, by number."""
    here = (members.c.branch == branch) & members.c.left.is_(None)
    return tuple(_member(row) for row in connection.execute(sa.select(members).where(here).order_by(members.c.code)))


def addresses(
    connection: sa.Connection, only: "Sequence[int] | sa.Select[Any] | None" = None
) -> tuple[tuple[Member, str], ...]:
    """Return whom something may be pushed to, and where: bound, consented, subscribed, not left, not to be erased.

    One private chat (`str(Address)`) a member, the one bound last, a browser only where there is no other chat: people
    open it to look something up. `only` these members (or those a query names).
    """
    reached = members.c.left.is_(None) & members.c.consented.is_not(None) & members.c.subscribed
    reached &= members.c.erase_asked.is_(None)
    if only is not None:
        reached &= members.c.id.in_(only)
    other = bindings.alias()
    browser, elsewhere = bindings.c.sender.like(BROWSERS), other.c.sender.not_like(BROWSERS)
    better = (browser & elsewhere) | ((other.c.id > bindings.c.id) & (browser | elsewhere))
    best = ~sa.exists().where(other.c.member == bindings.c.member, other.c.ended.is_(None), better)
    joined = members.join(bindings, (bindings.c.member == members.c.id) & bindings.c.ended.is_(None))
    query = sa.select(members, bindings.c.address).select_from(joined).where(reached, best)
    return tuple((_member(row), row.address) for row in connection.execute(query.order_by(members.c.id)))


def senders(connection: sa.Connection, number: int) -> tuple[tuple[str, str], ...]:
    """Return the chats by which a member comes, as (sender, address), oldest binding first."""
    mine = (bindings.c.member == number) & bindings.c.ended.is_(None)
    query = sa.select(bindings.c.sender, bindings.c.address).where(mine).order_by(bindings.c.id)
    return tuple((row.sender, row.address) for row in connection.execute(query))


def roles_of(connection: sa.Connection, whom: Member, day: date) -> tuple[Role, ...]:
    """Return what a member holds on a Beijing day."""
    holds = (roles.c.member == whom.id) & (roles.c.starts <= day) & (roles.c.ends.is_(None) | (roles.c.ends >= day))
    return tuple(Role(*row) for row in connection.execute(sa.select(roles).where(holds).order_by(roles.c.id)))


def add(
    connection: sa.Connection, code: str, name: str, branch: Node, state: str, now: datetime, *, exempt: bool = False
) -> int:
    """Put a person on the roster; return their id. Raises the faults member_exists, state_unknown and node_ended."""
    _check(state, branch)
    values = {"code": code, "name": name, "branch": branch.id, "state": state, "exempt": exempt}
    number = insert_once(connection, members, values)
    if number is None:
        raise Fault("member_exists", code=code)
    # Without a chat nobody counts yet; rosters come in by the hundred thousand.
    first = {"member": number, "branch": branch.id, "moment": now, "eligible": False}
    connection.execute(standings.insert().values(first))
    return number


def describe(
    connection: sa.Connection, whom: Member, name: str, branch: Node, state: str, now: datetime, *, exempt: bool
) -> bool:
    """Change what the roster says of a person, who is back if they had left; tell whether anything changed.

    Raises the faults state_unknown and node_ended.
    """
    _check(state, branch)
    values = {"name": name, "branch": branch.id, "state": state, "exempt": exempt, "left": None}
    if values == {
        "name": whom.name,
        "branch": whom.branch,
        "state": whom.state,
        "exempt": whom.exempt,
        "left": whom.left,
    }:
        return False
    change(connection, whom.id, now, **values)
    return True


def change(connection: sa.Connection, number: int, now: datetime, **values: object) -> None:
    """Change columns of a member, and note it where it decides whether they count."""
    connection.execute(members.update().where(members.c.id == number).values(values))
    stand(connection, number, now)


def leave(connection: sa.Connection, number: int, day: date, now: datetime) -> None:
    """Take a member off the roster: chats are unbound, roles end that Beijing day; what was done stays counted."""
    unbind(connection, number, now)
    running = (roles.c.member == number) & (roles.c.ends.is_(None) | (roles.c.ends > day))
    connection.execute(roles.update().where(running).values(ends=day))
    change(connection, number, now, left=now)


def give_role(
    connection: sa.Connection, number: int, role: str, node: Node, starts: date, ends: date | None = None
) -> None:
    """Give a member a role in a node for a time; the same role from the same day on gets the end said last.

    Raises the faults role_unknown and role_backwards.
    """
    if role not in ROLES:
        raise Fault("role_unknown", role=role, known="、".join(ROLES))
    if ends is not None and ends < starts:
        raise Fault("role_backwards", starts=starts, ends=ends)
    key = {"member": number, "role": role, "node": node.id, "starts": starts}
    same = sa.and_(*(roles.c[column] == value for column, value in key.items()))
    if connection.execute(roles.update().where(same).values(ends=ends)).rowcount == 0:
        insert(connection, roles, key | {"ends": ends})


def end_role(connection: sa.Connection, role: int, day: date) -> Role:
    """End a role after a Beijing day; raises the fault role_missing for one that is not held."""
    row = connection.execute(sa.select(roles).where(roles.c.id == role)).first()
    if row is None or (row.ends is not None and row.ends <= day):
        raise Fault("role_missing")
    connection.execute(roles.update().where(roles.c.id == role).values(ends=max(day, row.starts)))
    return Role(*row)


def bind(connection: sa.Connection, number: int, sender: str, address: str, now: datetime) -> None:
    """Let a member come by a further chat; raises the fault chat_bound for one that is somebody's already."""
    values = {"member": number, "sender": sender, "address": address, "bound": now}
    if insert_once(connection, bindings, values) is None:
        raise Fault("chat_bound")
    stand(connection, number, now)


def unbind(connection: sa.Connection, number: int, now: datetime) -> None:
    """Let a member come by no chat any more."""
    mine = (bindings.c.member == number) & bindings.c.ended.is_(None)
    connection.execute(bindings.update().where(mine).values(ended=now))
    stand(connection, number, now)


def stand(connection: sa.Connection, number: int, now: datetime) -> None:
    """Note whether a member counts from now on, and in which branch, where that has changed."""
    whom = member(connection, number)
    if whom is None:
        return
    active = whom.left is None and whom.consented is not None and not whom.exempt and whom.erase_asked is None
    eligible = active and bool(senders(connection, number))
    last = sa.select(standings.c.branch, standings.c.eligible).where(standings.c.member == number)
    before = connection.execute(last.order_by(standings.c.moment.desc(), standings.c.id.desc()).limit(1)).first()
    if before is None or tuple(before) != (whom.branch, eligible):
        insert(connection, standings, {"member": number, "branch": whom.branch, "moment": now, "eligible": eligible})


def _check(state: str, branch: Node) -> None:
    if state not in STATES:
        raise Fault("state_unknown", state=state, known="、".join(STATES))
    if branch.ends is not None:
        raise Fault("node_ended", name=branch.name)


def _member(row: sa.Row[Any]) -> Member:
    return Member(
        row.id, row.code, row.name, row.branch, row.state, row.exempt, row.left, row.notice, row.consented,
        row.subscribed, row.erase_asked,
    )  # fmt: skip
