"""多选: several of the options are right, never all of them."""

from collections.abc import Iterator
from fractions import Fraction

from quiz import letters, options
from quiz.item import Given, Grade, Item, Problem
from quiz.kinds import Asked
from quiz.options import dealt

__all__ = ["asked", "dealt", "grade", "parse", "picked", "problems", "right"]


def asked(item: Item, order: tuple[int, ...]) -> Asked:
    """Show the options in their order."""
    return Asked(tuple(item.options[number] for number in order), multiple=True)


def parse(item: Item, text: str, order: tuple[int, ...]) -> Given | None:
    """Read letters in any order, however parted, each counted once."""
    places = letters.places(text, len(order))
    return picked(item, places, order) if places else None


def picked(item: Item, places: tuple[int, ...], order: tuple[int, ...]) -> Given | None:
    """Read places."""
    return options.chosen(places, order)


def grade(item: Item, given: Given) -> Grade:
    """Give 1 for exactly the right ones, the share chosen for a part of them, 0 as soon as one is wrong."""
    chosen, wanted = set(given), set(item.key)
    if not chosen <= wanted:
        return Grade(Fraction(0), False)
    return Grade(Fraction(len(chosen), len(wanted)), chosen == wanted)


def right(item: Item, order: tuple[int, ...]) -> tuple[str, ...]:
    """Return the letters of the right options."""
    return letters.shown(item.right, order)


def problems(item: Item) -> Iterator[Problem]:
    """Yield what is wrong with the options; two at least are right, and one is not."""
    yield from options.problems(item)
    if len(set(item.key)) < 2 or item.words:
        yield Problem("key", "key_not_several")
    elif len(set(item.key)) >= len(item.options):
        # Whoever ticks everything would be right without reading.
        yield Problem("key", "key_all")
