"""Weeks of synthetic answers: each member begins quizzes, answers, makes up, forgets, as the dice say.

Everything is drawn, dealt, graded and filed for review by the functions that serve real members; only the writing is
done at once. A test lets a member take the same steps one by one and finds the same rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from bot.clock import day_of
from quiz import kinds, review, rounds
from quiz.item import Given, Item
from quiz.review import Place
from quiz.rounds import REST, Candidate, Past
from records.answers import Answer
from records.history import Put
from records.members import Member
from records.reviews import Review
from records.rounds import Round, Slot

# Of all days: begun at once, begun and left half done, made up later; the rest is missed.
PART, LATE = 0.06, 0.12
PAUSE = timedelta(seconds=35)


@dataclass(frozen=True, slots=True)
class Step:
    """One quiz that a member begins: of which round, when, and how many questions they answer."""

    held: Round
    moment: datetime
    answered: int

    @property
    def purpose(self) -> str:
        """What the answers count as."""
        return "daily" if self.moment < self.held.closes else "late"


@dataclass(slots=True)
class Pupil:
    """A member as the weeks go by; what they have behind them is kept as the records would give it."""

    member: Member
    dice: Random
    zeal: float
    skill: float
    met: dict[int, date] = field(default_factory=dict)
    asked: list[tuple[int, datetime]] = field(default_factory=list)
    topics: dict[str, tuple[int, int]] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)


def pupil(member: Member, dice: Random) -> Pupil:
    """Draw how eager and how able a member is."""
    return Pupil(member, Random(dice.getrandbits(64)), dice.uniform(0.6, 0.98), dice.uniform(0.55, 0.92))


def steps(one: Pupil, held: Sequence[Round], now: datetime) -> list[Step]:
    """Draw which quizzes a member begins, in the order of time; none after `now`."""
    found = []
    for round_ in held:
        size, chance = round_.plan["items"], one.dice.random()
        first = round_.opened + timedelta(minutes=one.dice.randrange(10, 600))
        later = round_.closes + timedelta(hours=one.dice.randrange(13, 60), minutes=one.dice.randrange(60))
        part = one.dice.randrange(1, size) if size > 1 else 1
        if chance < one.zeal * (1 - PART - LATE):
            found.append(Step(round_, first, size))
        elif chance < one.zeal * (1 - LATE):
            found.append(Step(round_, first, part))
        elif chance < one.zeal:
            found.append(Step(round_, later, size))
    return sorted((step for step in found if step.moment < now), key=lambda step: step.moment)


def live(
    one: Pupil, taken: Sequence[Step], pool: Sequence[Candidate], items: Mapping[int, Item]
) -> tuple[list[Put], list[Review]]:  # fmt: skip
    """Let a member take these steps; return their questions with the answers, and their book of mistakes.

    `items` are by version. All members' rows may be written in any order.
    """
    put = [question for step in taken for question in _quiz(one, step, pool, items)]
    kept = [Review(item, place.box, place.due, "active") for item, place in sorted(one.places.items())]
    return put, kept


def given(item: Item, dice: Random, *, right: bool) -> Given:
    """Return an answer to an item, right or wrong."""
    if item.kind == "blank":
        return tuple(one[0] if right else "不清楚" for one in item.words)
    if right:
        return item.right
    count = 2 if item.kind == "judge" else len(item.options)
    wrong = [(number,) for number in range(count) if (number,) != item.right]
    return dice.choice(wrong)


def _quiz(one: Pupil, step: Step, pool: Sequence[Candidate], items: Mapping[int, Item]) -> Iterator[Put]:
    held, member = step.held, one.member.id
    drawn = rounds.draw(
        pool, _past(one, step), held.day, member, held.seed, held.plan["items"], held.plan["sources"]
    )  # fmt: skip
    for place, chosen in enumerate(drawn):
        item = items[chosen.candidate.version]
        order = kinds.of(item.kind).dealt(item, rounds.dice_of(item.version, member, held.seed))
        token = f"{one.dice.getrandbits(96):024x}"
        moment = step.moment + place * PAUSE
        slot = Slot(held.id, member, one.member.branch, place, chosen.purpose, item.version, order, token)
        # A question is put when the one before it is answered.
        if place <= step.answered:
            slot = replace(slot, asked=moment)
            one.asked.append((item.id, moment))
        yield _answered(one, step, slot, item, moment + PAUSE / 2) if place < step.answered else Put(slot, None, False)


def _past(one: Pupil, step: Step) -> Past:
    met = dict(one.met)
    for item, asked in one.asked:
        if asked >= step.moment - REST:
            met[item] = max(met.get(item, date.min), day_of(asked))
    waiting = sorted((place.due, item) for item, place in one.places.items() if place.due <= step.held.day)
    return Past(met, [item for _, item in waiting], rounds.weakest(one.topics))


def _answered(one: Pupil, step: Step, slot: Slot, item: Item, moment: datetime) -> Put:
    # What was met before is known better, what is hard less well.
    chance = one.skill + 0.12 * (item.id in one.met) - 0.06 * (item.difficulty - 3)
    said = given(item, one.dice, right=one.dice.random() < chance)
    grade = kinds.of(item.kind).grade(item, said)
    first, day = item.id not in one.met, step.held.day
    right, count = one.topics.get(item.topic, (0, 0))
    one.topics[item.topic] = (right + grade.right, count + 1)
    one.met[item.id] = max(one.met.get(item.id, date.min), day)
    place = review.after(one.places.get(item.id), day_of(moment), right=grade.right)
    one.places.pop(item.id, None)
    if place:
        one.places[item.id] = place
    answer = Answer(
        slot.member, slot.branch, None, day, item.id, item.version, step.purpose, said, grade.mark.numerator,
        grade.mark.denominator, grade.right, moment,
    )  # fmt: skip
    return Put(slot, answer, first)
