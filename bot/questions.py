"""Questions on their way to a member: who may be asked, how a question is put, what follows an answer."""

from collections.abc import Sequence

from bot.cards import card
from bot.handlers import Effect, Reply, World, consent, sure
from bot.message import SPOKEN, ChatKind, Choice, Choices, Inbound, Part, Quiz, Text
from bot.phrases import quiz as words
from knowledge.snapshot import Snapshot
from quiz import asking, kinds
from quiz.asking import Question
from quiz.clause import clause
from quiz.item import Grade, Item, State
from quiz.rounds import Candidate
from records import answers, reviews, rounds
from records.members import Member
from records.reviews import Review
from records.rounds import Round, Slot

# States from which an item does not come back by itself.
GONE = (State.SUSPENDED, State.ARCHIVED)


def barred(inbound: Inbound, world: World) -> Reply | None:
    """Return what is said to who may not be asked anything here, None for a member who may."""
    if inbound.address.kind is ChatKind.GROUP:
        return Reply((Text(words.PRIVATE), spoken(words.QUIZ_BUTTON, "quiz")))
    return consent.barred(inbound, world)


def spoken(label: str, handler: str) -> Choices:
    """Return a button that stands for the words of a handler."""
    return Choices((Choice(label, f"{SPOKEN}{handler}"),))


def quiz(member: Member, held: Round, snapshot: Snapshot, world: World) -> tuple[tuple[Slot, ...], tuple[Effect, ...]]:
    """Return a member's questions of a round, dealt now where they begin, and the effects that keep them."""
    if slots := rounds.slots_of(world.reader, held.id, member.id):
        return slots, ()
    slots = asking.begin(world.reader, snapshot, held, member, world.now, world.token)
    return slots, (sure(lambda c: rounds.give(c, slots)),)


def go_on(
    slots: Sequence[Slot], held: Round | None, snapshot: Snapshot, world: World, parts: Sequence[Part] = (),
    effects: Sequence[Effect] = (), *, right: bool | None = None,
) -> Reply:  # fmt: skip
    """Put the next question of a quiz (of a practice, without `held`), or say how it went.

    `right` is how the answer of this moment ended, which no record holds yet.
    """
    member = _member(world)
    found = asking.following(world.reader, snapshot, slots, member, world.now, world.token)
    dropped: list[Effect] = [_replaced(number, None) for number in found.dropped]
    if found.question is None:
        return Reply((*parts, *_finished(slots, held, world, right)), (*effects, *dropped))
    put, asked = _put(found.question, held, len(slots) - len(found.dropped), world)
    return Reply((*parts, *put), (*effects, *dropped, *asked))


def practise(pool: Sequence[Candidate], snapshot: Snapshot, world: World) -> Reply:
    """Deal a practice of these items and put its first question."""
    slots = asking.practise(world.reader, pool, _member(world), world.now, world.token)
    return go_on(slots, None, snapshot, world, (), (sure(lambda c: rounds.give(c, slots)),))


def _put(question: Question, held: Round | None, total: int, world: World) -> tuple[tuple[Part, ...], list[Effect]]:
    slot, item, now = question.slot, question.item, world.now
    effects: list[Effect] = []
    if question.replaces is not None:
        effects.append(_replaced(question.replaces, slot))
    effects.append(lambda c: rounds.ask(c, slot.token, now))
    late: list[Part] = []
    if held and held.purpose(now) == "late":
        late.append(Text(words.MADE_UP.format(day=words.near(held.day, world.today))))
    return (*late, shown(slot, item, total if held else 0)), effects


def _replaced(number: int, fresh: Slot | None) -> Effect:
    return lambda connection: rounds.replace(connection, number, fresh)


def shown(slot: Slot, item: Item, total: int) -> Quiz:
    """Return a question as it is put; of a practice (`total` 0) nobody knows how long it will be."""
    asked = kinds.of(item.kind).asked(item, slot.order)
    prompt = words.question(slot.place + 1, total, item.kind, item.stem)
    if asked.gaps:
        prompt += "\n" + (words.FILL if asked.gaps == 1 else words.FILL_SEVERAL.format(gaps=asked.gaps))
    correct = tuple(place for place, number in enumerate(slot.order) if number in item.right)
    return Quiz(slot.token, prompt, asked.options, asked.multiple, correct, item.explanation)


def feedback(item: Item, slot: Slot, worth: Grade, snapshot: Snapshot, world: World) -> tuple[Part, ...]:
    """Say whether an answer is right, with the words of the document that decide it."""
    right = kinds.of(item.kind).right(item, slot.order)
    if item.kind == "single":
        right = (words.option(right[0], item.options[item.right[0]]),)
    said_first = words.verdict(right, good=worth.right, partly=worth.mark > 0)
    found = clause(snapshot, item, world.today)
    if item.explanation and (found is None or item.explanation not in found.text):
        said_first += f"\n{item.explanation}"
    return (Text(said_first), card(found)) if found else (Text(said_first),)


def _finished(slots: Sequence[Slot], held: Round | None, world: World, right: bool | None) -> list[Part]:
    """Say how a quiz went, privately and without comparing; point to what can still be made up."""
    kept = answers.of_slots(world.reader, [slot.id for slot in slots])
    count, good = len(kept), sum(kept.values())
    if right is not None:
        count, good = count + 1, good + int(right)
    if count == 0:
        return [Text(words.NOTHING_TO_ASK)]
    form = words.PRACTICE_DONE if held is None else words.DONE if held.day == world.today else words.MAKE_UP_DONE
    day = words.near(held.day, world.today) if held else ""
    lines = [form.format(count=count, right=good, day=day)]
    if good < count:
        lines.append(words.IN_BOOK)
    return [Text("".join(lines)), *(missed_notice(world, held) if held else ())]


def missed_notice(world: World, done: Round | None = None) -> list[Part]:
    """Offer what can still be made up, `done` left out."""
    count = sum(1 for one in missed(world) if done is None or one.id != done.id)
    if not count:
        return []
    return [Text(words.MISSED.format(count=count)), spoken(words.MAKE_UP_BUTTON, "makeup")]


def missed(world: World) -> list[Round]:
    """Return the rounds that this member can make up, oldest first; days before they agreed are not missed."""
    member = _member(world)
    found = []
    for held in rounds.to_make_up(world.reader, world.now):
        slots = rounds.slots_of(world.reader, held.id, member.id)
        unfinished = not slots or any(not slot.answered for slot in slots)
        if unfinished and member.consented and member.consented < held.closes:
            found.append(held)
    return found


def cleared(world: World) -> tuple[tuple[Part, ...], tuple[Effect, ...], tuple[Review, ...]]:
    """Return one line about mistakes whose items are out of use, the effect that takes them out, and what is left."""
    member = _member(world)
    book = reviews.of_member(world.reader, member.id)
    gone = [one.item for one in book if one.state in GONE]
    left = tuple(one for one in book if one.state == State.ACTIVE)
    if not gone:
        return (), (), left
    return (Text(words.BOOK_CLEARED.format(count=len(gone))),), (lambda c: reviews.drop(c, member.id, gone),), left


def _member(world: World) -> Member:
    if world.member is None:
        raise ValueError("only a member is asked anything")
    return world.member
