"""Kinds of questions: one file a kind, found by its name, each with the names of `Kind`.

`order` is the order in which options are shown: option order[place] stands at a place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from random import Random
from typing import Protocol, cast

from faults import Fault
from quiz.item import Given, Grade, Item, Problem


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question is put: its options as shown, whether several may be right, how many gaps are to be filled."""

    options: tuple[str, ...] = ()
    multiple: bool = False
    gaps: int = 0


class Kind(Protocol):
    """The names that every file of this folder has."""

    def dealt(self, item: Item, dice: Random) -> tuple[int, ...]:
        """Return an order in which to show the options, () where there are none."""
        ...

    def asked(self, item: Item, order: tuple[int, ...]) -> Asked:
        """Return how the question is put."""
        ...

    def parse(self, item: Item, text: str, order: tuple[int, ...]) -> Given | None:
        """Return what a typed reply gives, None where it is no answer to this question and is asked again."""
        ...

    def picked(self, item: Item, places: tuple[int, ...], order: tuple[int, ...]) -> Given | None:
        """Return what the tapped places give, None where they are no answer."""
        ...

    def grade(self, item: Item, given: Given) -> Grade:
        """Return what an answer is worth (domain rule 4.3)."""
        ...

    def right(self, item: Item, order: tuple[int, ...]) -> tuple[str, ...]:
        """Return what is right as the feedback names it: letters as shown, 对 or 错, the words of the blanks."""
        ...

    def problems(self, item: Item) -> Iterator[Problem]:
        """Yield why an item of this kind cannot be asked."""
        ...


def names() -> tuple[str, ...]:
    """Return all kinds."""
    return tuple(sorted(found.name for found in iter_modules(__path__)))


@cache
def of(kind: str) -> Kind:
    """Return the kind of this name; raises the fault kind_unknown."""
    if kind not in names():
        raise Fault("kind_unknown", kind=kind, known="、".join(names()))
    return cast(Kind, import_module(f"{__name__}.{kind}"))
