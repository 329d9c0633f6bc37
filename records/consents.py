"""What a member agrees to and takes back: the notice, pushes, and being kept at all."""

from datetime import datetime

import sqlalchemy as sa

from records import audit, members
from records.mailboxes import State, outbox
from records.members import Member
from records.permissions import name_of


def agree(connection: sa.Connection, whom: Member, notice: str, now: datetime) -> None:
    """Keep that a member agreed to a version of the notice; pushes begin."""
    members.change(connection, whom.id, now, notice=notice, consented=now, subscribed=True)
    audit.add(connection, name_of(whom), "agree", {"notice": notice}, now)


def withdraw(connection: sa.Connection, whom: Member, now: datetime) -> None:
    """Take consent back: no quiz and no push any more; what is kept stays until it is asked to be erased."""
    _hold_back(connection, whom)
    members.change(connection, whom.id, now, notice=None, consented=None, subscribed=False)
    audit.add(connection, name_of(whom), "withdraw", {"notice": whom.notice}, now)


def unsubscribe(connection: sa.Connection, whom: Member, now: datetime) -> None:
    """Push nothing any more, from this moment on: what waits to go out is held back too."""
    _hold_back(connection, whom)
    members.change(connection, whom.id, now, subscribed=False)


def subscribe(connection: sa.Connection, whom: Member, now: datetime) -> None:
    """Push again."""
    members.change(connection, whom.id, now, subscribed=True)


def ask_erasure(connection: sa.Connection, whom: Member, now: datetime) -> None:
    """Keep the wish to be erased; from now on nothing is pushed and nothing counts. See `records/erasure.py`."""
    _hold_back(connection, whom)
    members.change(connection, whom.id, now, erase_asked=now, subscribed=False)
    audit.add(connection, name_of(whom), "ask_erasure", {}, now)


def keep(connection: sa.Connection, whom: Member, now: datetime) -> None:
    """Take the wish to be erased back."""
    members.change(connection, whom.id, now, erase_asked=None)
    audit.add(connection, name_of(whom), "keep", {}, now)


def _hold_back(connection: sa.Connection, whom: Member) -> None:
    """Take out of the outbox what answers nothing that this member said."""
    mine = [address for _, address in members.senders(connection, whom.id)]
    waiting = outbox.c.address.in_(mine) & outbox.c.inbox.is_(None) & (outbox.c.state == State.PENDING)
    connection.execute(outbox.update().where(waiting).values(state=State.FAILED))
