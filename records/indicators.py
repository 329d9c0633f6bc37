"""The twelve indicators: a table of codes, sums and what is made of them; every figure is made of sums, never of rates.

Their titles and sentences stand in `bot/phrases/statistics.py` under the same codes. A denominator of 0 gives no
value. Participation (I1 to I5) is counted openly, but a node in which never five people took part on a day gets no
rate; of results (I6, I7) only those days count on which `records/suppression.py` lets the node's be shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt

import sqlalchemy as sa

from records import totals
from records.organisation import Node
from records.suppression import LEAST
from records.totals import Share, Topic, Totals

# Rates of fewer answers are marked and stand with their interval.
ENOUGH = 20
# Two-sided 95 %.
Z = 1.96
# A topic is weak when even the upper end of its interval is below (domain rule I8).
WEAK = 0.60
# And firm when even the lower end is above.
FIRM = 0.80
# Facility outside these bounds says that an item is too hard, too easy, or its key wrong.
HARD, EASY = 0.20, 0.95
BY_DAY = ("I1", "I2", "I3", "I4", "I5", "I6", "I7")


class Unit(StrEnum):
    """What a value is: a number of something, a share of a denominator, hours."""

    COUNT = "count"
    RATE = "rate"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator of one node and period.

    `numerator` is None where it must not be shown (`withheld`). `denominator` is None for counts. `days_left_out` are
    days on which too few answered to show their results. `parts` name what a total is made of: topics, reasons,
    sources, with their share of it (None: not shown).
    """

    code: str
    unit: Unit
    numerator: float | None
    denominator: int | None = None
    withheld: bool = False
    days_left_out: int = 0
    parts: tuple[tuple[str, float | None], ...] = ()

    @property
    def value(self) -> float | None:
        """The number itself, a rate between 0 and 1; None where there is none, or none may be shown."""
        if self.withheld or self.numerator is None:
            return None
        if self.unit is not Unit.RATE:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of a rate."""
        if self.unit is not Unit.RATE or self.value is None or self.numerator is None or not self.denominator:
            return None
        return wilson(self.numerator, self.denominator)

    @property
    def is_small(self) -> bool:
        """Whether a rate rests on so few that it must not be read without its interval."""
        return self.interval is not None and (self.denominator or 0) < ENOUGH


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the twelve: its code, the sums it is made of, and the pure function that makes a figure of them."""

    code: str
    sums: tuple[str, ...]
    figure: Callable[[str, Totals], Figure]


class Level(StrEnum):
    """How well a topic is known."""

    FIRM = "firm"
    FAIR = "fair"
    WEAK = "weak"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Known:
    """A topic, how well it is known, and on how many first answers that rests."""

    topic: str
    level: Level
    answers: int


