"""Whether an item can be taken into the bank at all."""

from collections.abc import Iterator

from quiz import kinds
from quiz.item import Item, Problem

STEM = (6, 200)
LONGEST_EXPLANATION = 500
LONGEST_TOPIC = 40
DIFFICULTY = (1, 5)


def problems(item: Item) -> Iterator[Problem]:
    """Yield everything that is wrong with an item (domain rule 4.6), nothing for a good one."""
    least, most = STEM
    if not least <= len(item.stem) <= most:
        yield Problem("stem", "stem_length", {"least": str(least), "most": str(most), "length": str(len(item.stem))})
    if len(item.explanation) > LONGEST_EXPLANATION:
        yield Problem("explanation", "explanation_length", {"most": str(LONGEST_EXPLANATION)})
    if len(item.topic) > LONGEST_TOPIC:
        yield Problem("topic", "topic_length", {"most": str(LONGEST_TOPIC)})
    if not DIFFICULTY[0] <= item.difficulty <= DIFFICULTY[1]:
        yield Problem("difficulty", "difficulty_unknown")
    if item.kind not in kinds.names():
        yield Problem("kind", "kind_unknown")
    else:
        yield from kinds.of(item.kind).problems(item)
