"""The second stage: what the legs found, ordered by a model that was trained on answered questions.

The model is one readable JSON file: the names of its features, how many of a thousand
questions each title answered, small networks (`knowledge.network`), and what their
scores say of whether a question is answered at all (`knowledge.relevance`). Without one the
plain ranking stands, a weighted sum that needs no training. A cross-encoder, if one is
configured, reads the first of them again; what it does not finish in its time changes nothing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from embeddings.reranker import Reranker
from faults import Fault
from knowledge import precedents, relevance
from knowledge.features import NAMES, Floats, Found, Layout, features
from knowledge.learnt import Learnt, told
from knowledge.network import Networks
from knowledge.precedents import Precedents

if TYPE_CHECKING:
    from knowledge.snapshot import Snapshot

LEARNED, PLAIN = "learned", "plain"
BUNDLED = Path(__file__).parent / "ranking.json"
# Raised when the file changes its meaning.
FORMAT = 2
# So many of what the legs found are looked at closely; the others follow in their plain order.
CLOSELY = 150
# So many are read again by a cross-encoder.
REREAD = 24
# What the feature asked_article counts for, in the plain score, when these are chosen.
PRIOR_SHARE = 0.08


@dataclass(frozen=True, slots=True)
class Ranking:
    """A trained ranking; `shares` are those of `knowledge.features.priors`. Without networks it is the plain one.

    `certainty` is the rule of `knowledge.relevance` that goes with its scores.
    """

    name: str = PLAIN
    shares: Mapping[str, float] = field(default_factory=dict)
    networks: Networks | None = None
    certainty: relevance.Rule = relevance.UNLEARNT
    reranker: Reranker | None = None
    known: Precedents = precedents.NONE


def bundled() -> Ranking:
    """Load the ranking that ships with the project."""
    return load(LEARNED)


def load(name: str, reranker: Reranker | None = None) -> Ranking:
    """Load the ranking called "learned" or "plain", or of a file. Raises the fault ranking_damaged."""
    if name == PLAIN:
        return Ranking(reranker=reranker)
    path = BUNDLED if name == LEARNED else Path(name).expanduser()
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        if (held["format"], held["features"]) != (FORMAT, list(NAMES)):
            raise ValueError("trained on other features")
        known = precedents.read(held["precedents"])
        return Ranking(held["name"], held["shares"], Networks(held["networks"]), _certainty(held), reranker, known)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise Fault("ranking_damaged", path=str(path), detail=str(error)) from error


def _certainty(held: Mapping[str, Any]) -> relevance.Rule:
    """Return the rule of refusal; a ranking that has none is believed as the plain one is."""
    told = held.get("certainty") or relevance.UNLEARNT._asdict()
    rule = relevance.Rule(*(tuple(map(float, told[name])) for name in relevance.Rule._fields))
    if {len(weights) for weights in rule} != {len(relevance.PLAIN)}:
        raise ValueError("weights of another rule")
    return rule


def ranked(snapshot: "Snapshot", question: str, found: Found) -> tuple[Found, Floats]:
    """Order what was found, best first; return it with the scores that order it."""
    ordered, scores = _cheaply(snapshot, question, found)
    if snapshot.ranking.reranker is None or not len(scores):
        return ordered, scores
    return _reread(snapshot, snapshot.ranking.reranker, question, ordered, scores)


def _reread(
    snapshot: "Snapshot", reranker: Reranker, question: str, found: Found, scores: Floats
) -> tuple[Found, Floats]:
    """Order the first few as a cross-encoder reads them; they keep their scores, best first."""
    rows = [snapshot.catalog.row(row) for row in found.rows[:REREAD].tolist()]
    texts = [f"{snapshot.catalog.versions[row.version].metadata.title}\n{row.article.text}" for row in rows]
    read = reranker.scores(question, texts)
    if read is None:
        return found, scores
    first = np.argsort(-np.array(read), kind="stable")
    return found.only(np.concatenate([first, np.arange(len(first), len(scores))])), scores


def _cheaply(snapshot: "Snapshot", question: str, found: Found) -> tuple[Found, Floats]:
    fused = found.fused()
    if snapshot.ranking.networks is None or not len(found.rows):
        return _ordered(found, fused)
    close = shortlist(snapshot.layout, snapshot.learnt.prior, found)
    scores = np.full(len(fused), -np.inf, dtype=np.float32)
    scores[close] = snapshot.ranking.networks.score(features(snapshot, question, found.only(close), snapshot.learnt))
    far = np.flatnonzero(np.isinf(scores))
    scores[far] = scores[close].min() - 1 + fused[far] - fused[far].max(initial=-1.0)
    return _ordered(found, scores)


def shortlist(held: Layout, prior: Floats, found: Found) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    """Return the places of the articles that are worth a close look, in order."""
    likely = found.fused() + np.float32(PRIOR_SHARE) * prior[held.versions(found.rows), 0]
    return np.sort(np.argsort(-likely, kind="stable")[:CLOSELY])


def _ordered(found: Found, scores: Floats) -> tuple[Found, Floats]:
    # Equal scores stand in the order of the catalogue.
    order = np.lexsort((found.rows, -scores))
    return found.only(order), scores[order]


def learnt(snapshot: "Snapshot", ranking: Ranking) -> Learnt:
    """Return what a ranking knows of other questions, as far as the documents of a snapshot answer them."""
    return told(snapshot.layout, ranking.shares, precedents.resolved(snapshot, ranking.known))
