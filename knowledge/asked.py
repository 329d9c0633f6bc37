"""A question with everything that was found out about it, and which of the articles found answer it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from knowledge import relevance
from knowledge.address import Named
from knowledge.document import Kind
from knowledge.evidence import Hit, Quote
from knowledge.quantities import holds, quantities
from knowledge.quotes import quote
from knowledge.snapshot import Snapshot

MOST_QUOTES = 3
# A further quote needs this share of the odds of the first one.
FURTHER = 0.4
# A rule stands before a speech or a study that is surer by up to so much.
FURTHER_RULE = 0.15
_VIEWS = (Kind.RESEARCH, Kind.SPEECH, Kind.MEETING, Kind.HISTORY, Kind.OTHER)
# These want something confirmed.
_CONFIRMS = re.compile(r"(?:对吗|是吗|对不对|是不是|没错吧|对吧|属实吗|正确吗)[？?]?$")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with everything that was found out about it before searching."""

    snapshot: Snapshot
    question: str
    day: date
    named: Named
    weights: Mapping[str, float]


def sure(asked: Asked, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that answer, each with its confidence for a score; [] when none is sure enough."""
    if not asked.weights:
        return []
    weighed = [replace(hit, score=_confidence(asked, hit)) for hit in hits]
    best = max((hit.score for hit in weighed), default=0.0)
    weighed = [hit for hit in weighed if hit.score >= asked.snapshot.enough]
    rules = [hit for hit in weighed if _is_rule(asked, hit) and _stands(hit, best, FURTHER_RULE)]
    if rules:
        rules = [hit for hit in rules if _stands(hit, max(rule.score for rule in rules), FURTHER)]
    views = [hit for hit in weighed if not _is_rule(asked, hit) and _stands(hit, best, FURTHER)]
    return [*rules, *views]


def _stands(hit: Hit, best: float, share: float) -> bool:
    """Tell whether a hit has this share of the odds of the best one."""
    return _odds(hit.score) >= share * _odds(best)


def _odds(probability: float) -> float:
    return probability / max(1e-9, 1 - probability)


def _is_rule(asked: Asked, hit: Hit) -> bool:
    """Tell whether an article binds; speeches, histories and research stand behind what binds."""
    return asked.snapshot.catalog.version_of(hit.article).metadata.kind not in _VIEWS


def _confidence(asked: Asked, hit: Hit) -> float:
    row = asked.snapshot.catalog.row(hit.article)
    title = asked.snapshot.catalog.versions[row.version].metadata.title
    text = f"{title} {' '.join(row.article.path)} {row.article.text}"
    return relevance.confidence(relevance.weigh(asked.weights, text, hit.cosine or 0.0))


def unheld_premise(asked: Asked, hits: Sequence[Hit]) -> str | None:
    """Return the quantity that a question wants confirmed (每天两小时对吗) when no article found holds it."""
    if not _CONFIRMS.search(asked.question):
        return None
    texts = [asked.snapshot.catalog.row(hit.article).article.text for hit in hits]
    return next((said for said in quantities(asked.question) if not any(holds(text, said) for text in texts)), None)


def quoted(asked: Asked, hits: Sequence[Hit]) -> tuple[Quote, ...]:
    rows = [(asked.snapshot.catalog.row(hit.article), hit.score) for hit in hits[:MOST_QUOTES]]
    return tuple(
        quote(asked.snapshot, row, asked.day, asked.weights, score, question=asked.question) for row, score in rows
    )
