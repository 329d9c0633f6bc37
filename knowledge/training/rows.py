"""Answered questions and a snapshot -> the rows that a ranking learns from."""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder
from knowledge.evaluate import Question
from knowledge.features import Floats, Found, features
from knowledge.learnt import Learnt, told
from knowledge.precedents import Precedents, resolved
from knowledge.ranking import shortlist
from knowledge.search import DEPTH, candidates
from knowledge.snapshot import Snapshot

# A clause that is asked for has so many letters; of so many articles for each that is wanted, enough have one.
SHORTEST, LONGEST, DRAWN = 12, 40, 4
_MARKS = re.compile(r"[。；，：\n]")


@dataclass(frozen=True, slots=True)
class Group:
    """The articles of one question that are looked at closely: their features, and which of them answer it."""

    features: Floats
    answers: NDArray[np.bool_]
    rows: NDArray[np.int64]


def gather(snapshot: Snapshot, question: Question, day: date | None = None) -> Found:
    """Return what the legs find for a question; no prior is in it."""
    return candidates(snapshot, question.text, DEPTH, question.as_of or day)


def group(snapshot: Snapshot, question: Question, found: Found, known: Learnt) -> Group:
    """Return the features of what the ranking would look at, given what is known of other questions."""
    close = found.only(shortlist(snapshot.layout, known.prior, found))
    answers = np.isin(close.rows, list(rows_of(snapshot, question)))
    return Group(features(snapshot, question.text, close, known), answers, close.rows)


def clauses(snapshot: Snapshot, count: int) -> list[Question]:
    """Return so many articles drawn by lot, each asked for by a clause of its own: who knows the words finds them."""
    dice, titles = random.Random(1), dict(zip(snapshot.catalog.versions, snapshot.layout.titles, strict=True))
    drawn: list[Question] = []
    for row in dice.sample(range(snapshot.manifest.articles), min(snapshot.manifest.articles, DRAWN * count)):
        held = snapshot.catalog.row(row)
        fitting = [part for part in _MARKS.split(held.article.text) if SHORTEST <= len(part) <= LONGEST]
        if fitting and len(drawn) < count:
            right = (titles[held.version], held.article.key)
            drawn.append(Question(f"clause-{row}", dice.choice(fitting), (right,)))
    return drawn


def rows_of(snapshot: Snapshot, question: Question) -> Iterator[int]:
    """Yield the rows of the articles that answer a question; none for a whole document (`article` null)."""
    for wanted, key in question.relevant:
        for version, title in zip(snapshot.catalog.versions, snapshot.layout.titles, strict=True):
            if key and title == wanted and (row := snapshot.catalog.locate(version, key)):
                yield row.row


def shares(questions: Sequence[Question], titles: Iterable[str]) -> dict[str, float]:
    """Return how many of a thousand questions every title answers, of the library's too those that answer none.

    A question with two titles counts half for each.
    """
    counts: dict[str, float] = dict.fromkeys(titles, 0.0)
    for question in questions:
        for title, _ in question.relevant:
            counts[title] = counts.get(title, 0.0) + 1 / len(question.relevant)
    return {title: round(1000 * count / max(1, len(questions)), 3) for title, count in sorted(counts.items())}


def precedents(encoder: Encoder, questions: Sequence[Question]) -> Precedents:
    """Return questions as a ranking keeps them; what a whole document answers is no precedent."""
    found = [(one.text, tuple((title, key) for title, key in one.relevant if key)) for one in questions]
    told = [(text, answers) for text, answers in found if answers]
    vectors = encoder.encode([text for text, _ in told], "query")
    return Precedents(encoder.digest, vectors, tuple(answers for _, answers in told))


def learnt(snapshot: Snapshot, questions: Sequence[Question]) -> Learnt:
    """Return what answered questions tell of others."""
    known = resolved(snapshot, precedents(snapshot.encoder, questions))
    return told(snapshot.layout, shares(questions, snapshot.layout.titles), known)
