"""One-time codes by which a chat becomes a member's: issued, used once, guessed in vain."""

import hashlib
import hmac
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from faults import Fault
from records import members
from records.metadata import Moment, insert, metadata

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
# Nothing that is mistaken for another sign when read aloud or copied by hand: 32 signs, 50 bits a code.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 10
LASTS = timedelta(days=7)
# Of a code that a member asks for to sign in at a browser, at once.
SIGN_IN = timedelta(minutes=10)
# So many wrong ones within an hour from one sender; with 50 bits guessing by many senders leads nowhere either.
WRONG, WITHIN = 5, timedelta(hours=1)


def draw(token: Callable[[], str]) -> str:
    """Return a new code, made of a drawn token of at least 13 hexadecimal digits."""
    drawn = int(token(), 16)
    return "".join(SIGNS[drawn >> 5 * place & 31] for place in range(LENGTH))


def shown(code: str) -> str:
    """Return a code as people read it: two groups of five."""
    return f"{code[:5]}-{code[5:]}"


def issue(
    connection: sa.Connection, member: int, code: str, actor: str, now: datetime, lasts: timedelta = LASTS
) -> None:  # fmt: skip
    """Issue a code to a member; those issued before and not used work no longer."""
    connection.execute(codes.delete().where(codes.c.member == member, codes.c.used.is_(None)))
    values = {"digest": _digest(code), "member": member, "issued_by": actor, "issued": now, "expires": now + lasts}
    connection.execute(codes.insert().values(values))


def owner(connection: sa.Connection, typed: str, now: datetime) -> int | None:
    """Return whom a code as it was typed belongs to, None for one that is wrong, used or too old."""
    digest = _digest(_plain(typed))
    row = connection.execute(sa.select(codes).where(codes.c.digest == digest)).first()
    right = hmac.compare_digest(row.digest if row else "0" * len(digest), digest)
    if row is None or not right or row.used is not None or row.expires <= now:
        return None
    whose = members.member(connection, row.member)
    return whose.id if whose and whose.left is None and whose.erase_asked is None else None


def use(connection: sa.Connection, typed: str, sender: str, address: str, now: datetime) -> None:
    """Bind a chat with a code, once; raises the faults code_used and chat_bound."""
    unused = (codes.c.digest == _digest(_plain(typed))) & codes.c.used.is_(None) & (codes.c.expires > now)
    taken = codes.update().where(unused).values(used=now).returning(codes.c.member)
    member = connection.execute(taken).scalar()
    if member is None:
        raise Fault("code_used")
    members.bind(connection, member, sender, address, now)


def revoke(connection: sa.Connection, typed: str) -> None:
    """Make a code worthless that others have seen."""
    connection.execute(codes.delete().where(codes.c.digest == _digest(_plain(typed)), codes.c.used.is_(None)))


def wrong(connection: sa.Connection, sender: str, now: datetime) -> None:
    """Note that a sender tried a wrong code."""
    insert(connection, wrong_codes, {"sender": sender, "moment": now})


def too_many_wrong(connection: sa.Connection, sender: str, now: datetime) -> bool:
    """Tell whether a sender must wait before trying again."""
    recent = (wrong_codes.c.sender == sender) & (wrong_codes.c.moment > now - WITHIN)
    tried = connection.execute(sa.select(sa.func.count()).select_from(wrong_codes).where(recent)).scalar_one()
    return int(tried) >= WRONG


def _plain(typed: str) -> str:
    """Return a code without what keyboards and people add: full width, small letters, dashes, spaces."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign in SIGNS)


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
