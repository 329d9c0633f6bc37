"""The bank's workflow: 草稿 → 待审 → 启用 → 待复核 or 停用 → 归档. Only 启用 is ever asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from faults import Fault
from knowledge.snapshot import Snapshot
from quiz import successors
from quiz.binding import article_of, bind, holds
from quiz.item import Binding, Item, Key, State
from quiz.regrading import only_the_key_differs, regrade
from quiz.renewal import REASONS, TOUCHED, stands, successor, verdict
from quiz.wording import bare
from records import bank as records

# Why an item is out of circulation; the words stand in `bot/phrases/bank.py`.
REPORTED = "reported"
# Where a draft comes from that follows a suspended item, and why it waits.
FOLLOWS = "successor"
Connection = Any  # of the records, which alone know its type


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as the bank holds it.

    `reason` is a code: why it is out of circulation or waits, "" when nothing is wrong. `origin` says where it comes
    from. `label` and `article` are the number and the text of the article that it was reviewed against.
    """

    item: Item
    state: State
    reason: str
    origin: str
    label: str
    article: str


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What a new snapshot did to the bank, as ids of items; `moved` hold under another number or version."""

    kept: int
    moved: tuple[int, ...]
    recheck: tuple[int, ...]
    suspended: tuple[int, ...]
    restored: tuple[int, ...]


def active(connection: Connection) -> tuple[Item, ...]:
    """Return the items that may be asked where their binding holds (`quiz.binding.holds`)."""
    return tuple(entry.item for entry in entries(connection, [State.ACTIVE]))


def version(connection: Connection, number: int) -> Item:
    """Return an item as it was asked, by the id of the version; raises the fault item_unknown."""
    row = records.version(connection, number)
    if row is None:
        raise Fault("item_unknown", number=number)
    return _item(row)


def entries(connection: Connection, states: Sequence[State] = ()) -> tuple[Entry, ...]:
    """Return the items in these states, of all if none is said, in the order they came."""
    return tuple(_entry(row) for row in records.entries(connection, states))


def queue(connection: Connection) -> tuple[Entry, ...]:
    """Return what reviewers are to decide on: what was in use and is not any more comes first."""
    found = entries(connection, [State.RECHECK, State.SUSPENDED, State.WAITING])
    urgent = (State.RECHECK, State.SUSPENDED, State.WAITING)
    return tuple(sorted(found, key=lambda one: (urgent.index(one.state), one.item.id)))


def following(queue: Sequence[Entry], number: int) -> Entry | None:
    """Return what comes behind an item in the queue, the first one behind the last or where it is not in it.

    None where nothing else waits.
    """
    numbers = [one.item.id for one in queue]
    place = numbers.index(number) + 1 if number in numbers else 0
    return next((one for one in (*queue[place:], *queue[:place]) if one.item.id != number), None)


def entry(connection: Connection, item: int) -> Entry:
    """Return an item by its id; raises the fault item_unknown."""
    row = records.entry(connection, item)
    if row is None:
        raise Fault("item_unknown", number=item)
    return _entry(row)


def add(
    connection: Connection, snapshot: Snapshot | None, item: Item, origin: str, actor: str, now: datetime,
    state: State = State.WAITING, reason: str = "",
) -> int:  # fmt: skip
    """Take an item in; return its id. `snapshot` has the article it is bound to, None for an item that has none."""
    _keep_article(connection, snapshot, item)
    normal = bare(item.stem)
    return records.add(connection, _values(item), state, origin, normal, actor, now, reason)


def amend(connection: Connection, snapshot: Snapshot | None, number: int, item: Item, actor: str, now: datetime) -> int:
    """Give an item a new wording; answers keep the old one. Return the id of the version.

    Where only the key is another, the old one was wrong: what was answered by it is graded again.
    """
    old = entry(connection, number).item
    _keep_article(connection, snapshot, item)
    made = records.amend(connection, number, _values(item), bare(item.stem), actor, now)
    records.keep_event(connection, number, "edit", actor, now)
    if only_the_key_differs(old, item):
        records.keep_event(connection, number, "regrade", actor, now, str(regrade(connection, old, item, now)))
    return made


def approve(connection: Connection, snapshot: Snapshot, number: int, actor: str, day: date, now: datetime) -> None:
    """Put an item into circulation, on the article as it stands on the Beijing day; raises the faults of `approvable`.

    Where its article has changed around its words it gets a version that rests on the new one.
    """
    held = entry(connection, number)
    fresh = approvable(snapshot, held, day)
    if fresh != held.item:
        amend(connection, snapshot, number, fresh, actor, now)
    records.move(connection, number, State.ACTIVE, "", "approve", actor, now)


def approvable(snapshot: Snapshot, held: Entry, day: date) -> Item:
    """Return an item as it can be put into circulation.

    Raises the faults item_unbound, where nothing in the library carries it, and item_stale, where its words are gone.
    """
    item, number = held.item, held.item.id
    if item.binding is None:
        raise Fault("item_unbound", number=number)
    if holds(snapshot, item, day):
        return item
    row = successor(snapshot, item, held.article, day)
    if row is None or not stands(item, row):
        raise Fault("item_stale", number=number)
    return replace(item, binding=bind(snapshot, row, item.binding.words))


def wait(connection: Connection, number: int, reason: str, actor: str, now: datetime) -> None:
    """Let an item wait for review, with the reason to look closely, "" for none."""
    records.move(connection, number, State.WAITING, reason, State.WAITING, actor, now)


def reject(connection: Connection, number: int, actor: str, now: datetime, reason: str) -> None:
    """Put an item away for good, with the reviewer's reason."""
    records.move(connection, number, State.ARCHIVED, "rejected", "reject", actor, now, reason)


