"""Accounts of the administration pages: added, switched off and on, their passwords, what each may do."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from faults import Fault
from records import passwords, sessions
from records.metadata import Moment, metadata, rows

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("password", sa.String(200), nullable=False),
    sa.Column("role", sa.String(10), nullable=False, server_default="admin"),
    sa.Column("created", Moment, nullable=False),
    # An account is never deleted: the audit trail speaks of it.
    sa.Column("disabled", Moment),
)


class Role(StrEnum):
    """What an account may do: everything, or only decide on what others uploaded."""

    ADMIN = "admin"
    APPROVER = "approver"


def add(connection: sa.Connection, name: str, password: str, moment: datetime, role: Role = Role.ADMIN) -> None:
    """Make an account; raises the faults account_exists, account_nameless and password_short."""
    if not name.strip() or not name.isprintable():
        raise Fault("account_nameless")
    if connection.execute(sa.select(accounts.c.name).where(accounts.c.name == name)).scalar() is not None:
        raise Fault("account_exists", name=name)
    values = {"name": name, "password": passwords.hashed(password), "role": role, "created": moment}
    connection.execute(accounts.insert().values(values))


def role_of(connection: sa.Connection, name: str) -> Role | None:
    """Return the role of an account, None where there is no such account or it is switched off."""
    query = sa.select(accounts.c.role).where(accounts.c.name == name, accounts.c.disabled.is_(None))
    role = connection.execute(query).scalar()
    return None if role is None else Role(role)


def change(connection: sa.Connection, name: str, password: str) -> None:
    """Give an account a new password and close its sessions; raises the faults account_unknown and password_short."""
    fresh = accounts.update().where(accounts.c.name == name)
    if connection.execute(fresh.values(password=passwords.hashed(password))).rowcount == 0:
        raise Fault("account_unknown", name=name)
    sessions.end_all(connection, name)


def disable(connection: sa.Connection, name: str, moment: datetime) -> None:
    """Switch an account off and close its sessions; raises the faults account_unknown and account_last."""
    if role_of(connection, name) is None:
        raise Fault("account_unknown", name=name)
    # Of two that switch each other off at once, through two processes, the second must see the first.
    standing = sa.select(accounts.c.name).where(accounts.c.disabled.is_(None), accounts.c.role == Role.ADMIN)
    if set(connection.execute(standing.with_for_update()).scalars()) <= {name}:
        raise Fault("account_last", name=name)
    connection.execute(accounts.update().where(accounts.c.name == name).values(disabled=moment))
    sessions.end_all(connection, name)


def enable(connection: sa.Connection, name: str) -> None:
    """Switch an account on again; raises the fault account_unknown for one that is not switched off."""
    off = accounts.update().where(accounts.c.name == name, accounts.c.disabled.is_not(None))
    if connection.execute(off.values(disabled=None)).rowcount == 0:
        raise Fault("account_unknown", name=name)


def kept(connection: sa.Connection, name: str) -> str:
    """Return what is kept of an account's password, `passwords.NONE` for one that cannot be signed in to."""
    query = sa.select(accounts.c.password).where(accounts.c.name == name, accounts.c.disabled.is_(None))
    return connection.execute(query).scalar() or passwords.NONE


def names(connection: sa.Connection) -> tuple[str, ...]:
    """Return the accounts that can be signed in to."""
    query = sa.select(accounts.c.name).where(accounts.c.disabled.is_(None)).order_by(accounts.c.name)
    return tuple(connection.execute(query).scalars())


def everything(connection: sa.Connection) -> tuple[Mapping[str, Any], ...]:
    """Return all accounts with role, when they were made and when switched off, without their passwords."""
    shown = (accounts.c.name, accounts.c.role, accounts.c.created, accounts.c.disabled)
    return rows(connection, sa.select(*shown).order_by(accounts.c.disabled.is_not(None), accounts.c.name))
