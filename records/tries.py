"""Tries to sign in: guessing is slowed down, and whoever guesses at a name locks nobody out of it for long.

A browser that signed in under a name before is counted for itself, so that a stranger's guesses never
keep its owner outside. All other browsers share one count for the name and one for their network address.
"""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from faults import Fault
from records.metadata import Moment, insert, metadata

# Names and addresses stand here as digests, and for an hour.
tries = sa.Table(
    "tries",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("moment", Moment, nullable=False),
    sa.Index(None, "digest", "moment"),
)
browsers = sa.Table(
    "browsers",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("seen", Moment, nullable=False, index=True),
)
WITHIN = timedelta(minutes=15)
# So many wrong ones within that time: by a browser known under the name, under a name by all others, from one address.
FAMILIAR, NAMED, FROM = 5, 10, 50
# A browser that has not been seen for so long is a stranger again.
REMEMBERED = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Try:
    """Who is tried ("account:anna"), from which network address, by a browser with which mark ("" without one)."""

    who: str
    address: str
    browser: str = ""


def begin(connection: sa.Connection, one: Try, now: datetime) -> tuple[int, ...]:
    """Count a try before its password is looked at, so that many at once count too; return what `succeed` takes back.

    Raises the fault too_many_tries, with the minutes to wait; a try that is refused does not make the wait longer.
    """
    limits = tuple(_limits(connection, one))
    for digest, most in limits:
        query = sa.select(tries.c.moment).where(tries.c.digest == digest, tries.c.moment > now - WITHIN)
        oldest = connection.execute(query.order_by(tries.c.moment.desc()).offset(most - 1).limit(1)).scalar()
        if oldest is not None:
            raise Fault("too_many_tries", minutes=int((oldest + WITHIN - now).total_seconds() // 60) + 1)
    connection.execute(tries.delete().where(tries.c.moment <= now - WITHIN))
    return tuple(insert(connection, tries, {"digest": digest, "moment": now}) for digest, _ in limits)


def succeed(connection: sa.Connection, one: Try, counted: tuple[int, ...], now: datetime) -> str:
    """Forgive earlier mistakes under the name; return the mark by which this browser is known from now on."""
    mine = [_digest("browser", one.browser, one.who), _digest("who", one.who)]
    connection.execute(tries.delete().where(tries.c.id.in_(counted) | tries.c.digest.in_(mine)))
    connection.execute(browsers.delete().where(browsers.c.seen < now - REMEMBERED))
    mark = one.browser if _familiar(connection, one) else secrets.token_urlsafe(32)
    digest = _digest("browser", mark, one.who)
    connection.execute(browsers.delete().where(browsers.c.digest == digest))
    connection.execute(browsers.insert().values(digest=digest, seen=now))
    return mark


def _limits(connection: sa.Connection, one: Try) -> Iterator[tuple[str, int]]:
    if _familiar(connection, one):
        yield _digest("browser", one.browser, one.who), FAMILIAR
    else:
        yield _digest("who", one.who), NAMED
        yield _digest("address", one.address), FROM


def _familiar(connection: sa.Connection, one: Try) -> bool:
    query = sa.select(browsers.c.seen).where(browsers.c.digest == _digest("browser", one.browser, one.who))
    return bool(one.browser) and connection.execute(query).scalar() is not None


def _digest(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()
