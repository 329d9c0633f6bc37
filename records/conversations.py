"""Turns of talk, feedback on them, and questions that found no answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from records.metadata import Moment, insert_or_change, metadata, organisation, rows

turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    organisation(),
    sa.Column("address", sa.String(200), nullable=False),
    sa.Column("sender", sa.String(200), nullable=False),
    sa.Column("moment", Moment, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("status", sa.String(10), nullable=False),
    sa.Column("source", sa.String(200)),
    sa.Index(None, "address", "sender", "moment"),
    # What was asked on a day is counted, and forgotten after its term.
    sa.Index(None, "moment"),
)
feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("turn", sa.String(32), sa.ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("sender", sa.String(200), primary_key=True),
    sa.Column("useful", sa.Boolean, nullable=False),
    sa.Column("moment", Moment, nullable=False),
)
# A gap keeps the question and never who asked it.
gaps = sa.Table(
    "gaps",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("normal", sa.String(300), nullable=False, unique=True),
    sa.Column("reason", sa.String(40), nullable=False),
    sa.Column("times", sa.Integer, nullable=False),
    sa.Column("first", Moment, nullable=False),
    sa.Column("last", Moment, nullable=False),
    sa.Column("done", sa.Boolean, nullable=False, server_default=sa.false()),
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and how it ended; `source` names the article shown first (`Quote.source`)."""

    id: str
    question: str
    status: str
    source: str | None


def add_turn(
    connection: sa.Connection, turn: str, address: str, sender: str, moment: datetime, question: str, status: str,
    source: str | None,
) -> None:  # fmt: skip
    """Keep a turn under an id that the caller drew."""
    values = {"id": turn, "address": address, "sender": sender, "moment": moment, "question": question}
    connection.execute(turns.insert().values(values | {"status": status, "source": source}))


def last_turn(connection: sa.Connection, address: str, sender: str, since: datetime) -> Turn | None:
    """Return the last turn of one person in one chat since a moment, for follow-up questions."""
    query = sa.select(turns).where(turns.c.address == address, turns.c.sender == sender, turns.c.moment >= since)
    row = connection.execute(query.order_by(turns.c.moment.desc()).limit(1)).first()
    return Turn(row.id, row.question, row.status, row.source) if row else None


def give_feedback(connection: sa.Connection, turn: str, sender: str, moment: datetime, *, useful: bool) -> None:
    """Keep what one person thinks of one answer; the last word counts."""
    said: dict[str, object] = {"useful": useful, "moment": moment}
    insert_or_change(connection, feedback, ["turn", "sender"], {"turn": turn, "sender": sender} | said, said)


def judged(connection: sa.Connection, *, useful: bool) -> list[tuple[str, str]]:
    """Return (question, source) of answers that more people found useful than not, or the other way round.

    Never who asked or judged.
    """
    votes = sa.func.sum(sa.case((feedback.c.useful.is_(useful), 1), else_=-1))
    query = sa.select(turns.c.question, turns.c.source).join(feedback, feedback.c.turn == turns.c.id)
    query = query.where(turns.c.source.is_not(None)).group_by(turns.c.question, turns.c.source).having(votes > 0)
    return [(row.question, row.source) for row in connection.execute(query.order_by(*query.selected_columns))]


def file_gap(connection: sa.Connection, question: str, normal: str, reason: str, moment: datetime) -> None:
    """File a question that found no answer; asked again it counts up and opens again."""
    first = {"question": question, "normal": normal[:300], "reason": reason, "times": 1, "first": moment}
    again = {"times": gaps.c.times + 1, "last": moment, "done": False}
    insert_or_change(connection, gaps, ["normal"], first | {"last": moment}, again)


def open_gaps(connection: sa.Connection, limit: int = 200) -> tuple[Mapping[str, Any], ...]:
    """Return the open gaps, the most asked first."""
    query = sa.select(gaps).where(gaps.c.done.is_(False)).order_by(gaps.c.times.desc(), gaps.c.last.desc())
    return rows(connection, query.limit(limit))


def handled_gaps(connection: sa.Connection, limit: int) -> tuple[Mapping[str, Any], ...]:
    """Return the gaps that were taken off the list, those asked last first."""
    return rows(connection, sa.select(gaps).where(gaps.c.done).order_by(gaps.c.last.desc()).limit(limit))


def close_gaps(connection: sa.Connection, numbers: Sequence[int]) -> None:
    """Take gaps off the list until somebody asks again."""
    connection.execute(gaps.update().where(gaps.c.id.in_(numbers)).values(done=True))


def reopen_gap(connection: sa.Connection, gap: int) -> None:
    """Put a gap back on the list."""
    connection.execute(gaps.update().where(gaps.c.id == gap).values(done=False))


def counts(connection: sa.Connection) -> Mapping[str, int]:
    """Return how many turns ended how, and how many answers were found useful or not."""
    ended = connection.execute(sa.select(turns.c.status, sa.func.count()).group_by(turns.c.status)).all()
    judged = connection.execute(sa.select(feedback.c.useful, sa.func.count()).group_by(feedback.c.useful)).all()
    found = {str(status): int(count) for status, count in ended}
    return found | {"useful" if useful else "useless": int(count) for useful, count in judged}
