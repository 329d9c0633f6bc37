"""Where a member leaves traces: every table that names a member or one of their chats, found by its columns.

Copies and erasure both follow this one list, so that a new table is in both as soon as it is there.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from records import members
from records.metadata import metadata, rows

# Whose rows name chats without being anybody's: an erased person's group stays a group.
_NOBODYS = {"groups"}
# Nothing that a copy is good for: digests, tokens, sealed envelopes.
_UNSEEN = {"digest", "token", "csrf", "password", "handle", "seal"}


def tables() -> tuple[sa.Table, ...]:
    """Return the tables that hold rows of one person, those that others point at first."""
    found = [table for table in metadata.sorted_tables if table.name not in _NOBODYS]
    return tuple(table for table in found if table.name == "members" or _personal(table))


def of_member(connection: sa.Connection, number: int) -> Mapping[str, tuple[dict[str, Any], ...]]:
    """Return all rows of a member by table, without columns that are secrets."""
    chats = _chats(connection, number)
    found = {}
    for table in tables():
        columns = [column for column in table.columns if column.name not in _UNSEEN]
        query = sa.select(*columns).where(_own(table, number, chats)).order_by(*table.primary_key.columns)
        found[table.name] = rows(connection, query)
    return found


def counts(connection: sa.Connection, number: int) -> Mapping[str, int]:
    """Return how many rows of a member each table holds."""
    chats = _chats(connection, number)
    return {
        table.name: int(connection.execute(
            sa.select(sa.func.count()).select_from(table).where(_own(table, number, chats))
        ).scalar_one())
        for table in tables()
    }  # fmt: skip


def erase(connection: sa.Connection, number: int) -> None:
    """Delete all rows of a member, the member last."""
    chats = _chats(connection, number)
    for table in reversed(tables()):
        connection.execute(table.delete().where(_own(table, number, chats)))


def _personal(table: sa.Table) -> bool:
    return (
        bool({"sender", "address", "chat", "person"} & set(table.columns.keys())) or _member_column(table) is not None
    )


def _member_column(table: sa.Table) -> "sa.Column[Any] | None":
    """Return the column that points at a member."""
    keys = (key for key in table.foreign_keys if key.column.table.name == "members")
    return next((key.parent for key in keys), None)


def _chats(connection: sa.Connection, number: int) -> tuple[list[str], list[str]]:
    """Return every sender and every private chat that was ever this member's and is not somebody else's by now."""
    bindings, others = members.bindings, members.bindings.alias()
    taken = (others.c.sender == bindings.c.sender) & others.c.ended.is_(None) & (others.c.member != number)
    query = sa.select(bindings.c.sender, bindings.c.address).where(bindings.c.member == number)
    pairs = connection.execute(query.where(~sa.exists().where(taken))).all()
    return sorted({row.sender for row in pairs}), sorted({row.address for row in pairs})


def _own(table: sa.Table, number: int, chats: tuple[list[str], list[str]]) -> "sa.ColumnElement[bool]":
    """Return the condition for a member's rows: by number, by sender, or by what is said in their private chat."""
    if table.name == "members":
        return table.c.id == number
    senders, addresses = chats
    by_member = _member_column(table)
    conditions: list[sa.ColumnElement[bool]] = [] if by_member is None else [by_member == number]
    if "sender" in table.c:
        conditions.append(table.c.sender.in_(senders))
    if "person" in table.c:
        # A browser's session names the person without the channel.
        conditions.append(table.c.person.in_([sender.partition(":")[2] for sender in senders]))
    conditions += [table.c[name].in_(addresses) for name in ("address", "chat") if name in table.c]
    return sa.or_(*conditions)
