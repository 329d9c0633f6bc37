"""Answers graded again by a corrected key: the answer takes the new mark, and a row keeps the old one beside it."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

import sqlalchemy as sa

from records.answers import answers, regrades


@dataclass(frozen=True, slots=True)
class Graded:
    """An answer as it counts now; `given` are option numbers or words."""

    id: int
    branch: int
    day: date
    given: tuple[int, ...] | tuple[str, ...]
    mark: Fraction
    right: bool


def given(connection: sa.Connection, version: int) -> tuple[Graded, ...]:
    """Return the answers to one wording of an item."""
    rows = connection.execute(sa.select(answers).where(answers.c.version == version).order_by(answers.c.id))
    return tuple(
        Graded(row.id, row.branch, row.day, tuple(row.given), Fraction(row.num, row.den), row.right) for row in rows
    )


def regrade(
    connection: sa.Connection, answer: int, old: Fraction, new: Fraction, moment: datetime, *, right: bool
) -> None:
    """Give an answer its new mark and keep both values."""
    kept = {"old_num": old.numerator, "old_den": old.denominator, "new_num": new.numerator, "new_den": new.denominator}
    connection.execute(regrades.insert().values({"answer": answer, "moment": moment, **kept}))
    fresh = {"num": new.numerator, "den": new.denominator, "right": right}
    connection.execute(answers.update().where(answers.c.id == answer).values(fresh))
