"""A key that was wrong: what answers are worth by the right one, with both values kept."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from quiz import kinds
from quiz.item import Given, Grade, Item
from records import participation
from records import regrading as records

Connection = Any  # of the records, which alone know its type


def only_the_key_differs(old: Item, new: Item) -> bool:
    """Tell whether two wordings ask the same, so that answers to one are answers to the other."""
    same = (old.kind, old.stem, old.options) == (new.kind, new.stem, new.options)
    return same and old.key != new.key


def changes(new: Item, given: Sequence[tuple[int, Given, Grade]]) -> Iterator[tuple[int, Grade, Grade]]:
    """Yield (answer, old grade, new grade) where the right key is worth something else; pure."""
    for answer, what, old in given:
        grade = kinds.of(new.kind).grade(new, what)
        if grade != old:
            yield answer, old, grade


def regrade(connection: Connection, old: Item, new: Item, now: datetime) -> int:
    """Grade again what was answered to `old`, in the same transaction that changes the key; return how many changed."""
    held = records.given(connection, old.version)
    branches = {answer.id: (answer.branch, answer.day) for answer in held}
    rows = [(answer.id, answer.given, Grade(answer.mark, answer.right)) for answer in held]
    changed = list(changes(new, rows))
    for answer, before, after in changed:
        records.regrade(connection, answer, before.mark, after.mark, now, right=after.right)
    for branch, day in sorted({branches[answer] for answer, _, _ in changed}):
        participation.recount(connection, branch, day)
    return len(changed)
