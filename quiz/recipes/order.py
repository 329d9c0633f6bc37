"""A list whose lead-in says that it is an order of steps: which one comes first, or next."""

import re
from collections.abc import Iterator
from random import Random

from quiz.candidate import Candidate, Material, Pool
from quiz.item import Item

_STEPS = re.compile(r"程序|步骤|依次|顺序")
LEAST, LONGEST = 4, 40


def propose(material: Material, pool: Pool, dice: Random) -> Iterator[Candidate]:
    """Ask what follows upon one of the steps."""
    for listing in material.listings:
        steps = listing.items
        if not _STEPS.search(listing.lead) or len(steps) < LEAST or max(map(len, steps)) > LONGEST:
            continue
        at = dice.randrange(len(steps) - 1)
        right = steps[at + 1]
        wrong = dice.sample([step for place, step in enumerate(steps) if place not in (at, at + 1)], 2)
        lead = listing.lead.rstrip("：: ")
        stem = f"根据《{listing.title}》，{lead}。紧接在“{steps[at]}”之后的是哪一步？"
        explanation = f"{listing.lead}{'；'.join(steps)}。"
        item = Item("single", stem, (right, *wrong), (0,), explanation=explanation)
        yield Candidate("order", material.row, listing.title, item, right, listing.lead, right, 0.9)
