"""An answer is graded, recorded and filed for review, all in the transaction of the event that brought it."""

from datetime import date, datetime
from typing import Any

from quiz import kinds, review
from quiz.item import Given, Grade, Item
from quiz.review import Place
from records import answers, participation, reviews
from records.answers import Answer
from records.rounds import Slot

Connection = Any  # of the records, which alone know its type


def grade(item: Item, given: Given) -> Grade:
    """Return what an answer is worth."""
    return kinds.of(item.kind).grade(item, given)


def mark(
    connection: Connection, slot: Slot, branch: int, item: Item, given: Given, purpose: str, day: date, now: datetime,
    today: date,
) -> bool:  # fmt: skip
    """Record the answer to a question; False where one counts already, and then nothing changes.

    `branch` is the member's at this moment, `day` the Beijing day the answer counts for, `today` that of the answer.
    """
    worth = grade(item, given)
    answer = Answer(
        slot.member, branch, slot.id, day, item.id, item.version, purpose, given, worth.mark.numerator,
        worth.mark.denominator, worth.right, now,
    )  # fmt: skip
    if not answers.record(connection, answer):
        return False
    if purpose == "late":
        # The day was summed when its round closed.
        participation.recount(connection, branch, day)
    _file(connection, slot.member, item.id, today, right=worth.right)
    return True


def _file(connection: Connection, member: int, item: int, today: date, *, right: bool) -> None:
    kept = reviews.of_item(connection, member, item)
    before = Place(*kept) if kept else None
    place = review.after(before, today, right=right)
    if place is None and before is not None:
        reviews.drop(connection, member, [item])
    elif place is not None and place != before:
        reviews.put(connection, member, item, place.box, place.due)
