"""The nouns of answering: hits, quotes, answers."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found, with the raw evidence that the refusal rule reads.

    `article` is the row of the article in the catalogue. `score` orders the hits and
    is comparable within one search only; `bm25` and `cosine` are the raw scores of
    the two legs, None where the leg did not return the article.
    """

    article: int
    score: float
    bm25: float | None = None
    cosine: float | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A cross-reference in quoted words ("前款", "依照第十五条") and where it leads.

    `start` and `end` are characters into the quote's text; `article` is the row of
    the article meant, None where the document is not held.
    """

    start: int
    end: int
    words: str
    article: int | None
    address: str


@dataclass(frozen=True, slots=True)
class Quote:
    r"""Exact words with their address.

    `text` is verified to be a literal substring of the article before the quote is
    made (a 项 with its lead-in is two substrings, joined by "\n"). `marks` are the
    spans of `text` that match the question. `address` is "第二十条第一款"; `article` is
    the label alone. `row` is the article's row in the catalogue of one snapshot, `source`
    names version and article in every snapshot ("3f9a1c0b7d2e#20"): buttons and turns keep it.
    `speaker` and `occasion` are those of a speech, "" where the text does not give them.
    """

    row: int
    source: str
    document: str
    version: str
    kind: str
    effective_from: date | None
    effective_to: date | None
    article: str
    address: str
    path: tuple[str, ...]
    text: str
    score: float
    marks: tuple[tuple[int, int], ...] = ()
    references: tuple[Reference, ...] = ()
    state: str = "in_force"
    speaker: str = ""
    occasion: str = ""


class Status(StrEnum):
    """How a question ended."""

    ANSWERED = "answered"
    REFUSED = "refused"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question came to.

    `reason` is a code that `bot/phrases` has a sentence for (why it was refused, or
    what the reader must know beside the quotes), `fields` the facts of that sentence.
    `nearest` are up to three articles that came closest when the question is refused,
    or the current text beside a superseded one. `day` is the Beijing day asked about.
    """

    status: Status
    question: str
    day: date
    quotes: tuple[Quote, ...] = ()
    nearest: tuple[Quote, ...] = ()
    reason: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    ms: float = 0.0
