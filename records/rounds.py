"""The daily round: one a Beijing day, and the questions that each member who begins it is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from records.answers import answers
from records.jobs import jobs
from records.metadata import Moment, insert_once, metadata, organisation

rounds = sa.Table(
    "rounds",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("day", sa.Date, nullable=False, unique=True),
    sa.Column("opened", Moment, nullable=False),
    sa.Column("closes", Moment, nullable=False),
    # Until then missed quizzes can be made up.
    sa.Column("makes_up_until", Moment, nullable=False),
    sa.Column("closed", Moment),
    sa.Column("seed", sa.BigInteger, nullable=False),
    # What steers the day's passage and items, and the snapshot it was opened on.
    sa.Column("plan", sa.JSON, nullable=False),
    # The items that could be asked at the opening: [item, version, source, topic] each. Members are dealt from these.
    sa.Column("pool", sa.JSON, nullable=False),
)
# A pool may hold thousands of items: it is read only to draw.
_ROUND = sa.select(*(column for column in rounds.c if column.name != "pool"))
# Drawn when a member begins: deterministic from (day, member, seed), kept so that it can be shown again.
slots = sa.Table(
    "slots",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    # None for practice on demand, of which a member has one run at a time.
    sa.Column("round", sa.Integer, sa.ForeignKey("rounds.id")),
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), nullable=False),
    sa.Column("branch", sa.Integer, nullable=False),
    # 0-based place in the quiz; why it was chosen, see `quiz/rounds.py`.
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("purpose", sa.String(10), nullable=False),
    sa.Column("version", sa.Integer, sa.ForeignKey("item_versions.id"), nullable=False),
    # The option shown at place i is option order[i] of the item.
    sa.Column("order", sa.JSON, nullable=False),
    # What channels carry with the question, and get back with the answer.
    sa.Column("token", sa.String(32), nullable=False, unique=True),
    sa.Column("asked", Moment),
    sa.UniqueConstraint("round", "member", "place"),
    sa.Index(None, "member", "round"),
)
_ANSWERED = sa.select(answers.c.id).where(answers.c.slot == slots.c.id).exists()


@dataclass(frozen=True, slots=True)
class Round:
    """The quiz of one Beijing day.

    `closes` ends the window, `makes_up_until` the days of making up. `closed` is None until it was closed.
    `plan` holds "snapshot", the passages ("sources"), how many questions a member gets ("items"), and the version
    of the item that groups warm up with ("warm_up"; None, and in older rounds absent, where none does).
    """

    id: int
    day: date
    opened: datetime
    closes: datetime
    makes_up_until: datetime
    closed: datetime | None
    seed: int
    plan: Mapping[str, Any]

    def purpose(self, now: datetime) -> str | None:
        """Return what an answer given now counts as: daily, late, or None when it comes too late for both."""
        if self.closed is None and now < self.closes:
            return "daily"
        return "late" if now < self.makes_up_until else None


@dataclass(frozen=True, slots=True)
class Slot:
    """One question put to one member; `round` is None for practice, `answered` tells whether an answer counts."""

    round: int | None
    member: int
    branch: int
    place: int
    purpose: str
    version: int
    order: tuple[int, ...]
    token: str
    asked: datetime | None = None
    id: int = 0
    answered: bool = False


def open_round(
    connection: sa.Connection, day: date, opened: datetime, closes: datetime, makes_up_until: datetime, seed: int,
    plan: Mapping[str, Any], pool: Sequence[Sequence[Any]],
) -> bool:  # fmt: skip
    """Open the round of a day; False where it was opened before, and then nothing changes."""
    values = {"day": day, "opened": opened, "closes": closes, "makes_up_until": makes_up_until, "seed": seed}
    return insert_once(connection, rounds, values | {"plan": dict(plan), "pool": list(pool)}) is not None


def of_day(connection: sa.Connection, day: date) -> Round | None:
    """Return the round of a day, None where none was held."""
    row = connection.execute(_ROUND.where(rounds.c.day == day)).first()
    return _round(row) if row else None


def by_id(connection: sa.Connection, number: int) -> Round:
    """Return a round that is there."""
    return _round(connection.execute(_ROUND.where(rounds.c.id == number)).one())


def pool(connection: sa.Connection, number: int) -> Sequence[Sequence[Any]]:
    """Return the items that members are dealt from: [item, version, source, topic] each."""
    found: list[list[Any]] = connection.execute(sa.select(rounds.c.pool).where(rounds.c.id == number)).scalar_one()
    return found


def to_close(connection: sa.Connection, now: datetime) -> tuple[Round, ...]:
    """Return the rounds whose window is over and that nobody has closed, oldest first."""
    query = _ROUND.where(rounds.c.closed.is_(None), rounds.c.closes <= now).order_by(rounds.c.day)
    return tuple(_round(row) for row in connection.execute(query))


def to_make_up(connection: sa.Connection, now: datetime) -> tuple[Round, ...]:
    """Return the rounds that are over and can still be made up, oldest first."""
    over = sa.or_(rounds.c.closed.is_not(None), rounds.c.closes <= now)
    query = _ROUND.where(rounds.c.makes_up_until > now, over).order_by(rounds.c.day)
    return tuple(_round(row) for row in connection.execute(query))


def close(connection: sa.Connection, number: int, moment: datetime) -> bool:
    """Close a round; False where it was closed before."""
    still_open = rounds.update().where(rounds.c.id == number, rounds.c.closed.is_(None))
    return connection.execute(still_open.values(closed=moment)).rowcount > 0


def unfinished(connection: sa.Connection, job: str, since: date) -> tuple[Round, ...]:
    """Return the closed rounds since a day for whose day a job is not done, oldest first."""
    done = sa.exists().where(jobs.c.name == job, jobs.c.day == rounds.c.day)
    query = _ROUND.where(rounds.c.closed.is_not(None), rounds.c.day >= since, ~done).order_by(rounds.c.day)
    return tuple(_round(row) for row in connection.execute(query))


def begun(connection: sa.Connection, number: int) -> tuple[int, int]:
    """Return how many members began a round, and how many of its questions were answered."""
    mine = slots.c.round == number
    members = sa.select(sa.func.count(sa.distinct(slots.c.member))).where(mine).scalar_subquery()
    answered = sa.select(sa.func.count()).select_from(slots.join(answers, answers.c.slot == slots.c.id)).where(mine)
    row = connection.execute(sa.select(members, answered.scalar_subquery())).one()
    return int(row[0]), int(row[1])


def slots_of(connection: sa.Connection, round_: int | None, member: int) -> tuple[Slot, ...]:
    """Return a member's questions of a round (None: of the last practice) by their place."""
    mine = slots.c.round.is_(None) if round_ is None else slots.c.round == round_
    query = _slots().where(mine, slots.c.member == member).order_by(slots.c.place, slots.c.id)
    return tuple(_slot(row) for row in connection.execute(query))


