"""填空: the words that belong into the gaps of the stem."""

import re
from collections.abc import Iterator
from fractions import Fraction
from random import Random

from quiz import letters
from quiz.item import Given, Grade, Item, Problem
from quiz.kinds import Asked
from quiz.wording import gaps, normal

# What parts the answers to several gaps, surest first.
_BETWEEN = (r"[|｜\n]", r"[;；]", r"[,，、]", r"\s+")


def dealt(item: Item, dice: Random) -> tuple[int, ...]:
    """Return no order: there are no options."""
    return ()


def asked(item: Item, order: tuple[int, ...]) -> Asked:
    """Ask for words."""
    return Asked(gaps=len(item.key))


def parse(item: Item, text: str, order: tuple[int, ...]) -> Given | None:
    """Read the words for every gap; as many as there are gaps, in their order.

    A lone letter answers a question with options, and is none here unless one fills a gap.
    """
    lettered = any(normal(one).isascii() and normal(one).isalpha() for accepted in item.words for one in accepted)
    if not lettered and letters.places(text, len(letters.LETTERS)):
        return None
    return parts(text, len(item.key))


def parts(text: str, count: int) -> tuple[str, ...] | None:
    """Return the words for so many gaps; one gap takes all. None where nothing parts them into as many."""
    if count == 1:
        return (text.strip(),) if normal(text) else None
    for border in _BETWEEN:
        found = tuple(part.strip() for part in re.split(border, text.strip()) if normal(part))
        if len(found) == count:
            return found
    return None


def picked(item: Item, places: tuple[int, ...], order: tuple[int, ...]) -> Given | None:
    """Read nothing: there is nothing to tap."""
    return None


def grade(item: Item, given: Given) -> Grade:
    """Give the share of the gaps that are filled with accepted words; 三十二 and 32 are one."""
    pairs = zip(item.words, given, strict=True)
    good = sum(normal(str(words)) in {normal(one) for one in accepted} for accepted, words in pairs)
    return Grade(Fraction(good, len(item.key)), good == len(item.key))


def right(item: Item, order: tuple[int, ...]) -> tuple[str, ...]:
    """Return the first accepted words of every gap."""
    return tuple(accepted[0] for accepted in item.words)


def problems(item: Item) -> Iterator[Problem]:
    """Yield what is wrong: gaps and answers must be equally many, and no answer empty."""
    if item.options:
        yield Problem("options", "options_unwanted")
    if not gaps(item.stem):
        yield Problem("stem", "stem_without_gap")
    elif gaps(item.stem) != len(item.key):
        yield Problem("key", "key_gaps", {"gaps": str(gaps(item.stem)), "given": str(len(item.key))})
    if any("|" in one or (len(item.key) > 1 and set(one) & set("；;")) for accepted in item.words for one in accepted):
        # These marks part gaps and accepted words in files; nothing could tell them from the words.
        yield Problem("key", "key_mark")
    if not item.words or any(not normal(one) for accepted in item.words for one in (accepted or ("",))):
        yield Problem("key", "key_empty")
