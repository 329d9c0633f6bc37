"""The sample bank: reviewed questions on the documents of 示例市, and a few more that wait for a reviewer."""

from collections import Counter
from datetime import date, datetime
from importlib.resources import as_file, files
from itertools import islice
from typing import Any

from faults import Fault
from knowledge.snapshot import Snapshot
from quiz import bank, generate, intake
from quiz.item import State

ACTOR = "sample"
# So many of the generator's own are left for whoever tries the review, drawn by another seed than the reviewed ones.
WAITING, SEED = 6, 20


def fill(connection: Any, snapshot: Snapshot, day: date, now: datetime) -> "Counter[State]":  # noqa: ANN401
    """Put the sample questions into an empty bank, those bound to texts in force approved; return how many of each.

    A bank that has anything in it is left alone. Raises the fault bank_row_unreadable for a damaged file.
    """
    filled: Counter[State] = Counter()
    if bank.counts(connection):
        return filled
    with as_file(files("bot.sample") / "bank.jsonl") as path:
        found = intake.examine(path, snapshot, day, (), create=True)
        if found.troubles:
            first = found.troubles[0]
            raise Fault("bank_row_unreadable", path=path.name, detail=f"{first.place}: {first.problem.code}")
    for _, item in found.fresh:
        number = bank.add(connection, snapshot, item, "sample", ACTOR, now)
        bank.approve(connection, snapshot, number, ACTOR, day, now)
        filled[State.ACTIVE] += 1
    known = [item for _, item in found.fresh]
    made = generate.generate(snapshot, generate.in_force(snapshot, day), SEED, known)
    for item in islice(made.items, WAITING):
        bank.add(connection, snapshot, item, "generated", ACTOR, now)
        filled[State.WAITING] += 1
    return filled
