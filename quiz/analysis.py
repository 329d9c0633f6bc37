"""How the items in use behave, from the answers that were given to them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from quiz import bank
from quiz.item import Item, State
from quiz.items import DISCRIMINATION_FLOOR, Health, health
from records import bank as records
from records.firsts import First, against_the_rest, firsts

IN_DOUBT = "key_in_doubt"
# A member's other answers under this number say nothing of the member.
LEAST_OTHERS = 5
# What is doubted is looked for in the answers of so many days: as many as figures are shown for, and a few more.
RECENT = timedelta(days=35)


def analyse(connection: Any) -> Mapping[int, Health]:  # noqa: ANN401 - of the records, which alone know its type
    """Return the health of every item in use, by its id; only answers to its wording of today count."""
    items = [entry.item for entry in bank.entries(connection, [State.ACTIVE, State.RECHECK])]
    return judged(items, firsts(connection))


def doubted(connection: Any, day: date) -> tuple[int, ...]:  # noqa: ANN401 - of the records
    """Return the items whose key is in doubt on a Beijing day, by the answers of the weeks before it."""
    return against_the_rest(connection, day - RECENT, DISCRIMINATION_FLOOR, LEAST_OTHERS)


def doubt(connection: Any, numbers: Iterable[int], now: datetime) -> None:  # noqa: ANN401 - of the records
    """Keep that the key of these items was in doubt; I11 counts them, reviewers see it."""
    for number in numbers:
        records.keep_event(connection, number, IN_DOUBT, "", now)


def judged(items: Iterable[Item], answers: Iterable[First]) -> Mapping[int, Health]:
    """Judge items by first answers; pure.

    Everybody is given other questions, so an item is held against the mean of a member's other marks, and members
    with too few others are left out of that item's answers.
    """
    by_member, by_version = defaultdict[int, list[float]](list), defaultdict[int, list[First]](list)
    for answer in answers:
        by_member[answer.member].append(answer.mark)
        by_version[answer.version].append(answer)
    return {item.id: _health(item, by_version[item.version], by_member) for item in items}


def _health(item: Item, answers: list[First], by_member: Mapping[int, list[float]]) -> Health:
    known = [one for one in answers if len(by_member[one.member]) > LEAST_OTHERS]
    marks = [one.mark for one in known]
    others = [(sum(by_member[one.member]) - one.mark) / (len(by_member[one.member]) - 1) for one in known]
    totals = [mark + other for mark, other in zip(marks, others, strict=True)]
    given = [[number for number in one.given if isinstance(number, int)] for one in known]
    return health(marks, totals, given, len(item.options), item.right)
