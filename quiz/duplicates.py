"""The same question twice, nearly the same, or with another key."""

from collections import Counter
from collections.abc import Iterator, Sequence

from quiz.item import Item
from quiz.wording import bare, likeness, normal, trigrams

# Character 3-grams in common (Jaccard) from which two questions are nearly the same.
NEAR = 0.7


def form(item: Item) -> tuple[str, ...]:
    """Return what makes two questions one: the words of the stem and the options, in whatever order."""
    return bare(item.stem), *sorted(bare(option) or option for option in item.options)


def answer(item: Item) -> frozenset[str]:
    """Return what is right in words, so that shuffled options make no difference."""
    if item.options:
        return frozenset(normal(item.options[number]) for number in item.right)
    return frozenset(str(number) for number in item.right) | {normal(words) for one in item.words for words in one}


def contradict(one: Item, other: Item) -> bool:
    """Tell whether two questions of the same words call different things right."""
    if form(one) != form(other) or one.kind != other.kind:
        return False
    # Of a blank each may accept more than the other.
    return not answer(one) & answer(other) if one.kind == "blank" else answer(one) != answer(other)


def near(items: Sequence[Item], start: int = 0) -> Iterator[tuple[int, int, float]]:
    """Yield (earlier, later, share) of nearly the same questions; only pairs whose later is at `start` or behind it.

    Two sets that share `NEAR` of their runs share one of the rarest few of each, so only these are looked up.
    """
    runs = [trigrams(item.stem + "".join(item.options)) for item in items]
    common = Counter(run for found in runs for run in found)
    where: dict[str, list[int]] = {}
    for later, found in enumerate(runs):
        rare = sorted(found, key=lambda run: (common[run], run))[: len(found) - int(NEAR * len(found)) + 1]
        if later >= start:
            for earlier in sorted({place for run in rare for place in where.get(run, ())}):
                if (share := likeness(found, runs[earlier])) >= NEAR:
                    yield earlier, later, share
        for run in rare:
            where.setdefault(run, []).append(later)