def by_token(connection: sa.Connection, token: str, member: int) -> Slot | None:
    """Return the question of a member that carries a token."""
    row = connection.execute(_slots().where(slots.c.token == token, slots.c.member == member)).first()
    return _slot(row) if row else None


def last_asked(connection: sa.Connection, member: int, since: datetime, *, answered: bool | None = None) -> Slot | None:
    """Return the question put to a member last since a moment; with `answered` only one that is, or is not."""
    query = _slots().where(slots.c.member == member, slots.c.asked >= since)
    if answered is not None:
        query = query.where(_ANSWERED if answered else ~_ANSWERED)
    row = connection.execute(query.order_by(slots.c.asked.desc(), slots.c.place.desc()).limit(1)).first()
    return _slot(row) if row else None


def give(connection: sa.Connection, drawn: Sequence[Slot]) -> bool:
    """Keep the questions drawn for a member; False where another event was quicker: read again what it drew.

    A new practice takes the place of the questions of the last one that were not answered.
    """
    if drawn and drawn[0].round is None:
        old = slots.delete().where(slots.c.member == drawn[0].member, slots.c.round.is_(None), ~_ANSWERED)
        connection.execute(old)
    return all(insert_once(connection, slots, _values(slot)) is not None for slot in drawn)


def replace(connection: sa.Connection, slot: int, fresh: Slot | None) -> None:
    """Put another question in the place of one that may not be asked any more, or none."""
    if fresh is None:
        connection.execute(slots.delete().where(slots.c.id == slot))
    else:
        connection.execute(slots.update().where(slots.c.id == slot).values(_values(fresh)))


def ask(connection: sa.Connection, token: str, moment: datetime) -> None:
    """Note when a question was put last: words that answer without naming it answer this one."""
    connection.execute(slots.update().where(slots.c.token == token).values(asked=moment))


def asked_since(connection: sa.Connection, member: int, since: datetime) -> dict[int, datetime]:
    """Return when each version was put to a member last since a moment."""
    recent = (slots.c.member == member) & (slots.c.asked >= since)
    query = sa.select(slots.c.version, slots.c.asked).where(recent)
    return {row.version: row.asked for row in connection.execute(query)}


def _slots() -> "sa.Select[Any]":
    return sa.select(slots, _ANSWERED.label("answered"))


def _round(row: sa.Row[Any]) -> Round:
    return Round(row.id, row.day, row.opened, row.closes, row.makes_up_until, row.closed, row.seed, row.plan)


def _slot(row: sa.Row[Any]) -> Slot:
    return Slot(
        row.round, row.member, row.branch, row.place, row.purpose, row.version, tuple(row.order), row.token,
        row.asked, row.id, row.answered,
    )  # fmt: skip


def _values(slot: Slot) -> dict[str, Any]:
    return {
        "round": slot.round, "member": slot.member, "branch": slot.branch, "place": slot.place,
        "purpose": slot.purpose, "version": slot.version, "order": list(slot.order), "token": slot.token,
        "asked": slot.asked,
    }  # fmt: skip
