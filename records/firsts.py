"""The first answers of everybody to everything: what the behaviour of items is read from; nobody is named."""

from dataclasses import dataclass

import sqlalchemy as sa

from records.answers import answers


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
