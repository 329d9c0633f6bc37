"""Many questions with their answers at once, as they would stand there one by one: for the sample."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from records.answers import Answer, answers
from records.reviews import Review, reviews
from records.rounds import Slot, slots


@dataclass(frozen=True, slots=True)
class Put:
    """A question that was put, and its answer (without `slot`); `first`: the member's first to this item."""

    slot: Slot
    answer: Answer | None
    first: bool


def write(connection: sa.Connection, put: Sequence[Put], places: Sequence[tuple[int, Review]]) -> None:
    """Write questions, answers, and what lies in the members' books of mistakes, as (member, review)."""
    if put:
        query = slots.insert().returning(slots.c.id, sort_by_parameter_order=True)
        numbers = connection.execute(query, [_slot(one.slot) for one in put]).scalars().all()
        given = [_answer(one, one.answer, slot) for one, slot in zip(put, numbers, strict=True) if one.answer]
        connection.execute(answers.insert(), given)
    if places:
        rows = [{"member": member, "item": one.item, "box": one.box, "due": one.due} for member, one in places]
        connection.execute(reviews.insert(), rows)


def _slot(slot: Slot) -> dict[str, object]:
    return {
        "round": slot.round, "member": slot.member, "branch": slot.branch, "place": slot.place,
        "purpose": slot.purpose, "version": slot.version, "order": list(slot.order), "token": slot.token,
        "asked": slot.asked,
    }  # fmt: skip


def _answer(put: Put, answer: Answer, slot: int) -> dict[str, object]:
    return {
        "member": answer.member, "branch": answer.branch, "slot": slot, "day": answer.day, "item": answer.item,
        "version": answer.version, "purpose": answer.purpose, "given": list(answer.given), "num": answer.num,
        "den": answer.den, "right": answer.right, "first": put.first, "moment": answer.moment,
    }  # fmt: skip
