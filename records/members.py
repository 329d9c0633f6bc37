"""Members: who they are to the organisation, what they hold, by which chats they come, and what they agreed to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from records.metadata import Moment, metadata, organisation

STATES = ("入党申请人", "入党积极分子", "发展对象", "预备党员", "正式党员")
ROLES = (
    "书记", "副书记", "专职副书记", "组织委员", "宣传委员", "纪检委员", "青年委员", "党小组组长", "组织员",
    "管理员", "题目审核员",
)  # fmt: skip

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
# One-time codes; only their hash is kept.
codes = sa.Table(
    "codes",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("issued_by", sa.String(60), nullable=False),
    sa.Column("issued", Moment, nullable=False),
    sa.Column("expires", Moment, nullable=False),
    sa.Column("used", Moment),
)
# Wrong codes of one sender, for the limit; forgotten after a day.
wrong_codes = sa.Table(
    "wrong_codes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender", sa.String(200), nullable=False),
    sa.Column("moment", Moment, nullable=False),
    sa.Index(None, "sender", "moment"),
)
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


def member_of(connection: sa.Connection, sender: str) -> Member | None:
    """Return the member whom this sender (`str(Sender)`) is bound to, None for a guest or one who has left."""
    bound = members.join(bindings, bindings.c.member == members.c.id)
    here = (bindings.c.sender == sender) & bindings.c.ended.is_(None) & members.c.left.is_(None)
    row = connection.execute(sa.select(members).select_from(bound).where(here)).first()
    return _member(row) if row else None


def _member(row: sa.Row[Any]) -> Member:
    return Member(
        row.id, row.code, row.name, row.branch, row.state, row.exempt, row.left, row.notice, row.consented,
        row.subscribed,
    )  # fmt: skip
