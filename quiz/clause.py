"""The words that an item rests on, as they are quoted with the feedback: literal, with their address of today."""

from dataclasses import replace
from datetime import date

from knowledge.address import Place
from knowledge.document import Article
from knowledge.evidence import Quote
from knowledge.passages import words_of
from knowledge.quotes import quote
from knowledge.snapshot import Snapshot
from quiz.binding import article_of, current_source
from quiz.item import Item

_LEVELS = ("paragraph", "item", "point")


def clause(snapshot: Snapshot, item: Item, day: date) -> Quote | None:
    """Quote the smallest part of the article that holds an item's words, marked; None where they stand no more."""
    source = current_source(snapshot, item, day)
    row = article_of(snapshot, source) if source else None
    if row is None or item.binding is None:
        return None
    words = item.binding.words
    found = quote(snapshot, row, day, {}, place=_place(row.article, words))
    at = found.text.find(words)
    return replace(found, marks=((at, at + len(words)),)) if at >= 0 else found


def _place(article: Article, words: str) -> Place:
    holding = [piece for piece in article.pieces if words in words_of(article, piece)]
    if not holding:
        return Place(article.key)
    smallest = min(holding, key=lambda piece: (len(words_of(article, piece)), -len(piece.number)))
    return Place(article.key, **dict(zip(_LEVELS, smallest.number, strict=False)))
