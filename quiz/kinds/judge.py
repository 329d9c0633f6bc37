"""判断: a statement is 对 or 错."""

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from random import Random

from quiz import letters
from quiz.item import Given, Grade, Item, Problem
from quiz.kinds import Asked

OPTIONS = ("对", "错")
_SAID = (
    ("对", "正确", "是", "对的", "正确的", "√", "✓", "✔", "t", "true", "yes", "y"),
    ("错", "错误", "否", "错的", "错误的", "不对", "不正确", "不是", "×", "✗", "✘", "x", "f", "false", "no", "n"),
)
# 应该是对的, 我觉得错吧.
_AROUND = re.compile(r"^(?:我|应该|可能|大概|觉得|猜|选|这题|这个)+(?:是(?=[对错正]))?|[吧呢啊]$")


def dealt(item: Item, dice: Random) -> tuple[int, ...]:
    """Return 对 before 错, always: shuffling two words only makes people tap the wrong one."""
    return (0, 1)


def asked(item: Item, order: tuple[int, ...]) -> Asked:
    """Show both."""
    return Asked(OPTIONS)


def parse(item: Item, text: str, order: tuple[int, ...]) -> Given | None:
    """Read 对 and 错 in the ways people write them, or the letter of one."""
    if (said := verdict(text)) is not None:
        return (said,)
    places = letters.places(text, len(OPTIONS))
    return places if places and len(places) == 1 else None


def verdict(text: str) -> int | None:
    """Return 0 for 对, 1 for 错, None for anything else."""
    typed = _AROUND.sub("", unicodedata.normalize("NFKC", text).strip(" \t\n。.!！").lower())
    return next((number for number, words in enumerate(_SAID) if typed in words), None)


def picked(item: Item, places: tuple[int, ...], order: tuple[int, ...]) -> Given | None:
    """Read one place."""
    return places if len(places) == 1 and places[0] in (0, 1) else None


def grade(item: Item, given: Given) -> Grade:
    """Right or wrong."""
    good = given == item.key
    return Grade(Fraction(int(good)), good)


def right(item: Item, order: tuple[int, ...]) -> tuple[str, ...]:
    """Return 对 or 错."""
    return tuple(OPTIONS[number] for number in item.right)


def problems(item: Item) -> Iterator[Problem]:
    """Yield what is wrong: a statement has no options of its own, and is one of both."""
    if item.options:
        yield Problem("options", "options_unwanted")
    if item.key not in ((0,), (1,)):
        yield Problem("key", "key_no_verdict")
