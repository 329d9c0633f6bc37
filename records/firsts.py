"""The first answers of everybody to everything: what the behaviour of items is read from; nobody is named."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from records.answers import answers
from records.bank import items


@dataclass(frozen=True, slots=True)
class First:
    """A member's first answer to an item, to one wording of it; `given` are option numbers or words."""

    member: int
    item: int
    version: int
    given: tuple[int | str, ...]
    mark: float


def firsts(connection: sa.Connection) -> tuple[First, ...]:
    """Return all first answers that are still kept, in the order they came."""
    columns = (answers.c.member, answers.c.item, answers.c.version, answers.c.given, answers.c.num, answers.c.den)
    rows = connection.execute(sa.select(*columns).where(answers.c.first).order_by(answers.c.id))
    return tuple(First(row.member, row.item, row.version, tuple(row.given), row.num / row.den) for row in rows)


def against_the_rest(connection: sa.Connection, since: date, least: int, others: int) -> tuple[int, ...]:
    """Return the items that members who do well elsewhere get wrong: the covariance with their other marks is negative.

    Of first answers since a Beijing day to the wording of today, at least `least` of an item, by members with more
    than `others` answers beside it; each is held against the mean of the member's other marks. Summed by the database:
    a hundred thousand members give millions of answers a month.
    """
    mark = sa.cast(answers.c.num, sa.Float) / answers.c.den
    counted = answers.c.first & (answers.c.day >= since)
    whole = (
        sa.select(answers.c.member, sa.func.sum(mark).label("sum"), sa.func.count().label("count"))
        .where(counted).group_by(answers.c.member).having(sa.func.count() > others).subquery()
    )  # fmt: skip
    rest = (whole.c.sum - mark) / (whole.c.count - 1)
    n = sa.func.count()
    covariance = n * sa.func.sum(mark * rest) - sa.func.sum(mark) * sa.func.sum(rest)
    joined = answers.join(whole, whole.c.member == answers.c.member).join(items, items.c.version == answers.c.version)
    query = sa.select(answers.c.item).select_from(joined).where(counted).group_by(answers.c.item)
    # A sum of rounded fractions is not quite nothing where nothing varies.
    found = connection.execute(query.having((n >= least) & (covariance < -1e-6)).order_by(answers.c.item))
    return tuple(found.scalars())
