"""What 单选 and 多选 share: options that are shown shuffled, and what is wrong with options."""

import re
from collections.abc import Iterator
from random import Random

from knowledge.words import fold
from quiz.item import Item, Problem
from quiz.letters import LETTERS
from quiz.wording import bare

# Haladyna's rule: such an option tests whether the others were read, and shuffling makes it false.
_ALL_OF_THEM = re.compile(r"^(?:以上|上述|前述)(?:都|均|皆|全部?|选项)|^(?:都|均|全)(?:对|是|正确|不对|不是|错误?)$")


def dealt(item: Item, dice: Random) -> tuple[int, ...]:
    """Return a shuffled order of the options."""
    order = list(range(len(item.options)))
    dice.shuffle(order)
    return tuple(order)


def chosen(places: tuple[int, ...], order: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return the numbers of the options at these places; None for a place that is not there."""
    if not places or any(not 0 <= place < len(order) for place in places):
        return None
    return tuple(sorted({order[place] for place in places}))


def problems(item: Item) -> Iterator[Problem]:
    """Yield what is wrong with the options, or with a key that names others."""
    if not 2 <= len(item.options) <= len(LETTERS):
        yield Problem("options", "options_count", {"least": "2", "most": str(len(LETTERS))})
    seen: dict[str, int] = {}
    for number, option in enumerate(item.options):
        place = {"letter": LETTERS[number % len(LETTERS)]}
        # Marks may be all that tells options apart (which title is written rightly); shapes of letters may not.
        form = re.sub(r"\s", "", fold(option))
        if not option.strip():
            yield Problem("options", "option_empty", place)
        elif form in seen:
            yield Problem("options", "options_equal", place | {"other": LETTERS[seen[form]]})
        elif _ALL_OF_THEM.match(bare(option)):
            yield Problem("options", "option_all_of_them", place)
        seen.setdefault(form, number)
    if any(not 0 <= number < len(item.options) for number in item.right):
        yield Problem("key", "key_beyond", {"count": str(len(item.options))})
