"""How items behave (domain 4.1, 4.2): pure functions on plain marks, nothing said where there are too few answers."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from records import indicators

# Under these many answers a figure is noise and is not given.
FACILITY_FLOOR, DISCRIMINATION_FLOOR, DISTRACTOR_FLOOR = 20, 50, 40
TOO_HARD, TOO_EASY = 0.20, 0.95
# Ebel's scale; below nothing the key itself is in doubt.
DISCRIMINATION = ((0.40, "very_good"), (0.30, "good"), (0.20, "marginal"), (0.0, "revise"))
# A wrong option that fewer choose does no work.
IDLE = 0.05


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with its 95 % interval by Wilson, and of how many."""

    share: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Health:
    """What the answers say of an item; None where there are too few. `flags` are codes that have a sentence.

    `facility` is of the marks (0 to 1), `discrimination` the correlation of the item's marks with those of the rest.
    `idle` are the numbers of wrong options that hardly anybody chooses.
    """

    n: int
    facility: Interval | None
    discrimination: float | None
    idle: tuple[int, ...]
    flags: tuple[str, ...]


def wilson(successes: float, n: int) -> Interval | None:
    """Return a share with its interval; None of nothing."""
    return Interval(successes / n, *indicators.wilson(successes, n), n) if n else None


def discrimination(marks: Sequence[float], totals: Sequence[float]) -> float | None:
    """Return Pearson's r of an item's marks with the totals without it (corrected); None where either does not vary.

    `totals` are each member's whole marks, this item included.
    """
    n = len(marks)
    rest = [total - mark for mark, total in zip(marks, totals, strict=True)]
    if n < 2:
        return None
    mean, other = math.fsum(marks) / n, math.fsum(rest) / n
    covariance = math.fsum((a - mean) * (b - other) for a, b in zip(marks, rest, strict=True))
    spread = math.fsum((a - mean) ** 2 for a in marks) * math.fsum((b - other) ** 2 for b in rest)
    return covariance / math.sqrt(spread) if spread > 1e-18 else None


def distractors(given: Sequence[Sequence[int]], count: int) -> tuple[float, ...]:
    """Return the share of answers that chose each of `count` options."""
    people = chosen(Counter(tuple(sorted(set(one))) for one in given), count)
    return tuple(number / len(given) if given else 0.0 for number in people)


def chosen(given: Mapping[tuple[int, ...], int], count: int) -> tuple[int, ...]:
    """Return how many answers chose each of `count` options; `given` counts answers by the options chosen together."""
    return tuple(sum(people for together, people in given.items() if number in together) for number in range(count))


def health(
    marks: Sequence[float], totals: Sequence[float], given: Sequence[Sequence[int]], options: int, right: Sequence[int]
) -> Health:
    """Judge an item by its answers, of each a mark, the member's total, and the options chosen; `right` is the key."""
    n = len(marks)
    facility = wilson(math.fsum(marks), n) if n >= FACILITY_FLOOR else None
    corrected = discrimination(marks, totals) if n >= DISCRIMINATION_FLOOR else None
    shares = distractors(given, options) if n >= DISTRACTOR_FLOOR else ()
    idle = tuple(number for number, share in enumerate(shares) if number not in right and share < IDLE)
    return Health(n, facility, corrected, idle, tuple(_flags(facility, corrected, idle)))


def _flags(facility: Interval | None, corrected: float | None, idle: Sequence[int]) -> list[str]:
    """Name what is wrong, the worst first."""
    found = []
    if corrected is not None and corrected < 0:
        found.append("key_in_doubt")
    elif corrected is not None and corrected < DISCRIMINATION[2][0]:
        found.append("revise")
    # The whole interval lies beyond the mark: chance alone does not explain it.
    if facility and facility.high < TOO_HARD:
        found.append("too_hard")
    if facility and facility.low > TOO_EASY:
        found.append("too_easy")
    return [*found, "idle_options"] if idle else found


def grade(corrected: float | None) -> str:
    """Return the word for a discrimination on Ebel's scale: very_good, good, marginal, revise, key_in_doubt or few."""
    if corrected is None:
        return "few"
    return next((word for least, word in DISCRIMINATION if corrected >= least), "key_in_doubt")


def weakest(figures: Mapping[int, Health]) -> tuple[int, ...]:
    """Return the items that deserve a look, those whose key is in doubt first."""
    order = ("key_in_doubt", "too_hard", "revise", "too_easy", "idle_options")
    flagged = [(min(order.index(flag) for flag in one.flags), item) for item, one in figures.items() if one.flags]
    return tuple(item for _, item in sorted(flagged))
