"""Web sessions: guests with a name of their choice, administrators with an account."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from records.metadata import Moment, metadata

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("person", sa.String(40), nullable=False, index=True),
    sa.Column("name", sa.String(40), nullable=False, server_default=""),
    sa.Column("account", sa.String(60), sa.ForeignKey("accounts.name", ondelete="CASCADE")),
    sa.Column("csrf", sa.String(43), nullable=False),
    sa.Column("expires", Moment, nullable=False, index=True),
)

# Whoever signs in by password may sit at somebody else's machine.
GUEST, ADMINISTRATOR, MEMBER = timedelta(days=180), timedelta(hours=8), timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Session:
    """Who sits at a browser: `person` is an opaque key, `account` is None for a guest."""

    person: str
    name: str
    account: str | None
    csrf: str


def begin(
    connection: sa.Connection, now: datetime, *, account: str | None = None, name: str = "", person: str = ""
) -> str:  # fmt: skip
    """Open a session; return the token for the cookie, of which only a digest is kept.

    With `person` it is one more browser of somebody known, who signed in by password.
    """
    token, lasts = secrets.token_urlsafe(32), ADMINISTRATOR if account else MEMBER if person else GUEST
    values: dict[str, object] = {"digest": _digest(token), "name": name, "account": account}
    values |= {"person": person or secrets.token_hex(12), "csrf": secrets.token_urlsafe(32), "expires": now + lasts}
    connection.execute(sessions.delete().where(sessions.c.expires <= now))
    connection.execute(sessions.insert().values(values))
    return token


def find(connection: sa.Connection, token: str, now: datetime) -> Session | None:
    """Return the session of a cookie, None when unknown or expired."""
    mine = (sessions.c.digest == _digest(token)) & (sessions.c.expires > now)
    row = connection.execute(sa.select(sessions).where(mine)).first()
    return Session(row.person, row.name, row.account, row.csrf) if row else None


def rename(connection: sa.Connection, token: str, name: str) -> None:
    """Give the person at this browser another name."""
    connection.execute(sessions.update().where(sessions.c.digest == _digest(token)).values(name=name))


def end(connection: sa.Connection, token: str) -> None:
    """Close a session."""
    connection.execute(sessions.delete().where(sessions.c.digest == _digest(token)))


def end_all(connection: sa.Connection, account: str) -> None:
    """Close every session of an account, at whatever browser."""
    connection.execute(sessions.delete().where(sessions.c.account == account))


def end_others(connection: sa.Connection, person: str, token: str) -> None:
    """Close every session of a person but the one with this token."""
    others = (sessions.c.person == person) & (sessions.c.digest != _digest(token))
    connection.execute(sessions.delete().where(others))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
