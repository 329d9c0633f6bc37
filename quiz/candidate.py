"""What recipes work from and what they propose."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.catalog import Row
from quiz.amounts import amounts
from quiz.bodies import bodies
from quiz.item import Item
from quiz.sentences import Listing, Sentence
from quiz.wording import bare

# 根据《…》，根据… would stumble.
_ACCORDING = ("根据", "按照", "依照", "依据")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One proposed question, before it is filtered and ranked.

    `item` has no binding yet, its right option stands first. `words` are the literal part of the article of `row`
    that it rests on, `said` the sentence its stem is made of, `answer` the words blanked or changed. `worth` ranks it.
    """

    recipe: str
    row: Row
    title: str
    item: Item
    words: str
    said: str
    answer: str
    worth: float


@dataclass(frozen=True, slots=True)
class Material:
    """One article, ready for the recipes."""

    row: Row
    title: str
    sentences: tuple[Sentence, ...]
    listings: tuple[Listing, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """What the documents at hand hold: wrong answers come from what is right elsewhere.

    `amounts` by unit and way of writing, `bodies` by title and class, each as they are written, the frequent first;
    `listings` by title; `places` tells in how many documents a sentence (bare) stands.
    """

    amounts: Mapping[tuple[str, bool], tuple[str, ...]] = field(default_factory=dict)
    bodies: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    listings: Mapping[str, tuple[Listing, ...]] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    titles: tuple[str, ...] = ()


def pool_of(materials: Sequence[Material]) -> Pool:
    """Mine all material once."""
    counted: dict[tuple[str, bool], dict[str, int]] = {}
    named: dict[str, dict[str, dict[str, int]]] = {}
    for material in materials:
        for amount in amounts(material.row.article.text):
            _count(counted.setdefault((amount.unit, amount.written[0].isascii()), {}), amount.text)
        for body in bodies(material.row.article.text):
            _count(named.setdefault(material.title, {}).setdefault(body.kind, {}), body.text)
    listings: dict[str, list[Listing]] = {}
    for material in materials:
        listings.setdefault(material.title, []).extend(material.listings)
    return Pool(
        {kind: _ordered(found) for kind, found in counted.items()},
        {title: {kind: _ordered(found) for kind, found in kinds.items()} for title, kinds in named.items()},
        {title: tuple(found) for title, found in listings.items()},
        _places(materials),
        tuple(dict.fromkeys(material.title for material in materials)),
    )


def _places(materials: Sequence[Material]) -> Mapping[str, int]:
    where: dict[str, set[str]] = {}
    for material in materials:
        for said in material.sentences:
            where.setdefault(bare(said.text), set()).add(material.title)
    return {words: len(titles) for words, titles in where.items()}


def _count(counts: dict[str, int], text: str) -> None:
    counts[text] = counts.get(text, 0) + 1


def _ordered(counts: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(counts, key=lambda text: (-counts[text], text)))


def alone(sentence: Sentence) -> Iterator[Sentence]:
    """Yield the sentence as it can be understood: with the one before it where it begins in the middle of a thought."""
    from quiz.filters import leans_on

    if not leans_on(sentence):
        yield sentence
    elif sentence.before and not leans_on(Sentence(sentence.row, sentence.title, sentence.before)):
        yield Sentence(sentence.row, sentence.title, sentence.before + sentence.text, "", sentence.lead)


def cited(sentence: Sentence, text: str) -> str:
    """Return a stem: the document, the lead-in of a list, the sentence or what was made of it."""
    said = sentence.lead + text.rstrip("；;") + ("。" if text.endswith(("；", ";")) else "")
    return f"《{sentence.title}》规定，{said}" if said.startswith(_ACCORDING) else f"根据《{sentence.title}》，{said}"
