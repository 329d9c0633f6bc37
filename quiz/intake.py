"""A file of questions on its way into the bank: all of it, or nothing and a list of what is wrong."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from knowledge.snapshot import Snapshot
from quiz import bank, duplicates, importing, topics
from quiz.binding import bind, plain
from quiz.columns import Read, read
from quiz.item import Item, Problem, State
from quiz.matching import SURE, match, named_article, named_version

# Called with how many questions are done, and how many there are.
Progress = Callable[[int, int], None]
# Why a question that was taken in deserves a look; the words stand in `bot/phrases/bank.py`.
UNBOUND, UNSURE, ALIKE = "binding_missing", "binding_unsure", "near_duplicate"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with one cell: its row and column in the file, the code and facts of the sentence, its words."""

    place: int
    where: str
    problem: Problem
    words: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two questions that are nearly the same; `other` is a row of the file, or an item of the bank where `in_bank`."""

    place: int
    other: int
    in_bank: bool
    share: float


@dataclass(frozen=True, slots=True)
class Intake:
    """What a file holds: `fresh` are its new questions with the row of each; `known` are rows that say nothing new.

    Nothing is taken in while there are `troubles`.
    """

    rows: int
    fresh: tuple[tuple[int, Item], ...]
    known: tuple[int, ...]
    troubles: tuple[Trouble, ...]
    alike: tuple[Likeness, ...]

    def reason(self, place: int, item: Item) -> str:
        """Return why a question deserves a look, "" for none."""
        if item.binding is None:
            return UNBOUND
        if item.binding.confidence < SURE:
            return UNSURE
        return ALIKE if any(one.place == place for one in self.alike) else ""


def examine(
    path: Path, snapshot: Snapshot | None, day: date, held: Sequence[Item], progress: Progress = lambda *_: None,
    *, create: bool = False,
) -> Intake:  # fmt: skip
    """Read a file against the bank (`held`) and tie its questions to the library; changes nothing.

    A topic that does not exist (`quiz.topics.known`) is a trouble, unless `create` lets the file bring new ones.
    Raises the faults of `quiz.importing.read`.
    """
    found = [read(raw) for raw in importing.read(path)]
    troubles = [_trouble(one, problem) for one in found for problem in one.problems]
    fresh, known, clashes = _compared([one for one in found if one.item], held)
    if not create:
        troubles += _strange_topics(fresh, topics.known(held, snapshot))
    bound: list[tuple[int, Item]] = []
    for count, (one, item) in enumerate(fresh, 1):
        taken, problems = _bound(snapshot, one, item, day)
        troubles += [_trouble(one, problem) for problem in problems]
        bound.append((one.raw.place, taken))
        progress(count, len(fresh))
    ordered = tuple(sorted((*troubles, *clashes), key=lambda trouble: trouble.place))
    return Intake(len(found), tuple(bound), known, ordered, tuple(_alike(bound, held)))


def take_in(connection: Any, snapshot: Snapshot | None, intake: Intake, actor: str, now: datetime) -> tuple[int, ...]:  # noqa: ANN401
    """Put the questions of a file without troubles into the bank, for review; return their ids."""
    if intake.troubles:
        raise ValueError("a file with troubles is not taken in")
    return tuple(
        bank.add(connection, snapshot, item, "import", actor, now, State.WAITING, intake.reason(place, item))
        for place, item in intake.fresh
    )


def unbound(connection: Any) -> tuple[bank.Entry, ...]:  # noqa: ANN401
    """Return the questions for which no article was found when they came in."""
    waiting = bank.entries(connection, [State.WAITING])
    return tuple(entry for entry in waiting if entry.item.binding is None)


def tied(
    entries: Sequence[bank.Entry], snapshot: Snapshot, day: date, progress: Progress = lambda *_: None
) -> tuple[Item, ...]:
    """Return those of the questions for which the library has an article now, tied to it."""
    found = []
    for count, entry in enumerate(entries, 1):
        binding = match(snapshot, entry.item, day)
        if binding is not None:
            found.append(replace(entry.item, binding=binding))
        progress(count, len(entries))
    return tuple(found)


def tie(connection: Any, snapshot: Snapshot, items: Sequence[Item], actor: str, now: datetime) -> None:  # noqa: ANN401
    """Keep to which articles questions were tied; they wait for review as before."""
    for item in items:
        bank.amend(connection, snapshot, item.id, item, actor, now)
        sure = item.binding is not None and item.binding.confidence >= SURE
        bank.wait(connection, item.id, "" if sure else UNSURE, actor, now)


def _strange_topics(fresh: Sequence[tuple[Read, Item]], known: frozenset[str]) -> Iterator[Trouble]:
    """Yield a trouble for each question whose topic does not exist; a question may be without one."""
    for one, item in fresh:
        if item.topic and item.topic not in known:
            facts = {"topic": item.topic, "common": "、".join(topics.COMMON)}
            yield _trouble(one, Problem("topic", "topic_unknown", facts))


def _trouble(one: Read, problem: Problem) -> Trouble:
    column = problem.facts.get("letter", "") if problem.column == "options" else problem.column
    name = column if column in one.raw.where else problem.column
    return Trouble(one.raw.place, one.raw.where.get(name, ""), problem, one.raw.values.get(name, ""))


def _compared(
    found: Sequence[Read], held: Sequence[Item]
) -> tuple[list[tuple[Read, Item]], tuple[int, ...], list[Trouble]]:
    """Part the questions into new ones, those that are there already, and those that contradict one that is."""
    seen: dict[tuple[str, ...], tuple[int, Item, bool]] = {
        duplicates.form(item): (item.id, item, True) for item in held
    }
    fresh, known, clashes = [], [], []
    for one in found:
        item = one.item
        if item is None:
            continue
        other = seen.get(duplicates.form(item))
        if other is None:
            seen[duplicates.form(item)] = (one.raw.place, item, False)
            fresh.append((one, item))
        elif duplicates.contradict(item, other[1]):
            code = "key_contradicts_bank" if other[2] else "key_contradicts_row"
            clashes.append(_trouble(one, Problem("key", code, {"other": str(other[0])})))
        else:
            known.append(one.raw.place)
    return fresh, tuple(known), clashes


def _bound(snapshot: Snapshot | None, one: Read, item: Item, day: date) -> tuple[Item, list[Problem]]:
    """Tie a question to its article: the one that the file names, or the one that its words stand in."""
    if snapshot is None:
        return item, []
    if not one.document:
        return replace(item, binding=match(snapshot, item, day)), []
    version = named_version(snapshot, day, one.document)
    row = named_article(snapshot, version, one.article) if version else None
    if row is None:
        column = "article" if version else "document"
        return item, [Problem(column, f"{column}_unknown", {"document": one.document, "article": one.article})]
    words = one.raw.values.get("words", "")
    if words and plain(words) in plain(row.article.text):
        return replace(item, binding=bind(snapshot, row, words)), []
    return replace(item, binding=match(snapshot, item, day, row)), []


def _alike(bound: Sequence[tuple[int, Item]], held: Sequence[Item]) -> Iterator[Likeness]:
    """Yield the pairs of nearly equal questions that have one of this file in them."""
    items = [*held, *(item for _, item in bound)]
    for earlier, later, share in duplicates.near(items, len(held)):
        inside = earlier >= len(held)
        other = bound[earlier - len(held)][0] if inside else held[earlier].id
        yield Likeness(bound[later - len(held)][0], other, not inside, share)


def summary(intake: Intake) -> Mapping[str, int]:
    """Return the figures of a file: rows, new, known, troubles, and what deserves a look."""
    reasons = [intake.reason(place, item) for place, item in intake.fresh]
    counts = {reason: reasons.count(reason) for reason in (UNBOUND, UNSURE, ALIKE)}
    refused = len({trouble.place for trouble in intake.troubles})
    return {"rows": intake.rows, "new": len(intake.fresh), "known": len(intake.known), "refused": refused, **counts}
