"""Which questions a member is asked: dealt when they begin, and looked at once more before each is put."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from knowledge import titles
from knowledge.snapshot import Snapshot
from quiz import bank, kinds, rounds
from quiz.binding import current_source
from quiz.item import Item, State
from quiz.rounds import PRACTICE, REST, Candidate, Past
from quiz.workdays import BEIJING
from records import answers, organisation, reviews, study
from records import rounds as records
from records.members import Member
from records.rounds import Round, Slot

Connection = Any  # of the records, which alone know its type
Token = Callable[[], str]
# So many questions make one practice.
RUN = 5
_ZERO = timedelta()


@dataclass(frozen=True, slots=True)
class Question:
    """What is put next; `replaces` is the id of the stored question that it takes the place of."""

    slot: Slot
    item: Item
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """How the questions of one quiz stand.

    `question` is what is put next, None when nothing is left; `dropped` are ids of stored questions for which no
    other item was found.
    """

    question: Question | None
    dropped: tuple[int, ...] = ()


def day_of(moment: datetime) -> date:
    """Return the Beijing day of a moment."""
    return moment.astimezone(BEIJING).date()


def pool(connection: Connection, snapshot: Snapshot, day: date) -> tuple[Candidate, ...]:
    """Return every item that may be asked on a day: active, and its article stands as it was reviewed."""
    found = ((item, current_source(snapshot, item, day)) for item in bank.active(connection))
    return tuple(Candidate(item.id, item.version, source, item.topic) for item, source in found if source)


def begin(
    connection: Connection, snapshot: Snapshot, held: Round, member: Member, now: datetime, token: Token
) -> tuple[Slot, ...]:
    """Deal a member's quiz of a round; reads, and writes nothing. () when there is nothing to ask."""
    pooled = _pooled(connection, held)
    passages = _wished(connection, snapshot, pooled, member, held) or held.plan["sources"]
    past = _past(connection, member.id, held.day, now)
    while True:
        drawn = rounds.draw(pooled, past, held.day, member.id, held.seed, held.plan["items"], passages)
        items = [_current(connection, snapshot, one.candidate, day_of(now)) for one in drawn]
        stale = {one.candidate for one, item in zip(drawn, items, strict=True) if item is None}
        if not stale:
            pairs = zip(drawn, filter(None, items), strict=True)
            return tuple(
                _slot(one.purpose, item, held.id, held.seed, member, place, token)
                for place, (one, item) in enumerate(pairs)
            )
        pooled = tuple(one for one in pooled if one not in stale)


def practise(
    connection: Connection, wanted: Sequence[Candidate], member: Member, now: datetime, token: Token
) -> tuple[Slot, ...]:
    """Deal a practice of the items wanted: those never met first, then those met longest ago."""
    day, seed = day_of(now), int(now.timestamp())
    past = _past(connection, member.id, day, now)
    # Who practises wants these items, however short ago they were asked; of equal ones the dice choose.
    drawn = rounds.draw(wanted, replace(past, due=()), day, member.id, seed, RUN, (), rest=_ZERO)
    items = [bank.version(connection, one.candidate.version) for one in drawn]
    return tuple(_slot(PRACTICE, item, None, seed, member, place, token) for place, item in enumerate(items))


def following(
    connection: Connection, snapshot: Snapshot, slots: Sequence[Slot], member: Member, now: datetime, token: Token
) -> Asking:
    """Return the first question of a quiz that is not answered; one that may not be asked any more is replaced."""
    dropped: list[int] = []
    for slot in slots:
        if slot.answered:
            continue
        if item := askable(connection, snapshot, slot.version, day_of(now)):
            return Asking(Question(slot, item), tuple(dropped))
        if fresh := _substitute(connection, snapshot, slot, slots, member, now, token):
            return Asking(fresh, tuple(dropped))
        dropped.append(slot.id)
    return Asking(None, tuple(dropped))


def askable(connection: Connection, snapshot: Snapshot, version: int, day: date) -> Item | None:
    """Return the item of a version if it may be asked at this moment: active, not amended, its article unchanged."""
    item = bank.version(connection, version)
    return _current(connection, snapshot, Candidate(item.id, item.version, "", ""), day)


def _current(connection: Connection, snapshot: Snapshot, one: Candidate, day: date) -> Item | None:
    entry = bank.entry(connection, one.item)
    same = entry.state is State.ACTIVE and entry.item.version == one.version
    return entry.item if same and current_source(snapshot, entry.item, day) else None


def _substitute(
    connection: Connection, snapshot: Snapshot, slot: Slot, slots: Sequence[Slot], member: Member, now: datetime,
    token: Token,
) -> Question | None:  # fmt: skip
    if slot.round is None:
        return None
    held = records.by_id(connection, slot.round)
    taken = {bank.version(connection, other.version).id for other in slots}
    past = _past(connection, member.id, held.day, now)
    for spare in rounds.spares(_pooled(connection, held), past, held.day, member.id, held.seed, taken):
        if item := _current(connection, snapshot, spare.candidate, day_of(now)):
            fresh = _slot(spare.purpose, item, held.id, held.seed, member, slot.place, token)
            return Question(replace(fresh, id=slot.id), item, replaces=slot.id)
    return None


def _slot(purpose: str, item: Item, number: int | None, seed: int, member: Member, place: int, token: Token) -> Slot:
    order = kinds.of(item.kind).dealt(item, rounds.dice_of(item.version, member.id, seed))
    return Slot(number, member.id, member.branch, place, purpose, item.version, order, token())


def _pooled(connection: Connection, held: Round) -> tuple[Candidate, ...]:
    return tuple(Candidate(*row) for row in records.pool(connection, held.id))


def _past(connection: Connection, member: int, day: date, now: datetime) -> Past:
    """Return what a member has behind them; what was asked in the last days counts also without an answer."""
    met = answers.met(connection, member)
    for version, asked in records.asked_since(connection, member, now - REST).items():
        item = bank.version(connection, version).id
        met[item] = max(met.get(item, date.min), day_of(asked))
    due = [one.item for one in reviews.of_member(connection, member) if one.due <= day]
    return Past(met, due, rounds.weakest(answers.by_topic(connection, member)))


def _wished(
    connection: Connection, snapshot: Snapshot, pooled: Sequence[Candidate], member: Member, held: Round
) -> tuple[str, ...]:
    """Return the articles among the items that the member's branch, or one above it, studies on that day."""
    node = organisation.node(connection, member.branch)
    for reading in study.plan(connection, node, held.day) if node else ():
        versions = snapshot.catalog.names.get(titles.normal(reading.source), ())
        found = {one.source for one in pooled if one.source == reading.source or one.document in versions}
        if found:
            return tuple(sorted(found))
    return ()
