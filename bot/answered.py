"""A member's own answers as they read them again: the question, what they gave, what is right, the clause."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.snapshot import Snapshot
from quiz import bank, kinds
from quiz.binding import current_source
from quiz.item import Given, Item
from records import learning

# So many are read again on a page; the copy of one's data has all.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer; `right` are the right words, `source` names the article of today, None where it is gone."""

    day: date
    item: Item
    given: tuple[str, ...]
    right: tuple[str, ...]
    good: bool
    partly: bool
    source: str | None


def latest(connection: Any, snapshot: Snapshot | None, member: int, today: date) -> tuple[Answered, ...]:  # noqa: ANN401 - a connection of the records
    """Return a member's last answers, the newest first."""
    return tuple(_read(connection, snapshot, one, today) for one in learning.latest(connection, member, SHOWN))


def _read(connection: Any, snapshot: Snapshot | None, one: learning.Given, today: date) -> Answered:  # noqa: ANN401
    item = bank.version(connection, one.version)
    right: Given = item.right or tuple(words[0] for words in item.words)
    source = current_source(snapshot, item, today) if snapshot else None
    return Answered(one.day, item, _said(item, one.given), _said(item, right), one.right, one.partly, source)


def _said(item: Item, given: Given) -> tuple[str, ...]:
    """Say options by their words; what was filled in says itself."""
    options = kinds.of(item.kind).asked(item, tuple(range(len(item.options)))).options
    return tuple(options[one] if isinstance(one, int) else one for one in given)
