"""单选: one of the options is right."""

from collections.abc import Iterator
from fractions import Fraction

from quiz import letters, options
from quiz.item import Given, Grade, Item, Problem
from quiz.kinds import Asked
from quiz.options import dealt
from quiz.wording import normal

__all__ = ["asked", "dealt", "grade", "parse", "picked", "problems", "right"]


def asked(item: Item, order: tuple[int, ...]) -> Asked:
    """Show the options in their order."""
    return Asked(tuple(item.options[number] for number in order))


def parse(item: Item, text: str, order: tuple[int, ...]) -> Given | None:
    """Read one letter, or the words of one option."""
    if places := letters.places(text, len(order)):
        return picked(item, places, order)
    same = [number for number in order if normal(item.options[number]) == normal(text)]
    return tuple(same) if len(same) == 1 else None


def picked(item: Item, places: tuple[int, ...], order: tuple[int, ...]) -> Given | None:
    """Read one place."""
    found = options.chosen(places, order)
    return found if found and len(found) == 1 else None


def grade(item: Item, given: Given) -> Grade:
    """Right or wrong."""
    good = given == item.key
    return Grade(Fraction(int(good)), good)


def right(item: Item, order: tuple[int, ...]) -> tuple[str, ...]:
    """Return the letter of the right option."""
    return letters.shown(item.right, order)


def problems(item: Item) -> Iterator[Problem]:
    """Yield what is wrong with the options; one of them is right."""
    yield from options.problems(item)
    if len(item.key) != 1 or item.words:
        yield Problem("key", "key_not_one")
