"""How long what is kept; sums stay for good, the audit trail is never shortened."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from records import choices, erasure, participation
from records.codes import codes, wrong_codes
from records.conversations import gaps, turns
from records.looks import looks
from records.mailboxes import State, inbox, outbox
from records.members import members, standings
from records.rooms import bubbles
from records.tickets import tickets

_YEAR_AND_MONTH = timedelta(days=396)
# One table of terms; they are what the notice to members says.
TERMS: Mapping[str, timedelta] = {
    "answers": _YEAR_AND_MONTH,
    "standings": _YEAR_AND_MONTH,
    "turns": _YEAR_AND_MONTH,
    "tickets": _YEAR_AND_MONTH,
    "left": _YEAR_AND_MONTH,
    # The words of questions, wherever they stand: the turn, the web chat's log, the messages themselves.
    "words": timedelta(days=30),
    "codes": timedelta(days=30),
    "wrong_codes": timedelta(days=1),
    "looks": timedelta(days=3 * 366),
}
_SETTLED = (State.SENT, State.FAILED, State.UNKNOWN)


def forget(connection: sa.Connection, day: date, now: datetime) -> None:
    """Delete what is past its term; `day` is the Beijing day of `now`. May be run at any time, any number of times."""
    participation.retire(connection, day - TERMS["answers"])
    _standings(connection, now - TERMS["standings"])
    _words(connection, now - TERMS["words"])
    for table, column in (
        (turns, turns.c.moment), (tickets, tickets.c.closed), (codes, codes.c.expires),
        (wrong_codes, wrong_codes.c.moment), (looks, looks.c.moment),
    ):  # fmt: skip
        connection.execute(table.delete().where(column < now - TERMS[table.name]))
    choices.expire(connection, now)
    long_ago = sa.select(members.c.id).where(members.c.left < now - TERMS["left"])
    for number in connection.execute(long_ago).scalars().all():
        erasure.erase(connection, number, now)


def _standings(connection: sa.Connection, moment: datetime) -> None:
    """Delete how members stood before a moment; what they stood last is kept, it holds on."""
    newer = standings.alias()
    superseded = (
        (newer.c.member == standings.c.member) & (newer.c.moment > standings.c.moment) & (newer.c.moment < moment)
    )
    connection.execute(standings.delete().where(standings.c.moment < moment, sa.exists().where(superseded)))


def _words(connection: sa.Connection, moment: datetime) -> None:
    """Delete the words of questions and of what was answered; that there was a question is still counted."""
    connection.execute(turns.update().where(turns.c.moment < moment, turns.c.question != "").values(question=""))
    connection.execute(gaps.delete().where(gaps.c.done, gaps.c.last < moment))
    connection.execute(bubbles.delete().where(bubbles.c.moment < moment, bubbles.c.chat.contains(":private:")))
    connection.execute(outbox.delete().where(outbox.c.due < moment, outbox.c.state.in_(_SETTLED)))
    waiting = sa.exists().where(outbox.c.inbox == inbox.c.id)
    connection.execute(inbox.delete().where(inbox.c.received < moment, ~waiting))