def wilson(right: float, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share."""
    share, square = right / count, Z * Z
    middle = share + square / (2 * count)
    half = Z * sqrt(share * (1 - share) / count + square / (4 * count * count))
    whole = 1 + square / count
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def figures(connection: sa.Connection, node: Node, start: date, end: date) -> tuple[Figure, ...]:
    """Return the figures of a node and all below it over the Beijing days from `start` to `end`, both included.

    I10 and I11 are about the library and the bank, whatever the node.
    """
    return made(totals.of_node(connection, node, start, end))


def made(found: Totals) -> tuple[Figure, ...]:
    """Return what totals come to."""
    return tuple(indicator.figure(indicator.code, found) for indicator in TABLE)


def by_day(found: Totals) -> dict[str, Figure]:
    """Return the figures that days alone give (I1 to I7), by code."""
    return {one.code: one.figure(one.code, found) for one in TABLE if one.code in BY_DAY}


def knowledge(found: Totals) -> tuple[Known, ...]:
    """Return how well each topic is known, by name: an estimate of the interval's two ends, not a share.

    Shares of topics are kept back: a day's whole less the topics of many would give those of one person.
    """
    return tuple(Known(name, _level(topic), topic.answers) for name, topic in sorted(found.topics.items()) if name)


def _level(topic: Topic) -> Level:
    if topic.answers < ENOUGH or topic.people < LEAST:
        return Level.UNKNOWN
    low, high = wilson(topic.right, topic.answers)
    return Level.WEAK if high < WEAK else Level.FIRM if low >= FIRM else Level.FAIR


def _members(code: str, found: Totals) -> Figure:
    return Figure(code, Unit.COUNT, found.members)


def _taking_part(code: str, found: Totals) -> Figure:
    return Figure(code, Unit.COUNT, found.took_part)


def _of_member_days(name: str) -> Callable[[str, Totals], Figure]:
    return lambda code, found: _open(code, found, getattr(found, name), found.member_days)


def _made_up(code: str, found: Totals) -> Figure:
    return _open(code, found, found.made_up, found.member_days - found.on_time)


def _open(code: str, found: Totals, part: int, whole: int) -> Figure:
    """Return a rate of participation: the count is open, the rate needs a group."""
    return Figure(code, Unit.RATE, part, whole, withheld=whole > 0 and found.most_took_part < LEAST)


def _right(name: str) -> Callable[[str, Totals], Figure]:
    def figure(code: str, found: Totals) -> Figure:
        share: Share = getattr(found, name)
        if share.answers:
            return Figure(code, Unit.RATE, share.right, share.answers, days_left_out=share.days_left_out)
        return Figure(code, Unit.RATE, None, 0, share.days_left_out > 0, share.days_left_out)

    return figure


def _weak(code: str, found: Totals) -> Figure:
    """Name the weak topics among those with enough answers of enough people; their shares are not shown."""
    levels = {name: _level(topic) for name, topic in found.topics.items()}
    known = {name: level for name, level in levels.items() if level is not Level.UNKNOWN}
    weak = sorted(name for name, level in known.items() if level is Level.WEAK)
    return Figure(code, Unit.COUNT, len(weak), len(known), parts=tuple((name, None) for name in weak))


def _cited(code: str, found: Totals) -> Figure:
    few = 0 < found.questions < LEAST
    return Figure(code, Unit.RATE, None if few else found.cited, found.questions, withheld=few)


def _gaps(code: str, found: Totals) -> Figure:
    parts = _by_size({reason: times for reason, times in found.gaps.items() if times >= LEAST})
    return Figure(code, Unit.COUNT, sum(found.gaps.values()), parts=parts)


def _flagged(code: str, found: Totals) -> Figure:
    used = found.items
    odd = {item for item, (count, mean) in used.items() if count >= ENOUGH and not HARD <= mean <= EASY}
    return Figure(code, Unit.RATE, len(odd | (found.reported & used.keys())), len(used))


def _hours(code: str, found: Totals) -> Figure:
    parts = _by_size({source: quarters / 4 for source, quarters in found.quarters.items()})
    return Figure(code, Unit.HOURS, sum(found.quarters.values()) / 4, parts=parts)


def _by_size(parts: Mapping[str, float]) -> tuple[tuple[str, float | None], ...]:
    return tuple(sorted(parts.items(), key=lambda part: (-part[1], part[0])))


TABLE = (
    Indicator("I1", ("members",), _members),
    Indicator("I2", ("took_part",), _taking_part),
    Indicator("I3", ("took_part", "member_days"), _of_member_days("took_part")),
    Indicator("I4", ("on_time", "member_days"), _of_member_days("on_time")),
    Indicator("I5", ("made_up", "member_days", "on_time"), _made_up),
    Indicator("I6", ("first_right", "first_answers"), _right("first")),
    Indicator("I7", ("repeat_right", "repeat_answers"), _right("repeats")),
    Indicator("I8", ("topics",), _weak),
    Indicator("I9", ("cited", "questions"), _cited),
    Indicator("I10", ("gaps",), _gaps),
    Indicator("I11", ("items", "reported"), _flagged),
    Indicator("I12", ("quarters",), _hours),
)
