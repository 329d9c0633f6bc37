"""What can be quoted of an article, how each part is cited, and what the encoder reads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.document import Article, Piece, PieceKind, UnitKind
from knowledge.numerals import display

# Static vectors average their words; beyond a few hundred characters the average says little.
CHUNK = 320


@dataclass(frozen=True, slots=True)
class Passage:
    """One quotable part of an article: spans into its text, its lead-in apart, its address."""

    number: tuple[str, ...]
    address: str
    start: int
    end: int
    lead: tuple[int, int] | None = None


def passages(article: Article) -> tuple[Passage, ...]:
    """Return every part that can be quoted, in reading order; a whole 款 comes before its 项."""
    return tuple(
        Passage(piece.number, address(article, piece.number), piece.start, piece.end, piece.lead)
        for piece in article.pieces
    )


def address(article: Article, number: tuple[str, ...] = ()) -> str:
    """Return 第二十条第一款第（四）项; 款 is left out where the article has only one."""
    if article.kind is not UnitKind.ARTICLE:
        return article.label
    single = sum(1 for piece in article.pieces if piece.kind is PieceKind.PARAGRAPH) <= 1
    paragraph = f"第{display(number[0])}款" if number and not single else ""
    item = f"第（{display(number[1])}）项" if len(number) > 1 else ""
    point = f"第{number[2]}目" if len(number) > 2 else ""
    return f"{article.label}{paragraph}{item}{point}"


def words_of(article: Article, piece: Piece) -> str:
    """Return the words of a piece, its own lead-in before it."""
    lead = article.text[slice(*piece.lead)] + "\n" if piece.lead else ""
    return lead + article.text[piece.start : piece.end]


def encoded(title: str, article: Article) -> tuple[str, ...]:
    """Return the texts that are encoded: the article whole when short, else its parts, under its title."""
    parts = (article.text,) if len(article.text) <= CHUNK else _chunks(article)
    return tuple(f"{title}\n{part}" for part in parts if part)


def _chunks(article: Article) -> Iterator[str]:
    leaves = [piece for piece in article.pieces if not _has_parts(article, piece)]
    for piece in leaves or (Piece(PieceKind.PARAGRAPH, ("1",), 0, len(article.text)),):
        yield from _cut(words_of(article, piece))


def _has_parts(article: Article, piece: Piece) -> bool:
    depth = len(piece.number)
    return any(len(other.number) > depth and other.number[:depth] == piece.number for other in article.pieces)


def _cut(text: str) -> Iterator[str]:
    """Cut at sentence borders so that no part is longer than the cap, if its sentences allow."""
    part = ""
    for sentence in re.findall(r"[^。；！？\n]*[。；！？\n]?", text):
        if part and len(part) + len(sentence) > CHUNK:
            yield part.strip()
            part = ""
        part += sentence
    if part.strip():
        yield part.strip()
