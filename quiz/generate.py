"""Articles -> questions, without a language model: propose many, filter, rank, keep the best; people review them.

The same documents and the same seed give the same questions.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from knowledge.catalog import Version
from knowledge.snapshot import Snapshot
from quiz import check, recipes
from quiz.binding import bind
from quiz.candidate import Candidate, Material, Pool, pool_of
from quiz.duplicates import near
from quiz.filters import FILTERS
from quiz.item import Item
from quiz.sentences import asked, closing, listings, sentences, title_of
from quiz.wording import bare, overlap, trigrams

# Of one article so many at most: the bank is to cover a document, not to exhaust an article.
OF_ONE_ARTICLE = 4
# Two questions of one article whose sentences share this part of the shorter one ask the same.
SHARED = 0.6
# Which document a sentence is from is the easiest thing to ask of any, and the least worth knowing; 应当 and 可以 soon
# tire whoever answers.
OF_ONE_DOCUMENT = {"document": 2, "modal": 2, "version": 1}


@dataclass(frozen=True, slots=True)
class Generated:
    """The questions, bound to their articles, and how many candidates each filter dropped."""

    items: tuple[Item, ...]
    proposed: int
    dropped: Mapping[str, int]


def generate(
    snapshot: Snapshot, versions: Sequence[Version], seed: int, known: Sequence[Item] = (), most: int | None = None
) -> Generated:
    """Make questions of these versions, at most `most` of each; those that the bank has already are not made again."""
    materials = tuple(material for version in versions for material in _materials(snapshot, version))
    pool = pool_of(materials, _years(snapshot))
    ends = tuple(Material(row, title_of(version), (), ()) for version in versions for row in closing(snapshot, version))
    proposed = tuple(_proposed((*materials, *ends), pool, seed))
    dropped: Counter[str] = Counter()
    fit = [candidate for candidate in proposed if not _dropped(candidate, dropped)]
    chosen = _distinct(_unambiguous(fit, dropped), known, dropped, most or len(proposed))
    placed = _balanced(chosen, Random(seed))
    items = [_item(snapshot, candidate) for candidate in placed]
    good = tuple(item for item in items if not any(check.problems(item)))
    dropped["unfit"] += len(items) - len(good)
    return Generated(good, len(proposed), dict(+dropped))


def in_force(snapshot: Snapshot, day: date, titles: Sequence[str] = ()) -> tuple[Version, ...]:
    """Return the versions in force on a day, of these titles only where some are given."""
    wanted = {bare(title) for title in titles}
    held = (version for version in snapshot.catalog.versions.values() if version.span.holds(day))
    return tuple(version for version in held if not wanted or bare(title_of(version)) in wanted)


def _materials(snapshot: Snapshot, version: Version) -> Iterator[Material]:
    title = title_of(version)
    for row in asked(snapshot, version):
        yield Material(row, title, tuple(sentences(row, title)), tuple(listings(row, title)))


def _years(snapshot: Snapshot) -> Mapping[str, tuple[int, ...]]:
    """Return from which years the versions of each title apply, as far as that is known."""
    found: dict[str, set[int]] = {}
    for version in snapshot.catalog.versions.values():
        if version.metadata.effective_from:
            found.setdefault(title_of(version), set()).add(version.metadata.effective_from.year)
    return {title: tuple(sorted(years)) for title, years in found.items()}


def _proposed(materials: Sequence[Material], pool: Pool, seed: int) -> Iterator[Candidate]:
    """Let every recipe work on every article, each with dice of its own, so that a new recipe changes no other's."""
    for material in materials:
        for name in recipes.names():
            yield from recipes.of(name).propose(material, pool, Random(f"{seed} {name} {material.row.source}"))


def _dropped(candidate: Candidate, dropped: "Counter[str]") -> bool:
    failed = next((name for name, fails in FILTERS.items() if fails(candidate)), None)
    if failed:
        dropped[failed] += 1
    return failed is not None


def _unambiguous(candidates: Sequence[Candidate], dropped: "Counter[str]") -> Iterator[Candidate]:
    """Leave out stems that have two right answers in the documents (filter 13)."""
    answers: dict[str, set[str]] = {}
    for candidate in candidates:
        answers.setdefault(bare(candidate.item.stem), set()).add(bare(candidate.answer))
    for candidate in candidates:
        if len(answers[bare(candidate.item.stem)]) > 1 and candidate.recipe not in ("several", "truth", "modal"):
            dropped["two_answers"] += 1
        else:
            yield candidate


