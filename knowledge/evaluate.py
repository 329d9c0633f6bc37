"""Questions with known articles -> recall@k, MRR, nDCG, refusal errors, latency; two runs compared. Pure."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge import titles
from knowledge.evidence import Status
from knowledge.numerals import canonical

_ARTICLE = re.compile(r"第?([^第条]+)条(?:之(.+))?$")
CUTS = (1, 5, 10, 20, 100)
# MRR and nDCG look at the first ten.
TOP = 10


@dataclass(frozen=True, slots=True)
class Question:
    """One row of a questions file; `relevant` are (normalised title, canonical number or None for any part)."""

    id: str
    text: str
    relevant: tuple[tuple[str, str | None], ...]
    answerable: bool = True
    as_of: date | None = None
    type: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question: the articles found, best first, as (normalised title, key), how it ended, how long."""

    question: Question
    found: tuple[tuple[str, str], ...]
    status: Status
    ms: float

    def gains(self) -> list[tuple[str, str | None] | None]:
        """For each article found, the relevant one that it is (each counted once), else None."""
        left = list(self.question.relevant)
        gains: list[tuple[str, str | None] | None] = []
        for title, key in self.found:
            hit = next((wanted for wanted in ((title, key), (title, None)) if wanted in left), None)
            if hit is not None:
                left.remove(hit)
            gains.append(hit)
        return gains

    @property
    def worth(self) -> float:
        """How well it ended, 0..1: nDCG, nothing for a refusal; for what cannot be answered, 1 unless it was."""
        if not self.question.answerable:
            return float(self.status is not Status.ANSWERED)
        refused = self.status is Status.REFUSED or not self.question.relevant
        return 0.0 if refused else _ndcg(self.gains(), len(self.question.relevant))


def question_of(row: Mapping[str, Any]) -> Question:
    """Read one row; raises KeyError for a missing field and ValueError for an unreadable date."""
    relevant = tuple((titles.normal(one["document"]), _key(one.get("article"))) for one in row["relevant"])
    day = date.fromisoformat(row["as_of"]) if row.get("as_of") else None
    answerable, type_ = bool(row.get("answerable", True)), str(row.get("type") or "")
    return Question(str(row["id"]), row["question"], relevant, answerable, day, type_)


def _key(article: str | None) -> str | None:
    if article is None:
        return None
    found = _ARTICLE.search(article)
    return (canonical(found[1], found[2]) if found else canonical(article)) or article


def outcomes(questions: Iterable[Question], ask: Callable[[Question], Outcome]) -> tuple[Outcome, ...]:
    """Ask all questions, one after the other."""
    return tuple(ask(question) for question in questions)


def figures(results: Sequence[Outcome]) -> dict[str, float]:
    """Return the figures by name; recall is the share of the relevant found, averaged over answerable questions."""
    answerable = [result for result in results if result.question.answerable and result.question.relevant]
    others = [result for result in results if not result.question.answerable]
    gains = [(result.gains(), len(result.question.relevant)) for result in answerable]
    recalls = {
        f"recall@{cut}": _mean([sum(hit is not None for hit in found[:cut]) / count for found, count in gains])
        for cut in CUTS
    }
    times = sorted(result.ms for result in results)
    return {
        "questions": len(results),
        **recalls,
        "mrr": _mean([_reciprocal(found) for found, _ in gains]),
        "ndcg@10": _mean([_ndcg(found, count) for found, count in gains]),
        "false_answers": _mean([float(result.status is Status.ANSWERED) for result in others]),
        "false_refusals": _mean([float(result.status is Status.REFUSED) for result in answerable]),
        "ms_p50": _percentile(times, 0.50),
        "ms_p95": _percentile(times, 0.95),
    }


def by_type(results: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """Return the figures of every type that questions carry, in the order of the types; {} where none does.

    A type whose questions are all answerable has no false answers to tell, one of unanswerable ones only these.
    """
    types = sorted({result.question.type for result in results} - {""})
    return {name: _telling([result for result in results if result.question.type == name]) for name in types}


def _telling(results: Sequence[Outcome]) -> dict[str, float]:
    answerable = {result.question.answerable for result in results}
    told = figures(results)
    if answerable == {True}:
        del told["false_answers"]
    if answerable == {False}:
        told = {name: told[name] for name in ("questions", "false_answers", "ms_p50", "ms_p95")}
    return told


def difference(now: Mapping[str, float], before: Mapping[str, float]) -> dict[str, float]:
    """Return what changed since another run of the same questions; times, which nobody can repeat, are left out."""
    names = [name for name in now if name in before and name != "questions" and not name.startswith("ms_")]
    return {name: round(now[name] - before[name], 4) for name in names if now[name] != before[name]}


def worths(results: Sequence[Outcome]) -> dict[str, float]:
    """Return how well every question ended, by its id (`Outcome.worth`)."""
    return {result.question.id: round(result.worth, 4) for result in results}


def worse(now: Mapping[str, float], before: Mapping[str, float]) -> list[str]:
    """Return the ids of questions that ended worse than in another run, given what each was worth."""
    return [id_ for id_, value in now.items() if id_ in before and value < before[id_]]


def _reciprocal(found: Sequence[object]) -> float:
    return next((1 / place for place, hit in enumerate(found[:TOP], 1) if hit is not None), 0.0)


def _ndcg(found: Sequence[object], count: int) -> float:
    gained = sum(1 / math.log2(place + 1) for place, hit in enumerate(found[:TOP], 1) if hit is not None)
    return gained / sum(1 / math.log2(place + 1) for place in range(1, min(count, TOP) + 1))


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def _percentile(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2) if ordered else 0.0
