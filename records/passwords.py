"""Passwords: salted digests of them, and the ones with which members sign in where a deployment lets them."""

import hashlib
import hmac
import secrets
from datetime import datetime

import sqlalchemy as sa

from faults import Fault
from records.members import Member, by_code
from records.metadata import Moment, insert_or_change, metadata

passwords = sa.Table(
    "passwords",
    metadata,
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("password", sa.String(200), nullable=False),
    sa.Column("moment", Moment, nullable=False),
)

# RFC 7914's interactive parameters: 16 MiB and some 50 ms a try.
_COST = {"n": 2**14, "r": 8, "p": 1}
SHORTEST = 10
# What a typed password is compared with where there is none: an unknown name costs the same time as a wrong word.
NONE = f"{'00' * 16}${'00' * 64}"


def hashed(password: str) -> str:
    """Return what is kept of a password; raises the fault password_short."""
    if len(password) < SHORTEST:
        raise Fault("password_short", least=SHORTEST)
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${hashlib.scrypt(password.encode(), salt=salt, **_COST).hex()}"


def matches(password: str, kept: str) -> bool:
    """Tell whether a password is the one that is kept. Slow on purpose: not for the thread that writes."""
    salt, _, digest = kept.partition("$")
    tried = hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), **_COST)
    return hmac.compare_digest(tried.hex(), digest)


def give(connection: sa.Connection, member: int, kept: str, now: datetime) -> None:
    """Give a member a password, in place of the one before; `kept` comes from `hashed`."""
    values: dict[str, object] = {"password": kept, "moment": now}
    insert_or_change(connection, passwords, ["member"], values | {"member": member}, values)


def take(connection: sa.Connection, member: int) -> bool:
    """Take a member's password away; False where there was none."""
    return connection.execute(passwords.delete().where(passwords.c.member == member)).rowcount == 1


def since(connection: sa.Connection, member: int) -> datetime | None:
    """Return since when a member has a password, None without one."""
    return connection.execute(sa.select(passwords.c.moment).where(passwords.c.member == member)).scalar()


def of_code(connection: sa.Connection, code: str) -> tuple[Member | None, str]:
    """Return who has this number and what is kept of their password; (None, NONE) for who may not sign in with one."""
    whom = by_code(connection, code)
    if whom is None or whom.left is not None:
        return None, NONE
    kept = connection.execute(sa.select(passwords.c.password).where(passwords.c.member == whom.id)).scalar()
    return (whom, kept) if kept else (None, NONE)