@dataclass(slots=True)
class _Kept:
    """What is kept so far, to compare with what comes next: sentences by article, counts by document and recipe."""

    bank: frozenset[tuple[str, str]]
    most: int
    said: dict[int, list[frozenset[str]]] = field(default_factory=dict)
    recipes: "Counter[tuple[str, str]]" = field(default_factory=Counter)
    documents: "Counter[str]" = field(default_factory=Counter)

    def surplus(self, candidate: Candidate) -> str:
        """Return why a candidate adds nothing, "" where it does; of one document a recipe may give only so many."""
        others = self.said.get(candidate.row.row, [])
        runs = trigrams(candidate.said)
        if (bare(candidate.item.stem), candidate.item.kind) in self.bank:
            return "in_the_bank"
        # A sentence asked alone, or with the one before it, or before the one behind it, asks the same.
        if any(overlap(runs, other) >= SHARED for other in others):
            return "near_duplicate"
        if len(others) >= OF_ONE_ARTICLE:
            return "article_full"
        recipe = OF_ONE_DOCUMENT.get(candidate.recipe, self.most)
        full = self.recipes[candidate.title, candidate.recipe] >= recipe or self.documents[candidate.title] >= self.most
        return "recipe_full" if full else ""

    def keep(self, candidate: Candidate) -> None:
        self.said.setdefault(candidate.row.row, []).append(trigrams(candidate.said))
        self.recipes[candidate.title, candidate.recipe] += 1
        self.documents[candidate.title] += 1


def _distinct(
    candidates: Iterator[Candidate], known: Sequence[Item], dropped: "Counter[str]", most: int
) -> list[Candidate]:
    """Keep the best of questions that are nearly the same (filter 12), a few of each article, `most` of a document."""
    kept = _Kept(frozenset((bare(item.stem), item.kind) for item in known), most)
    chosen = []
    for candidate in sorted(candidates, key=_rank):
        if surplus := kept.surplus(candidate):
            dropped[surplus] += 1
        else:
            kept.keep(candidate)
            chosen.append(candidate)
    twice = {later for _, later, _ in near([candidate.item for candidate in chosen])}
    dropped["near_duplicate"] += len(twice)
    chosen = [candidate for place, candidate in enumerate(chosen) if place not in twice]
    return sorted(chosen, key=lambda candidate: (candidate.row.row, candidate.recipe))


def _rank(candidate: Candidate) -> tuple[float, str, str]:
    """Order by worth; a sentence of middling length is read more gladly than a very short or a very long one."""
    length = len(candidate.said)
    strain = max(0, length - 60) / 100 + max(0, 20 - length) / 40
    return strain - candidate.worth, candidate.row.source, candidate.item.stem


def _balanced(candidates: Sequence[Candidate], dice: Random) -> Iterator[Candidate]:
    """Spread the right options evenly over the places (filter 9): members must not learn that C is mostly right."""
    turns: dict[int, list[int]] = {}
    for candidate in candidates:
        item = candidate.item
        count = len(item.options)
        if item.kind != "single":
            yield replace(candidate, item=_shuffled(item, dice))
            continue
        left = turns.setdefault(count, [])
        if not left:
            left += dice.sample(range(count), count)
        place = left.pop()
        wrong = dice.sample(item.options[1:], count - 1)
        options = (*wrong[:place], item.options[0], *wrong[place:])
        yield replace(candidate, item=replace(item, options=options, key=(place,)))


def _shuffled(item: Item, dice: Random) -> Item:
    if not item.options:
        return item
    order = dice.sample(range(len(item.options)), len(item.options))
    key = tuple(sorted(order.index(number) for number in item.right))
    return replace(item, options=tuple(item.options[number] for number in order), key=key)


def _item(snapshot: Snapshot, candidate: Candidate) -> Item:
    bound = bind(snapshot, candidate.row, candidate.words)
    topic = candidate.title[: check.LONGEST_TOPIC]
    return replace(candidate.item, binding=bound, topic=topic, explanation=candidate.item.explanation[:500])
