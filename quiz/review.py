"""Spaced review: when an item answered wrong comes back. Pure.

Five boxes of 1, 3, 7, 16 and 35 days: right moves an item on, wrong puts it back into the first, and after the
last one it leaves. Spacing itself is what helps (g = 0.74 against massed practice); whether the gaps grow by a
fixed or a fitted rule made no difference that could be measured (g = 0.03; Latimier, Peyre and Ramus 2021). So the
rule is one that a member can be told in a sentence, that needs no history beyond one small number, and no package.
"""

from dataclasses import dataclass
from datetime import date, timedelta

GAPS = (1, 3, 7, 16, 35)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item lies: its box, from 1, and the Beijing day from which it is due."""

    box: int
    due: date


def after(place: Place | None, day: date, *, right: bool) -> Place | None:
    """Return where an item lies after an answer on a Beijing day; None where it is in no box.

    Practising ahead of time changes nothing when it goes well, or one evening would empty all boxes.
    """
    if not right:
        return Place(1, day + timedelta(days=GAPS[0]))
    if place is None or day < place.due:
        return place
    if place.box == len(GAPS):
        return None
    return Place(place.box + 1, day + timedelta(days=GAPS[place.box]))