def report_error(connection: Connection, number: int, words: str, now: datetime) -> None:
    """Take an item out of circulation because somebody says that it is wrong; who said so is not kept.

    `number` is the item's id. An item that is out of circulation already stays as it is; the words are kept.
    """
    if entry(connection, number).state is State.ACTIVE:
        records.move(connection, number, State.RECHECK, REPORTED, "report", "", now, words)
    else:
        records.keep_event(connection, number, "report", "", now, words)


def after_reindex(connection: Connection, snapshot: Snapshot, day: date, now: datetime) -> Aftermath:
    """Move what no longer holds out of circulation, and back what holds again; call it after every new snapshot."""
    kept, became = 0, dict[str, list[int]]({"moved": [], "recheck": [], "suspended": [], "restored": []})
    for held in entries(connection, [State.ACTIVE, State.WAITING, State.RECHECK, State.SUSPENDED]):
        if held.item.binding is None or (held.state in _OUT and held.reason not in REASONS):
            continue
        found = verdict(snapshot, held.item, held.article, day)
        if found.state is State.ACTIVE and held.state is State.ACTIVE:
            kept += 1
            if found.source != held.item.binding.source:
                became["moved"].append(held.item.id)
                _note_move(connection, held, f"{held.item.binding.source} → {found.source}", now)
        elif (change := _change(connection, held, found.state, found.reason, now)) is not None:
            became[change].append(held.item.id)
            if found.reason == TOUCHED and found.source is not None:
                _follow(connection, snapshot, held, found.source, now)
    return Aftermath(kept, **{name: tuple(numbers) for name, numbers in became.items()})


def _follow(connection: Connection, snapshot: Snapshot, held: Entry, source: str, now: datetime) -> None:
    """Let a draft on the new words wait for review, where one can be made and the bank has none like it."""
    row = article_of(snapshot, source)
    fresh = successors.successor(snapshot, held.item, row) if row else None
    others = (one.item.stem for one in entries(connection) if one.item.id != held.item.id)
    if fresh and bare(fresh.stem) not in map(bare, others):
        add(connection, snapshot, fresh, FOLLOWS, "", now, reason=FOLLOWS)


_OUT = (State.RECHECK, State.SUSPENDED)


def _change(connection: Connection, held: Entry, state: State, reason: str, now: datetime) -> str | None:
    """Give an item the state that its document leaves it in; return the name of the change, None for none."""
    if (held.state, held.reason) == (state, reason) or (held.state is State.WAITING and held.reason == reason):
        return None
    if held.state is State.WAITING and state is State.ACTIVE and held.reason not in REASONS:
        # Why it waits has nothing to do with its article.
        return None
    # What waits goes on waiting: whoever reviews it sees what happened to the article.
    after = State.WAITING if held.state is State.WAITING else state
    action = "restore" if state is State.ACTIVE else after
    records.move(connection, held.item.id, after, reason, action, "", now)
    if after is State.WAITING:
        return None
    return "restored" if state is State.ACTIVE else str(state)


def _note_move(connection: Connection, held: Entry, note: str, now: datetime) -> None:
    """Log once that the same words stand elsewhere now."""
    if all(event["reason"] != note for event in records.events(connection, held.item.id)):
        records.keep_event(connection, held.item.id, "move", "", now, note)


def _keep_article(connection: Connection, snapshot: Snapshot | None, item: Item) -> None:
    """Keep the article itself: the reviewer must see it when the library has a newer one."""
    row = article_of(snapshot, item.binding.source) if snapshot and item.binding else None
    if row is not None and item.binding is not None:
        bound = item.binding
        records.keep_article(connection, bound.digest, bound.title, row.article.label, row.article.text)


def _values(item: Item) -> Mapping[str, Any]:
    bound = item.binding
    return {
        "kind": item.kind, "stem": item.stem, "options": item.options, "key": item.key,
        "explanation": item.explanation, "difficulty": item.difficulty, "topic": item.topic,
        "source": bound.source if bound else None, "words": bound.words if bound else "",
        "article_digest": bound.digest if bound else "", "confidence": bound.confidence if bound else 0.0,
    }  # fmt: skip


def _entry(row: Mapping[str, Any]) -> Entry:
    state = State(row["state"])
    return Entry(_item(row), state, row["reason"], row["origin"], row["label"] or "", row["text"] or "")


def _item(row: Mapping[str, Any]) -> Item:
    bound = None
    if row["source"] is not None:
        bound = Binding(row["source"], row["words"], row["article_digest"], row["confidence"], row["title"] or "")
    return Item(
        row["kind"], row["stem"], tuple(row["options"]), _key(row["key"]), row["explanation"], row["difficulty"],
        row["topic"], bound, row["item"], row["id"],
    )  # fmt: skip


def _key(kept: Sequence[Any]) -> Key:
    """Read a key back: the database keeps tuples as lists."""
    return tuple(tuple(part) if isinstance(part, list) else part for part in kept)


def events(connection: Connection, number: int) -> tuple[Mapping[str, Any], ...]:
    """Return what was done with an item, the last first: action, reason, actor, moment."""
    return records.events(connection, number)


def counts(connection: Connection) -> Mapping[str, int]:
    """Return how many items are in each state."""
    return records.counts(connection)
