"""Exact words with their address: the smallest part of an article that answers."""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from faults import Fault
from knowledge import titles
from knowledge.address import Place
from knowledge.catalog import Row
from knowledge.document import Article, Piece, UnitKind
from knowledge.evidence import Quote
from knowledge.matters import held
from knowledge.passages import address, words_of
from knowledge.references import references
from knowledge.snapshot import Snapshot
from knowledge.versions import END, Span
from knowledge.words import fold

# An article of up to this many characters is quoted whole: a part of it would save no reading.
SHORT = 40
# A part is quoted instead of the whole when it holds this share of what the whole holds of the question.
NEARLY_ALL = 0.85
# Items are told apart when the second best holds at most this share of what the best one holds.
CLEARLY_LESS = 0.7
_ASKS_FOR_LIST = ("哪些", "哪几", "什么条件", "什么情形", "包括什么", "有什么", "几种", "几类", "分别")


def quote(
    snapshot: Snapshot, row: Row, day: date, weights: Mapping[str, float], score: float = 1.0, *,
    place: Place | None = None, question: str = "",
) -> Quote:  # fmt: skip
    """Quote the part of an article that `place` names, or the smallest part that holds the words of the question.

    Raises the fault quote_not_verbatim if the words do not stand in the article: nothing
    is sent that was not compared with its source.
    """
    article = row.article
    pieces = _named(article, place) if place else _smallest(article, weights, question)
    text, where = _words(article, pieces)
    _verify(article, text, pieces)
    version = snapshot.catalog.versions[row.version]
    about = version.metadata
    return Quote(
        row=row.row, source=row.source, document=titles.clean(about.title), version=about.version,
        kind=about.kind, speaker=about.speaker or "", occasion=about.occasion or "",
        effective_from=about.effective_from, effective_to=_ended(version.span),
        article=article.label, address=where, path=article.path, text=text,
        score=round(score, 4), marks=tuple(marks(text, weights)),
        references=references(snapshot.catalog, row, text, day), state=version.state(day),
    )  # fmt: skip


def _ended(span: Span) -> date | None:
    """Return the first day out of force; None where it goes on, or is only known to be over."""
    year, rest = divmod(span.ends, 10_000)
    return date(year, rest // 100, rest % 100) if span.starts < span.ends < END else None


def whole(snapshot: Snapshot, row: Row, day: date) -> Quote:
    """Quote an article whole."""
    return quote(snapshot, row, day, {}, place=Place(row.article.key))


def holds_place(article: Article, place: Place) -> bool:
    """Tell whether the article has the 款, 项 or 目 that a place names."""
    inner = place.paragraph or place.item or place.point
    return not inner or bool(_named(article, place))


def _named(article: Article, place: Place) -> list[Piece]:
    """Return the piece that a place names; an item without 款 is looked for in every 款. [] is the whole."""
    wanted = [number for number in (place.paragraph, place.item, place.point) if number]
    if not wanted:
        return []
    for piece in article.pieces:
        number = piece.number if place.paragraph else piece.number[1:]
        if list(number) == wanted:
            return [piece]
    return []


def _smallest(article: Article, weights: Mapping[str, float], question: str) -> list[Piece]:
    """Choose the smallest part that holds nearly all that the article holds of the question; [] is the whole."""
    if not weights or article.kind is not UnitKind.ARTICLE or len(article.text) <= SHORT:
        return []
    weights = _there(weights, article.text)
    everything = _weight(weights, article.text)
    best = _best([piece for piece in article.pieces if len(piece.number) == 1], article, weights)
    if everything == 0 or not best or _weight(weights, words_of(article, best[0])) < NEARLY_ALL * everything:
        return []
    items = [p for p in article.pieces if len(p.number) == 2 and p.number[0] == best[0].number[0]]
    if not items or any(phrase in question for phrase in _ASKS_FOR_LIST):
        return [best[0]]
    ranked = _best(items, article, weights)
    own = [_weight(weights, article.text[item.start : item.end]) for item in ranked]
    alone = own[0] > 0 and (len(own) == 1 or own[1] <= CLEARLY_LESS * own[0])
    full = _weight(weights, words_of(article, ranked[0])) >= NEARLY_ALL * everything
    return [ranked[0]] if alone and full else [best[0]]


def _best(pieces: Sequence[Piece], article: Article, weights: Mapping[str, float]) -> list[Piece]:
    """Order parts by what they hold of the question; of equals the shorter and earlier first."""

    def rank(piece: Piece) -> tuple[float, float, int]:
        words = article.text[piece.start : piece.end]
        return -round(_weight(weights, words), 3), math.ceil(len(words) / SHORT), piece.start

    return sorted(pieces, key=rank)


def _there(weights: Mapping[str, float], text: str) -> Mapping[str, float]:
    """Return the words that a text has something of: no part of it has anything of the others."""
    folded = fold(text)
    return {word: weight for word, weight in weights.items() if held(word, folded)}


def _weight(weights: Mapping[str, float], text: str) -> float:
    folded = fold(text)
    return sum(weight * held(word, folded) for word, weight in weights.items())


def _words(article: Article, pieces: Sequence[Piece]) -> tuple[str, str]:
    if not pieces:
        return article.text, address(article)
    return words_of(article, pieces[0]), address(article, pieces[0].number)


def _verify(article: Article, text: str, pieces: Sequence[Piece]) -> None:
    """Compare every part of a quote with the article, letter by letter."""
    parts = [text]
    if pieces and pieces[0].lead:
        start, end = pieces[0].lead
        parts = [text[: end - start], text[end - start + 1 :]]
    if not all(part and part in article.text for part in parts):
        raise Fault("quote_not_verbatim", article=article.label)


def _places(text: str, word: str) -> Iterator[int]:
    """Yield every place of a word in a text, also where it begins within itself."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def marks(text: str, weights: Mapping[str, float]) -> Iterator[tuple[int, int]]:
    """Yield the spans of `text` that match words of the question, merged where they touch."""
    folded = text.lower()
    hits = sorted((at, at + len(word)) for word in weights if len(word) > 1 for at in _places(folded, word))
    open_span: tuple[int, int] | None = None
    for start, end in hits:
        if open_span and start <= open_span[1]:
            open_span = (open_span[0], max(open_span[1], end))
            continue
        if open_span:
            yield open_span
        open_span = (start, end)
    if open_span:
        yield open_span
