"""How the options of items are chosen: sums of first answers by what was chosen, of the whole organisation.

Words that somebody filled into a blank are that person's own and are never summed.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from records.answers import answers
from records.bank import item_versions
from records.metadata import metadata, organisation

BLANK = "blank"
choice_sums = sa.Table(
    "choice_sums",
    metadata,
    organisation(),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    # Numbers of the options chosen together, as JSON writes them: [0, 2].
    sa.Column("given", sa.String(60), primary_key=True),
    sa.Column("answers", sa.Integer, nullable=False),
    sa.Index(None, "day"),
)


def by_choice(day: date) -> "sa.Select[tuple[int, str, int]]":
    """Return the query of (version, given, answers) over the first answers of a Beijing day."""
    given = sa.cast(answers.c.given, sa.Text).label("given")
    return (
        sa.select(answers.c.version, given, sa.func.count().label("answers"))
        .join(item_versions, item_versions.c.id == answers.c.version)
        .where(answers.c.day == day, answers.c.first, item_versions.c.kind != BLANK)
        .group_by(answers.c.version, given)
    )


def of_versions(
    connection: sa.Connection, versions: Sequence[int], start: date, end: date
) -> Mapping[int, Mapping[tuple[int, ...], int]]:
    """Return for each version how many first answers chose which options, over the days from `start` to `end`."""
    here = choice_sums.c.version.in_(versions) & choice_sums.c.day.between(start, end)
    count = sa.func.sum(choice_sums.c.answers)
    query = sa.select(choice_sums.c.version, choice_sums.c.given, count).where(here)
    found: dict[int, dict[tuple[int, ...], int]] = {version: {} for version in versions}
    for version, given, people in connection.execute(query.group_by(choice_sums.c.version, choice_sums.c.given)):
        found[version][tuple(json.loads(given))] = int(people)
    return found
