"""Items for the tests of this room."""

from datetime import date

from knowledge.snapshot import Snapshot
from quiz.binding import bind
from quiz.item import Item


def item_on(snapshot: Snapshot, day: date, key: str, words: str, stem: str = "党支部每月集中学习几次？") -> Item:
    """An item on an article of the text in force."""
    (version,) = (one for one in snapshot.catalog.versions.values() if one.span.holds(day))
    row = snapshot.catalog.locate(version.id, key)
    assert row is not None
    return Item("single", stem, ("一次", "两次", "三次"), (1,), binding=bind(snapshot, row, words))
