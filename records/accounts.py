"""Administrators: their passwords, and the slowing down of who guesses at them."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from faults import Fault
from records import sessions
from records.metadata import Moment, metadata

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("password", sa.String(200), nullable=False),
    sa.Column("role", sa.String(10), nullable=False, server_default="admin"),
    sa.Column("created", Moment, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("locked_until", Moment),
)

# RFC 7914's interactive parameters: 16 MiB and some 50 ms a try.
_COST = {"n": 2**14, "r": 8, "p": 1}
FAILURES, LOCKED = 5, timedelta(minutes=15)
SHORTEST = 10


class Role(StrEnum):
    """What an account may do: everything, or only decide on what others uploaded."""

    ADMIN = "admin"
    APPROVER = "approver"


def add(connection: sa.Connection, name: str, password: str, moment: datetime, role: Role = Role.ADMIN) -> None:
    """Make an account; raises the faults account_exists and password_short."""
    if role_of(connection, name) is not None:
        raise Fault("account_exists", name=name)
    values = {"name": name, "password": _hashed(password), "role": role, "created": moment}
    connection.execute(accounts.insert().values(values))


def role_of(connection: sa.Connection, name: str) -> Role | None:
    """Return the role of an account, None where there is no such account."""
    role = connection.execute(sa.select(accounts.c.role).where(accounts.c.name == name)).scalar()
    return None if role is None else Role(role)


def change(connection: sa.Connection, name: str, password: str) -> None:
    """Give an account a new password and close its sessions; raises the faults account_unknown and password_short."""
    fresh = accounts.update().where(accounts.c.name == name)
    if connection.execute(fresh.values(password=_hashed(password), failures=0, locked_until=None)).rowcount == 0:
        raise Fault("account_unknown", name=name)
    sessions.end_all(connection, name)


def check(connection: sa.Connection, name: str, password: str, now: datetime) -> bool:
    """Tell whether the password is right, counting failures; raises the fault account_locked after five of them."""
    # Of two tries at once, through two processes, each counts.
    row = connection.execute(sa.select(accounts).where(accounts.c.name == name).with_for_update()).first()
    if row and row.locked_until and row.locked_until > now:
        raise Fault("account_locked", minutes=int((row.locked_until - now).total_seconds() // 60) + 1)
    # An unknown name costs the same time as a wrong password.
    right = _matches(password, row.password if row else _UNKNOWN)
    if row:
        failures = 0 if right else row.failures + 1
        until = now + LOCKED if failures >= FAILURES else None
        values = {"failures": 0 if until else failures, "locked_until": until}
        connection.execute(accounts.update().where(accounts.c.name == name).values(values))
    return right and row is not None


def names(connection: sa.Connection) -> tuple[str, ...]:
    """Return all accounts."""
    return tuple(connection.execute(sa.select(accounts.c.name).order_by(accounts.c.name)).scalars())


def _hashed(password: str) -> str:
    if len(password) < SHORTEST:
        raise Fault("password_short", least=SHORTEST)
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${hashlib.scrypt(password.encode(), salt=salt, **_COST).hex()}"


def _matches(password: str, stored: str) -> bool:
    salt, _, digest = stored.partition("$")
    tried = hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), **_COST)
    return hmac.compare_digest(tried.hex(), digest)


_UNKNOWN = f"{'00' * 16}${'00' * 64}"
