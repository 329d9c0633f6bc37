"""A question with everything that was found out about it, searched for in each of its readings, and quoted."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from knowledge import spoken
from knowledge.address import Named
from knowledge.catalog import Catalog
from knowledge.evidence import Hit, Quote
from knowledge.matters import Matter, matters, written
from knowledge.quotes import quote
from knowledge.search import lexical, search
from knowledge.snapshot import Snapshot

MOST_QUOTES = 3
# Among so many of the best hits those are looked for that hold a phrase word for word.
SEEN = 50
_PHRASE = re.compile(r"[“\"]([^”\"]{2,30})[”\"]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with everything that was found out about it before searching."""

    snapshot: Snapshot
    question: str
    day: date
    named: Named
    readings: tuple[str, ...]
    matters: tuple[Matter, ...]

    @property
    def weights(self) -> Mapping[str, float]:
        """What is asked about, in all its forms, each with its rarity."""
        return {form: one.rarity for one in self.matters for form in one.forms}


def asked(snapshot: Snapshot, question: str, day: date, named: Named, matter: str | None = None) -> Asked:
    """Read a question as it was typed and as documents would write it; `matter` is what is to be searched for."""
    typed = spoken.plain(question if matter is None else matter)
    found = matters(typed, partial(rarity, snapshot))
    readings = tuple(dict.fromkeys((typed, written(typed, found))))
    return Asked(snapshot, question, day, named, readings, found)


def rarity(snapshot: Snapshot, part: str) -> float:
    """Return the rarity of a letter or a pair of letters as a share of the greatest that there is (0..1)."""
    found = snapshot.letters.rarity(part) if len(part) == 1 else snapshot.lexical.rarity(part)
    return found / math.log(2 + 2 * (snapshot.manifest.articles + 0.5))


def find(asked: Asked, k: int, day: date | None, versions: Sequence[str] = (), *, outside: bool = False) -> list[Hit]:
    """Search for a question in its readings, as `knowledge.search.search` does.

    What it sets in quotation marks is searched for alone where nothing found for the whole holds it.
    """
    phrases = _PHRASE.findall(asked.question)
    seen = max(k, SEEN) if phrases or len(asked.readings) > 1 else k
    look, worded = (
        partial(leg, asked.snapshot, k=seen, day=day, versions=versions, outside=outside) for leg in (search, lexical)
    )
    hits = _read(asked, look)
    found = _with_phrases(asked, hits, phrases) if phrases else []
    # Words alone tell whether anything has them.
    if phrases and not found and _with_phrases(asked, worded(" ".join(phrases)), phrases):
        found = _with_phrases(asked, _joined(map(look, phrases)), phrases)
    return (found or hits)[:k]


def _read(asked: Asked, look: Callable[[str], list[Hit]]) -> list[Hit]:
    """Search for a question as it was typed, and in the words of documents where a ranking does not know all it finds.

    From the questions that its documents answered a ranking has learnt what people say for what they write.
    """
    typed, *others = asked.readings
    hits = look(typed)
    return _joined([hits, *map(look, others)]) if others and not all(known(asked, hits)) else hits


def known(asked: Asked, hits: Sequence[Hit]) -> list[bool]:
    """Tell of every hit whether the ranking knows its document, in a library that it was trained for."""
    found: list[bool] = asked.snapshot.learnt.at_home(version_places(asked, hits)).tolist()
    return found


def version_places(asked: Asked, hits: Sequence[Hit]) -> NDArray[np.int64]:
    """Return the place of every hit's version in the order of the catalogue."""
    return asked.snapshot.layout.versions(np.array([hit.article for hit in hits], dtype=np.int64))


def _joined(found: Iterable[Sequence[Hit]]) -> list[Hit]:
    """Return the hits of several searches, best first; of two hits of one article the better one."""
    best: dict[int, Hit] = {}
    for hit in chain.from_iterable(found):
        other = best.get(hit.article)
        best[hit.article] = _better(hit, other) if other else hit
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.article))


def _better(hit: Hit, other: Hit) -> Hit:
    """Return the better of two hits of one article, as close as either came."""
    better, worse = (hit, other) if hit.score >= other.score else (other, hit)
    return better if (better.cosine or 0.0) >= (worse.cosine or 0.0) else replace(better, cosine=worse.cosine)


def _with_phrases(asked: Asked, hits: Sequence[Hit], phrases: Sequence[str]) -> list[Hit]:
    """Return the articles that hold all that the question sets in quotation marks, letter by letter."""
    texts = {hit.article: asked.snapshot.catalog.row(hit.article).article.text for hit in hits}
    return [hit for hit in hits if all(phrase in texts[hit.article] for phrase in phrases)]


def once_named(asked: Asked) -> str:
    """Return a word of the question that is in a title not in force on the day and in none that is, "" for none."""
    now, former = _titles(asked.snapshot.catalog, asked.day)
    words = (one.word for one in asked.matters if len(one.word) > 1)
    return next((word for word in words if word in former and word not in now), "")


@lru_cache(maxsize=4)
def _titles(catalog: Catalog, day: date) -> tuple[str, str]:
    """Return the titles of what is in force on a day, and of what is not, a line each."""
    held = catalog.versions.values()
    holding, others = (
        "\n".join(one.metadata.title for one in held if one.span.holds(day) is holds) for holds in (True, False)
    )
    return holding, others


def quoted(asked: Asked, hits: Sequence[Hit]) -> tuple[Quote, ...]:
    """Quote the best hits; words that stand in several documents (a text and a newsletter of it) come once."""
    found: dict[str, Quote] = {}
    for hit in hits:
        row = asked.snapshot.catalog.row(hit.article)
        if len(found) < MOST_QUOTES:
            one = quote(asked.snapshot, row, asked.day, asked.weights, hit.score, question=asked.question)
            found.setdefault(one.text, one)
    return tuple(found.values())
