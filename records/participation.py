"""Sums by branch and day: what is left when events are erased, and what every figure is made of.

Rows are made of raw events by one query a day and may be made again at any time with the same result
(`records/counting.py` says what is counted). Where events were erased the row is frozen: it stays as it is, and an
answer that still comes for that day is no longer added.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from records import tree_sums
from records.answers import answers
from records.chosen import by_choice, choice_sums
from records.counting import BEIJING, COLUMNS, Scope, bounds, by_item, by_topic, held_by, neighbours, sums
from records.members import standings
from records.metadata import insert_or_change
from records.rounds import rounds, slots
from records.sums import day_sums, item_sums, summed, topic_sums

# So many branches of a day are counted again to see whether its sums are right.
SAMPLE = 200


def sum_day(connection: sa.Connection, day: date, now: datetime) -> None:
    """Write the sums of a day anew from its events, for all branches; frozen rows stay."""
    _write(connection, Scope(day, held_by(connection, day, now)))
    if not connection.execute(sa.select(sa.exists().where(day_sums.c.day == day, day_sums.c.frozen))).scalar():
        for table in (item_sums, choice_sums):
            connection.execute(table.delete().where(table.c.day == day))
        _insert(connection, item_sums, ("item", "answers", "parts"), by_item(day), {"day": day})
        _insert(connection, choice_sums, ("version", "given", "answers"), by_choice(day), {"day": day})
    insert_or_change(connection, summed, ["day"], {"day": day, "moment": now}, {"moment": now})
    tree_sums.roll(connection, day)


def recount(connection: sa.Connection, branch: int, day: date) -> None:
    """Write the sums of one branch and day anew: after a late answer, or when a mark was put right."""
    counted = connection.execute(sa.select(summed.c.moment).where(summed.c.day == day)).scalar()
    held = held_by(connection, day, counted)
    moved = connection.execute(neighbours(Scope(day, held), branch)).scalars()
    changed = tuple({branch, *moved})
    _write(connection, Scope(day, held, changed))
    tree_sums.roll(connection, day, changed)


def settle(connection: sa.Connection, now: datetime) -> tuple[date, ...]:
    """Sum every day that is not summed yet up to today; return the days.

    A day is summed again after it has ended, and once more when the time to make up its quiz is over; later it is
    left alone.
    """
    ends = {row.day: row.makes_up_until for row in connection.execute(sa.select(rounds.c.day, rounds.c.makes_up_until))}
    done = {row.day: row.moment for row in connection.execute(sa.select(summed))}
    due = tuple(day for day in _days(connection, now) if _is_due(day, done.get(day), ends.get(day), now))
    for day in due:
        sum_day(connection, day, now)
    tree_sums.catch_up(connection)
    return due


def freeze(connection: sa.Connection, member: int, now: datetime) -> None:
    """Keep the sums that a member's events are part of; to be called before these are erased.

    Their traces of a day that is not over, and has no closed round, go with them.
    """
    settle(connection, now)
    stood = sa.select(standings.c.branch).where(standings.c.member == member)
    answered = sa.select(answers.c.branch).where(answers.c.member == member)
    touched = day_sums.c.branch.in_(stood.union(answered))
    whole = day_sums.c.held | (day_sums.c.day < _today(now))
    connection.execute(day_sums.update().where(touched, whole).values(frozen=True))


def retire(connection: sa.Connection, before: date) -> None:
    """Erase the answers and slots of the days before one, and keep their sums."""
    connection.execute(day_sums.update().where(day_sums.c.day < before, ~day_sums.c.frozen).values(frozen=True))
    connection.execute(answers.delete().where(answers.c.day < before))
    old = sa.select(rounds.c.id).where(rounds.c.day < before)
    connection.execute(slots.delete().where(slots.c.round.in_(old)))


def differing(connection: sa.Connection, days: int = 7) -> tuple[tuple[int, date], ...]:
    """Count the last days again; return (branch or node, day) where the sums kept are not what the events give.

    Days that were not summed since they ended are not looked at. Of more than `SAMPLE` branches so many are looked at
    a day, on another day others.
    """
    kept = connection.execute(sa.select(summed).order_by(summed.c.day.desc()).limit(days + 1)).all()
    whole = [(day, moment) for day, moment in kept if moment >= bounds(day)[1]][:days]
    found = {
        (branch, day)
        for day, moment in whole
        for branch in _changed(connection, Scope(day, held_by(connection, day, moment), _sample(connection, day)))
    }
    # Along the tree the last day tells as much as all of them.
    found |= {(node, day) for day, _ in whole[:1] for node in tree_sums.differing(connection, day)}
    return tuple(sorted(found, key=lambda pair: (pair[1], pair[0])))


def _sample(connection: sa.Connection, day: date) -> tuple[int, ...] | None:
    """Return the branches that are counted again for a day, None for all."""
    known = connection.execute(sa.select(sa.func.count()).where(day_sums.c.day == day)).scalar_one()
    share = -(-known // SAMPLE)
    if share <= 1:
        return None
    some = (day_sums.c.day == day) & (day_sums.c.branch % share == day.toordinal() % share)
    return tuple(connection.execute(sa.select(day_sums.c.branch).where(some)).scalars())


def _changed(connection: sa.Connection, where: Scope) -> Iterator[int]:
    kept = sa.select(day_sums.c.branch, day_sums.c.frozen, *(day_sums.c[name] for name in COLUMNS))
    kept = kept.where(day_sums.c.day == where.day)
    if where.branches is not None:
        kept = kept.where(day_sums.c.branch.in_(where.branches))
    stored = {row[0]: tuple(row[1:]) for row in connection.execute(kept)}
    frozen = {branch for branch, row in stored.items() if row[0]}
    if stored and frozen == stored.keys():
        return
    counted = {row[0]: tuple(row[1:]) for row in connection.execute(sums(where))}
    none = (0,) * len(COLUMNS)
    for branch in (stored.keys() | counted.keys()) - frozen:
        if stored.get(branch, (False, *none))[1:] != counted.get(branch, none):
            yield branch


def _write(connection: sa.Connection, where: Scope) -> None:
    """Replace the rows of a day, all or those of some branches, except the frozen ones."""
    frozen = sa.select(day_sums.c.branch).where(day_sums.c.day == where.day, day_sums.c.frozen)
    kept = tuple(connection.execute(frozen).scalars())
    for table in (topic_sums, day_sums):
        here = (table.c.day == where.day) & table.c.branch.not_in(kept)
        if where.branches is not None:
            here &= table.c.branch.in_(where.branches)
        connection.execute(table.delete().where(here))
    row, topics = sums(where).subquery(), by_topic(where).subquery()
    held = {"day": where.day, "held": where.round is not None}
    fresh = sa.select(row).where(row.c.branch.not_in(kept))
    _insert(connection, day_sums, ("branch", *COLUMNS), fresh, held)
    fresh = sa.select(topics).where(topics.c.branch.not_in(kept))
    _insert(connection, topic_sums, ("branch", "topic", "answers", "right", "members"), fresh, {"day": where.day})


def _insert(
    connection: sa.Connection, table: sa.Table, columns: Sequence[str], query: "sa.Select[Any]", fixed: dict[str, Any]
) -> None:
    """Insert what a query gives, with the same value of some columns in every row."""
    found = query.subquery()
    same = [sa.literal(value, table.c[name].type).label(name) for name, value in fixed.items()]
    rows = sa.select(*(found.c[name] for name in columns), *same)
    connection.execute(table.insert().from_select([*columns, *fixed], rows))


def _days(connection: sa.Connection, now: datetime) -> list[date]:
    """Return all days from the first that has anything to count to today."""
    standing = connection.execute(sa.select(sa.func.min(standings.c.moment))).scalar()
    firsts = [
        connection.execute(sa.select(sa.func.min(table.c.day))).scalar() for table in (summed, rounds, answers)
    ] + [standing and standing.astimezone(BEIJING).date()]
    today = _today(now)
    first = min(filter(None, firsts), default=today)
    return [first + timedelta(days=number) for number in range((today - first).days + 1)]


def _is_due(day: date, counted: datetime | None, makes_up_until: datetime | None, now: datetime) -> bool:
    if counted is None:
        return True
    end = bounds(day)[1]
    last = max(end, makes_up_until or end)
    return counted < end or (counted < last <= now)


def _today(now: datetime) -> date:
    return now.astimezone(BEIJING).date()
