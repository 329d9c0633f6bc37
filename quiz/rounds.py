"""The daily selection: which items a member is asked on a day, and in which order of options. Pure.

A quiz of five is two reviews that are due, two new items, one on a weak point. The first of the new ones rests on
the passage of the day, so that reading and asking belong together. What is missing of one sort is filled with
new items, and when all were met, with those met longest ago. Everything is drawn from (day, member, seed).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

STUDY, DUE, NEW, WEAK, AGAIN, PRACTICE = "study", "due", "new", "weak", "again", "practice"
# The same item is not asked again for so many days, not even when its review is due.
REST = timedelta(days=3)
# So many articles are the passages of one day: neighbours read different ones and are asked different things.
PARALLEL = 5
# So many are looked at before a quiz is left one question shorter.
SPARES = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be asked today.

    `source` is the article it rests on now ("3f9a1c0b7d2e#20").
    """

    item: int
    version: int
    source: str
    topic: str

    @property
    def document(self) -> str:
        """The document's version."""
        return self.source.partition("#")[0]


@dataclass(frozen=True, slots=True)
class Past:
    """What one member has behind them.

    `met`: the last Beijing day on which an item was asked; `due`: items whose review is due, longest waiting
    first; `weak`: topics, the weakest first.
    """

    met: Mapping[int, date] = field(default_factory=dict)
    due: Sequence[int] = ()
    weak: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """One question of the day's quiz, and why it was chosen."""

    purpose: str
    candidate: Candidate


def focus(pool: Iterable[Candidate], day: date, seed: int) -> tuple[str, ...]:
    """Return the passages of a day: articles of one document that items rest on; documents weigh by their articles."""
    dice = Random(f"{day}:{seed}")
    sources = sorted({one.source for one in pool})
    if not sources:
        return ()
    document = dice.choice(sources).partition("#")[0]
    own = [source for source in sources if source.startswith(f"{document}#")]
    return tuple(dice.sample(own, min(PARALLEL, len(own))))


def mix(count: int) -> tuple[str, ...]:
    """Return what a quiz of so many questions is made of: of five, two are due, two new, one is a weak point."""
    due, weak = 2 * count // 5, count // 5
    return (STUDY, *[DUE] * due, *[NEW] * (count - due - weak - 1), *[WEAK] * weak)


def draw(
    pool: Sequence[Candidate], past: Past, day: date, member: int, seed: int, count: int, passages: Sequence[str],
    rest: timedelta = REST,
) -> tuple[Drawn, ...]:  # fmt: skip
    """Draw a member's quiz; shorter than `count` only when the pool is. From two documents wherever there are two."""
    dice = Random(f"{day}:{member}:{seed}")
    rested = [one for one in pool if day - past.met.get(one.item, date.min) >= rest]
    choosing = _Choosing(dice.sample(rested, len(rested)), past, dice.sample(passages, len(passages)))
    for number, purpose in enumerate(mix(count), 1):
        choosing.choose(purpose, elsewhere=number == count > 1)
    return tuple(choosing.chosen)


def spares(
    pool: Sequence[Candidate], past: Past, day: date, member: int, seed: int, taken: Collection[int]
) -> tuple[Drawn, ...]:  # fmt: skip
    """Return items that can take the place of one that may not be asked any more; `taken` are those of the quiz."""
    left = [one for one in pool if one.item not in taken]
    return draw(left, past, day, member, seed, SPARES, ())


def dice_of(version: int, member: int, seed: int) -> Random:
    """Return the dice that deal a member the options of an item: the same ones every time."""
    return Random(f"{seed}:{member}:{version}")


def weakest(right: Mapping[str, tuple[int, int]]) -> tuple[str, ...]:
    """Order topics by what was got right of them, worst first; (right, answers) each, faultless ones left out."""
    rates = {topic: (good + 1) / (answers + 2) for topic, (good, answers) in right.items() if topic and good < answers}
    return tuple(sorted(rates, key=lambda topic: (rates[topic], topic)))


class _Choosing:
    """The quiz as it grows: `pool` in the member's own order."""

    def __init__(self, pool: Sequence[Candidate], past: Past, passages: Sequence[str]) -> None:
        self._pool, self._past, self._passages = pool, past, passages
        self._by_item = {one.item: one for one in pool}
        self._items, self._sources, self._documents = set[int](), set[str](), set[str]()
        self.chosen: list[Drawn] = []

    def choose(self, purpose: str, *, elsewhere: bool) -> None:
        """Add one item for a purpose, or a new one instead; `elsewhere`: now another document must come in."""
        narrow = self._documents if elsewhere and len(self._documents) == 1 else frozenset[str]()
        found = self._best(self._wanted(purpose), narrow)
        if found is None:
            purpose, found = NEW, self._best(self._pool, narrow) or self._best(self._pool, frozenset())
        if found is not None:
            self._add(AGAIN if purpose == NEW and found.item in self._past.met else purpose, found)

    def _add(self, purpose: str, one: Candidate) -> None:
        self.chosen.append(Drawn(purpose, one))
        self._items.add(one.item)
        self._sources.add(one.source)
        self._documents.add(one.document)

    def _wanted(self, purpose: str) -> Iterable[Candidate]:
        if purpose == DUE:
            # The longest waiting one alone: reviews come in their order.
            waiting = (self._by_item.get(item) for item in self._past.due)
            return [one for one in waiting if one and one.item not in self._items][:1]
        groups: Sequence[str] = self._passages if purpose == STUDY else self._past.weak if purpose == WEAK else ()
        for group in groups:
            found = [one for one in self._pool if group in (one.source, one.topic) and one.item not in self._items]
            if found:
                return found
        return ()

    def _best(self, wanted: Iterable[Candidate], without: Collection[str]) -> Candidate | None:
        """Return one of an article not asked about yet, then one never met, then the one met longest ago."""
        met, sources = self._past.met, self._sources
        left = (one for one in wanted if one.item not in self._items and not (without and one.document in without))
        return min(left, key=lambda one: (one.source in sources, met.get(one.item, date.min)), default=None)
