"""What the ranking looks at: one row of numbers for every article that a leg found.

Every feature is named once in `NAMES`; a model that was trained on other names is
refused. Letters and pairs of letters stand beside the words of BM25 because the lay say
离婚 where the law says 解除婚姻关系: single letters still meet.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge import marks, precedents, titles
from knowledge.letters import Asked, asked

if TYPE_CHECKING:
    from knowledge.learnt import Learnt
    from knowledge.snapshot import Snapshot

NAMES = (
    "bm25",             # over words, as found
    "bm25_share",       # of the best one of the list
    "cosine",           # of the best part of the article
    "cosine_behind",    # behind the best one of the list
    "cosine_place",     # log of its place by cosine
    "letters",          # BM25 over single letters of the text
    "letters_held",     # share of the question's letters in the text, by rarity
    "letters_with_title",
    "pairs",            # BM25 over pairs of letters of the text
    "pairs_held",
    "pairs_with_title",
    "title_held",       # share of the question's pairs that stand in the title
    "missing",          # rarity of the rarest pair that neither text nor title has
    "fused",            # the plain ranking's score
    "fused_behind",
    "fused_place",
    "fused_best",       # of the list: how well anything fits
    "document_sum",     # of the four best articles of the same version
    "document_behind",  # its best article behind the best of the list
    "document_place",
    "beside",           # the better neighbour's score less its own
    "around",           # mean of two neighbours on each side
    "near",             # sum of the others of the same version, one that is five articles away counts 1/e
    "near_best",        # the greatest of them, counted so
    "wide",             # the same, where one that is fifteen away counts 1/e
    "wide_best",
    "place",            # log of the article's number in its document
    "depth",            # the same as a share of the document
    "length",           # log of letters
    "question_length",
    "document_length",  # log of articles
    "title_length",
    "cited",            # log of the articles elsewhere that name the document
    *marks.SAID,        # log of how often the article says such a thing
    *marks.ASKED,       # whether the question asks for one
    "asked_article",    # log of how often an article of this document answers, as learnt
    "asked_document",   # log of how often this document answers
    *precedents.NAMES,
)  # fmt: skip

# To the neighbours of an article, the nearest first.
_STEPS = np.array([[-1], [1], [-2], [2]])
# To the nearest others that were found, before and behind, and over how many articles they fade.
_OTHERS = np.array([[step] for step in range(-4, 5) if step])
_FADES = np.array([5, 15], dtype=np.float32)[:, None, None]
# Of the plain score: what vectors count for in it.
COSINE_SHARE = 0.6
K1, B = 1.2, 0.75

# What is learnt about the laws of one library and need not hold in another.
LIBRARY = ("place", "depth", "document_length", "title_length", "cited")
ASKED = ("asked_article", "asked_document", *precedents.NAMES)
# What laws and laypeople say; where others speak, the order must do without.
LAWFUL = (*marks.SAID, *marks.ASKED)

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """The articles that the legs found, by row, each with both raw scores (0.0 BM25 where only vectors found it).

    `query` is the vector of the question, shape (dim,).
    """

    rows: Rows
    bm25: Floats
    cosines: Floats
    query: Floats

    def fused(self) -> Floats:
        """Return the plain ranking: a weighted sum of cosine and BM25 as a share of the best."""
        scores: Floats = (1 - COSINE_SHARE) * self.share() + COSINE_SHARE * self.cosines
        return scores

    def share(self) -> Floats:
        """Return BM25 as a share of the best one of the list."""
        return self.bm25 / np.float32(max(1e-6, float(self.bm25.max(initial=0.0))))

    def only(self, places: Rows) -> "Found":
        """Return those at these places."""
        return Found(self.rows[places], self.bm25[places], self.cosines[places], self.query)


@dataclass(frozen=True, slots=True)
class Layout:
    """The versions of a snapshot as arrays, in the order of its catalogue."""

    firsts: Rows
    counts: Rows
    title_lengths: Floats
    cited: Floats
    titles: tuple[str, ...]

    def versions(self, rows: Rows) -> Rows:
        """Return the place of the version of every article."""
        places: Rows = np.searchsorted(self.firsts, rows, side="right") - 1
        return places


def layout(snapshot: "Snapshot", cited: NDArray[np.int32]) -> Layout:
    held = list(snapshot.catalog.versions.values())
    firsts, counts = (np.array([getattr(one, name) for one in held], dtype=np.int64) for name in ("first", "count"))
    normal = tuple(titles.normal(one.metadata.title) for one in held)
    lengths = np.array([len(title) for title in normal], dtype=np.float32)
    return Layout(firsts, counts, lengths, np.log1p(cited).astype(np.float32), normal)


def features(snapshot: "Snapshot", question: str, found: Found, learnt: "Learnt") -> Floats:
    """Return the features of what was found, shape (found, len(NAMES))."""
    held = snapshot.layout
    versions = held.versions(found.rows)
    first = np.concatenate(([True], versions[1:] != versions[:-1]))[: len(versions)]
    some, place = versions[first], np.cumsum(first) - 1
    fused, cosine = found.fused(), found.cosines
    behind = cosine - cosine.max()
    number = (found.rows - held.firsts[versions]).astype(np.float32)
    lengths = snapshot.letters.lengths(found.rows)
    same = np.full(len(found.rows), 1.0, dtype=np.float32)
    columns = (
        found.bm25, found.share(), cosine, behind, _places(cosine),
        *_letters(snapshot, asked(question), found.rows, (some, place), lengths),
        fused, fused - fused.max(), _places(fused), same * fused.max(),
        *_documents(fused, place), *_neighbours(fused, found.rows, versions), *_nearby(fused, found.rows, versions),
        np.log1p(number), number / held.counts[versions], np.log1p(lengths), same * np.log1p(len(question)),
        np.log(held.counts[versions]), held.title_lengths[versions], held.cited[versions],
        *np.log1p(snapshot.marks[found.rows], dtype=np.float32).T, *np.outer(marks.asked(question), same),
        *learnt.prior[versions].T,
        *learnt.precedents.beside(found.query, found.rows, versions),
    )  # fmt: skip
    return np.array(columns, dtype=np.float32).T


def _places(scores: Floats) -> Floats:
    """Return log(1 + place) of every score, the highest first."""
    places = np.empty(len(scores), dtype=np.float32)
    places[np.argsort(-scores, kind="stable")] = np.arange(len(scores))
    return np.log1p(places)


def _letters(
    snapshot: "Snapshot", question: Asked, rows: Rows, versions: tuple[Rows, Rows], lengths: Floats
) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats, Floats, Floats]:
    """Return the features of letters and pairs, in the order of `NAMES`.

    `versions`: each that an article is of, and which of these every article is of.
    """
    some, place = versions
    counted = snapshot.letters.counted(question, rows, some)
    letters, pairs = (counts[: len(rows)] for counts in counted)
    title_letters, title_pairs = (counts[len(rows) :][place] for counts in counted)
    rare = _rarity(snapshot.letters.holders[question.letters], snapshot.manifest.articles)
    rarer = np.array([snapshot.lexical.rarity(word) for word in question.words], dtype=np.float32)
    longer = K1 * (1 - B + B * lengths / np.float32(snapshot.letters.average))[:, None]
    nowhere = (pairs + title_pairs) == 0
    return (
        _bm25(letters, longer, rare), _held(letters, rare), _held(letters + title_letters, rare),
        _bm25(pairs, longer, rarer), _held(pairs, rarer), _held(pairs + title_pairs, rarer),
        _held(title_pairs, rarer), (nowhere * rarer).max(axis=1, initial=0.0),
    )  # fmt: skip


def _rarity(holders: NDArray[np.int32], articles: int) -> Floats:
    """Return the inverse document frequency, as BM25 counts it."""
    rarity: Floats = np.log(1 + (articles - holders + 0.5) / (holders + 0.5)).astype(np.float32)
    return rarity


def _bm25(counts: Floats, longer: Floats, rarity: Floats) -> Floats:
    scores: Floats = (counts * (K1 + 1) / (counts + longer)) @ rarity
    return scores


def _held(counts: Floats, rarity: Floats) -> Floats:
    share: Floats = ((counts > 0) @ rarity) / np.float32(max(1e-6, float(rarity.sum())))
    return share


def _documents(fused: Floats, place: Rows) -> tuple[Floats, Floats, Floats]:
    """Return sum of the four best, the best one behind the best of all, and the place, of each article's version.

    `place`: which of the versions every article is of; rows must be in order.
    """
    order = np.lexsort((-fused, place))
    starts = np.searchsorted(place, np.arange(place[-1] + 1))
    rank = np.arange(len(fused)) - starts[place]
    sums = np.bincount(place, np.where(rank < 4, fused[order], 0.0)).astype(np.float32)
    best = fused[order[starts]]
    return sums[place], best[place] - fused.max(), _places(sums)[place]


def _neighbours(fused: Floats, rows: Rows, versions: Rows) -> tuple[Floats, Floats]:
    """Return the features of the articles beside; one that was not found counts 0. Rows must be in order."""
    wanted = rows + _STEPS
    at = np.minimum(np.searchsorted(rows, wanted), len(rows) - 1)
    there = (rows[at] == wanted) & (versions[at] == versions)
    beside = np.where(there, fused[at], np.float32(0.0))
    return beside[:2].max(axis=0) - fused, beside.mean(axis=0)


def _nearby(fused: Floats, rows: Rows, versions: Rows) -> Floats:
    """Return sum and best of the others of the same version, fading with distance, for each fade; rows in order."""
    at = np.arange(len(rows)) + _OTHERS
    beyond = (at < 0) | (at >= len(rows))
    at[beyond] = 0
    apart = np.abs(rows[at] - rows).astype(np.float32)
    apart[beyond | (versions[at] != versions)] = np.inf
    faded = fused[at] * np.exp(apart / -_FADES)
    nearby: Floats = np.stack((faded.sum(axis=1), faded.max(axis=1)), axis=1).reshape(-1, len(rows))
    return nearby
