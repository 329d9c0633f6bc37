"""Who looked at data with names in it: audited, and told to those whom it concerned."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from records import audit
from records.metadata import Moment, metadata, rows

looks = sa.Table(
    "looks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), nullable=False),
    sa.Column("moment", Moment, nullable=False),
    # As the member may read it: 示例市第一党支部书记, 管理员 anna.
    sa.Column("who", sa.String(200), nullable=False),
    # What was looked at, as a code: roster, codes, answers.
    sa.Column("what", sa.String(20), nullable=False),
    sa.Index(None, "member", "moment"),
)


def note(connection: sa.Connection, actor: str, who: str, what: str, concerned: Sequence[int], now: datetime) -> None:
    """Keep that somebody looked at data of these members; `actor` is for the trail, `who` for the members."""
    if not concerned:
        return
    audit.add(connection, actor, "look", {"what": what, "members": list(concerned)}, now)
    values = [{"member": number, "moment": now, "who": who, "what": what} for number in concerned]
    connection.execute(looks.insert(), values)


def of_member(connection: sa.Connection, member: int, limit: int = 20) -> tuple[Mapping[str, Any], ...]:
    """Return who looked at a member's data, newest first."""
    query = sa.select(looks.c.moment, looks.c.who, looks.c.what).where(looks.c.member == member)
    return rows(connection, query.order_by(looks.c.moment.desc(), looks.c.id.desc()).limit(limit))
