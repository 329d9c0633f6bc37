"""Who may do what where: by the role held that day, in the role's node and below; what is not granted is denied."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from faults import Fault
from records import accounts, audit, members, organisation
from records.members import Member, Role
from records.organisation import Node

# Who asks: a member by their roles, an account of the administration pages by its name, a guest.
Actor = Member | str | None
REFUSED = "not_permitted"


class Act(StrEnum):
    """What can be permitted."""

    SEE_STATISTICS = "see_statistics"
    SEE_NAMED = "see_named"
    SEE_ROSTER = "see_roster"
    MANAGE_MEMBERS = "manage_members"
    REVIEW_ITEMS = "review_items"
    KEEP_LEDGER = "keep_ledger"
    PLAN_STUDY = "plan_study"
    BIND_GROUP = "bind_group"
    OPEN_NAMES = "open_names"
    FILE_REPORT = "file_report"
    CALL_REPORTS = "call_reports"
    JUDGE_REPORT = "judge_report"
    MANAGE_DOCUMENTS = "manage_documents"
    REMIND = "remind"
    # The deployment itself: accounts, deliveries, the audit trail, health. Only for accounts.
    ADMINISTER = "administer"


_SECRETARY = frozenset(Act) - {Act.REVIEW_ITEMS, Act.MANAGE_DOCUMENTS, Act.ADMINISTER}
_DEPUTY = _SECRETARY - {Act.SEE_NAMED, Act.OPEN_NAMES, Act.FILE_REPORT}
_STATISTICS = frozenset({Act.SEE_STATISTICS})
BY_ROLE = {
    "书记": _SECRETARY,
    "副书记": _DEPUTY,
    "专职副书记": _DEPUTY,
    "组织委员": frozenset({Act.SEE_STATISTICS, Act.SEE_ROSTER, Act.MANAGE_MEMBERS, Act.KEEP_LEDGER}),
    "宣传委员": frozenset({Act.SEE_STATISTICS, Act.KEEP_LEDGER, Act.PLAN_STUDY}),
    "纪检委员": _STATISTICS,
    "青年委员": _STATISTICS,
    "党小组组长": _STATISTICS,
    "组织员": frozenset({Act.SEE_STATISTICS, Act.SEE_ROSTER, Act.MANAGE_MEMBERS}),
    "管理员": frozenset({Act.SEE_ROSTER, Act.MANAGE_MEMBERS, Act.BIND_GROUP, Act.MANAGE_DOCUMENTS}),
    "题目审核员": frozenset({Act.REVIEW_ITEMS}),
}
# A report is handed in by its own node, and judged by the one directly above: nobody else does either for them.
_OF_OWN_NODE = frozenset({Act.FILE_REPORT, Act.CALL_REPORTS})
# Who runs the machine keeps roster and documents; figures are for those who answer for the branch.
BY_ACCOUNT = {
    accounts.Role.ADMIN: BY_ROLE["管理员"] | {Act.REVIEW_ITEMS, Act.ADMINISTER},
    accounts.Role.APPROVER: frozenset({Act.REVIEW_ITEMS}),
}


def may(connection: sa.Connection, actor: Actor, act: Act, where: Node | None, day: date) -> bool:
    """Tell whether an act on a node and what hangs below it is permitted on a Beijing day; denied by default.

    Without a node it is asked of the whole deployment, where only accounts may do anything.
    """
    if isinstance(actor, str):
        role = accounts.role_of(connection, actor)
        return role is not None and act in BY_ACCOUNT[role]
    return actor is not None and where is not None and granting(connection, actor, act, where, day) is not None


def granting(connection: sa.Connection, actor: Member, act: Act, where: Node, day: date) -> Role | None:
    """Return the role by which a member may act on a node."""
    if actor.left is not None:
        return None
    # Answers by name are shown only where the branch itself said what for.
    if act is Act.SEE_NAMED and not organisation.purpose(connection, where):
        return None
    held = members.roles_of(connection, actor, day)
    counting = _counting(act, where)
    return next((role for role in held if act in BY_ROLE[role.role] and role.node in counting), None)


def _counting(act: Act, where: Node) -> set[int | None]:
    """Return the nodes of which a role counts for an act on a node: itself and all above, with few exceptions."""
    if act in _OF_OWN_NODE:
        return {where.id}
    if act is Act.JUDGE_REPORT:
        return {where.upper}
    return {int(number) for number in where.path.strip("/").split("/")}


def covered(connection: sa.Connection, actor: Member, act: Act, day: date) -> tuple[Node, ...]:
    """Return the nodes in which a member's own roles permit an act, the highest first."""
    held = {role.node for role in members.roles_of(connection, actor, day) if act in BY_ROLE[role.role]}
    nodes = [found for number in held if (found := organisation.node(connection, number)) and found.ends is None]
    nodes = [one for one in nodes if may(connection, actor, act, one, day)]
    return tuple(sorted(nodes, key=lambda one: (one.path.count("/"), one.path)))


def demand(connection: sa.Connection, actor: Actor, act: Act, where: Node | None, day: date) -> None:
    """Raise the fault not_permitted where `may` says no.

    Ask before writing, on a connection that reads: whoever catches the fault at the edge (the
    conversation, the pages) writes the refusal into the audit trail, which a job that fails could not.
    """
    if not may(connection, actor, act, where, day):
        raise Fault(REFUSED, actor=name_of(actor), act=act, node=where.id if where else None)


def note_refusal(connection: sa.Connection, refused: Fault, now: datetime) -> None:
    """Write a refusal into the audit trail."""
    facts = {name: value for name, value in refused.fields.items() if name != "actor"}
    audit.add(connection, str(refused.fields["actor"]), "refused", facts, now)


def title(connection: sa.Connection, actor: Member, act: Act, where: Node, day: date) -> str:
    """Return by which office a member does what they may, for those who read who looked: 示例市第一党支部书记."""
    role = granting(connection, actor, act, where, day)
    node = organisation.node(connection, role.node) if role else None
    return f"{node.name}{role.role}" if role and node else ""


def name_of(actor: Actor) -> str:
    """Return how an actor is written into the audit trail: a member by number, never by name."""
    return f"member:{actor.id}" if isinstance(actor, Member) else actor or "guest"
