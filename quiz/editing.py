"""What a reviewer makes of an item: read like a row of a file, tied to the article as it stands now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher

from knowledge.catalog import Row
from knowledge.snapshot import Snapshot
from quiz.bank import Entry
from quiz.binding import article_of, bind, current_source, plain
from quiz.columns import BETWEEN_OPTIONS, KINDS, Raw, cells, read
from quiz.item import Item, Problem
from quiz.renewal import successor

# Pieces of a text: the words, and whether they are to be marked.
Marked = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """The article as it was reviewed and as it stands now (None: nowhere), each with what is to be marked.

    While both are the same, what is marked are the words that the item rests on; else what differs.
    """

    old: Marked
    new: Marked | None
    label: str
    changed: bool


def article_now(snapshot: Snapshot, held: Entry, day: date) -> Row | None:
    """Return the article that an item rests on as it stands on a day, or the one that took its place."""
    source = current_source(snapshot, held.item, day)
    return article_of(snapshot, source) if source else successor(snapshot, held.item, held.article, day)


def sides(snapshot: Snapshot, held: Entry, day: date) -> Sides:
    """Lay the article as reviewed and as it stands now side by side."""
    row = article_now(snapshot, held, day)
    words = held.item.binding.words if held.item.binding else ""
    if row is None:
        return Sides(_around(held.article, words), None, "", changed=True)
    if plain(row.article.text) == plain(held.article):
        return Sides((), _around(row.article.text, words), row.article.label, changed=False)
    return Sides(*_differences(held.article, row.article.text), row.article.label, changed=True)


def _around(text: str, words: str) -> Marked:
    """Mark words in a text."""
    before, found, after = text.partition(words) if words else (text, "", "")
    return tuple(piece for piece in ((before, False), (found, True), (after, False)) if piece[0])


def _differences(old: str, new: str) -> tuple[Marked, Marked]:
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if b > a:
            left.append((old[a:b], what != "equal"))
        if d > c:
            right.append((new[c:d], what != "equal"))
    return tuple(left), tuple(right)


def fields(item: Item) -> Mapping[str, str]:
    """Return an item as the fields of a form; options one a line."""
    said = dict(cells(item))
    words = item.binding.words if item.binding else ""
    shown = {name: said[name] for name in ("stem", "key", "explanation")}
    return {**shown, "options": BETWEEN_OPTIONS.join(item.options), "words": words}


def edited(
    snapshot: Snapshot, held: Entry, typed: Mapping[str, str], day: date
) -> tuple[Item | None, tuple[Problem, ...]]:
    """Read the fields of a form into a new wording, tied to the article as it stands now; or say what is wrong."""
    values = {name: words.replace("\r\n", "\n").strip() for name, words in typed.items()}
    kept = {"kind": KINDS[held.item.kind][0], "difficulty": str(held.item.difficulty), "topic": held.item.topic}
    found = read(Raw(0, {**values, **kept}))
    if found.item is None:
        return None, found.problems
    row = article_now(snapshot, held, day)
    if row is None:
        # Nothing carries it: it can be put in order, and stays out of circulation.
        return replace(found.item, binding=held.item.binding), ()
    words = values.get("words", "")
    if not words or plain(words) not in plain(row.article.text):
        return None, (Problem("words", "words_elsewhere"),)
    return replace(found.item, binding=bind(snapshot, row, words)), ()
