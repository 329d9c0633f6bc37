"""What becomes of an item when its document has changed (domain rule 5.5)."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from knowledge.catalog import Row
from knowledge.snapshot import Snapshot
from quiz.binding import current_source, in_force, plain
from quiz.item import Item, State
from quiz.wording import likeness, trigrams

# Two articles that share this part of their runs of three characters are one article revised.
ALIKE = 0.2
# Why an item does not hold; the words stand in `bot/phrases/bank.py`.
CHANGED, TOUCHED, REMOVED, ENDED = "article_changed", "words_changed", "article_removed", "document_ended"
REASONS = (CHANGED, TOUCHED, REMOVED, ENDED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state that an item's document leaves it in, why, and the article that stands there now, if any."""

    state: State
    reason: str = ""
    source: str | None = None


def verdict(snapshot: Snapshot, item: Item, reviewed: str, day: date) -> Verdict:
    """Judge a bound item by the library of a day; `reviewed` is the text of the article as it was reviewed."""
    if (source := current_source(snapshot, item, day)) is not None:
        return Verdict(State.ACTIVE, source=source)
    if item.binding is None or not in_force(snapshot, item.binding.title, day):
        return Verdict(State.SUSPENDED, ENDED)
    found = successor(snapshot, item, reviewed, day)
    if found is None:
        return Verdict(State.SUSPENDED, REMOVED)
    if stands(item, found):
        return Verdict(State.RECHECK, CHANGED, found.source)
    return Verdict(State.SUSPENDED, TOUCHED, found.source)


def successor(snapshot: Snapshot, item: Item, reviewed: str, day: date) -> Row | None:
    """Return the article in force that took the place of the one reviewed: it has its words, or is most like it."""
    if item.binding is None:
        return None
    versions = in_force(snapshot, item.binding.title, day)
    rows = [row for version in versions for row in snapshot.catalog.articles(version)]
    old = trigrams(reviewed or item.binding.words)
    near = [(stands(item, row), likeness(old, _runs(row.article.text)), -row.row, row) for row in rows]
    best = max(near, default=None, key=lambda found: found[:3])
    return best[3] if best and (best[0] or best[1] >= ALIKE) else None


@lru_cache(maxsize=8192)
def _runs(text: str) -> frozenset[str]:
    """Return the runs of an article: all items of a document are held against the same ones."""
    return trigrams(text)


def stands(item: Item, row: Row) -> bool:
    """Tell whether the words that an item rests on stand in an article."""
    return item.binding is not None and plain(item.binding.words) in plain(row.article.text)
