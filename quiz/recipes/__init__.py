"""Ways to make questions of articles: one file a recipe, found by its name, each with `propose`.

`propose(material, pool, dice)` yields candidates of one article; it over-generates, filters and ranks come after it.
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from random import Random
from typing import Protocol, cast

from quiz.candidate import Candidate, Material, Pool


class Recipe(Protocol):
    """The name that every file of this folder has."""

    def propose(self, material: Material, pool: Pool, dice: Random) -> Iterator[Candidate]:
        """Yield the questions that an article offers to this recipe."""
        ...


def names() -> tuple[str, ...]:
    """Return all recipes."""
    return tuple(sorted(found.name for found in iter_modules(__path__)))


@cache
def of(name: str) -> Recipe:
    """Return a recipe by its name."""
    return cast(Recipe, import_module(f"{__name__}.{name}"))
