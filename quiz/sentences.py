"""Articles -> the sentences and lists that questions are made of, each with what it needs to be understood alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge import titles
from knowledge.catalog import Row, Version
from knowledge.document import Kind, Piece, PieceKind, UnitKind
from knowledge.snapshot import Snapshot

# What was said and what happened is not to be asked by rule (filter 15); of other texts only numbered articles are.
_NEVER = frozenset((Kind.SPEECH, Kind.MEETING, Kind.HISTORY, Kind.RESEARCH))
# The kinds that certainly are regulations.
RULES = frozenset(
    (Kind.CONSTITUTION, Kind.CODE, Kind.REGULATION, Kind.PROVISIONS, Kind.MEASURES, Kind.RULES, Kind.BYLAWS,
     Kind.NORMATIVE, Kind.LAW, Kind.ADMINISTRATIVE, Kind.LOCAL)
)  # fmt: skip
_SENTENCE = re.compile(r"[^。！？]+[。！？]?")
_NUMBER = re.compile(
    r"^\s*(?:[（(]\s*[〇零一二三四五六七八九十\d]+\s*[）)]|[㈠-㈩]|\d{1,2}\s*[.．、]|[一二三四五六七八九十]+\s*、)\s*"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article: `text` is a literal part of it.

    `before` is the sentence before it in the same 款, "" for the first. `lead` is the sentence that introduces the
    list it belongs to, "" outside lists. `title` is the document's, as it is shown.
    """

    row: Row
    title: str
    text: str
    before: str = ""
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One list of an article: the sentence that introduces it and the words of its items, without numbers."""

    row: Row
    title: str
    lead: str
    items: tuple[str, ...]


def asked(snapshot: Snapshot, version: Version) -> Iterator[Row]:
    """Yield the articles of a version that questions may be made of; none where it is no regulation."""
    if version.metadata.kind not in _NEVER:
        for row in snapshot.catalog.articles(version.id):
            if row.article.kind is UnitKind.ARTICLE and not _closes(row):
                yield row


def closing(snapshot: Snapshot, version: Version) -> Iterator[Row]:
    """Yield the articles of 附则: they say when a version applies, and nothing else that is asked."""
    if version.metadata.kind not in _NEVER:
        for row in snapshot.catalog.articles(version.id):
            if row.article.kind is UnitKind.ARTICLE and _closes(row):
                yield row


def _closes(row: Row) -> bool:
    return any("附则" in heading.replace(" ", "") for heading in row.article.path)


def title_of(version: Version) -> str:
    """Return a document's title as questions name it."""
    return titles.clean(version.metadata.title)


def sentences(row: Row, title: str) -> Iterator[Sentence]:
    """Yield the sentences of an article: those of its 款, and its items, each with its lead-in."""
    article = row.article
    for piece in article.pieces:
        if _parts(article.pieces, piece):
            # Its items are sentences of their own; what introduces them is none.
            text = article.text[piece.start : _parts(article.pieces, piece)[0].start]
        else:
            text = article.text[piece.start : piece.end]
        lead = article.text[slice(*piece.lead)].strip() if piece.lead else ""
        before = ""
        for found in _SENTENCE.findall(_NUMBER.sub("", text)):
            words = found.strip()
            if words and not words.endswith(("：", ":")):
                yield Sentence(row, title, words, before, lead)
            before = words


def listings(row: Row, title: str) -> Iterator[Listing]:
    """Yield the lists of an article that have a lead-in."""
    article = row.article
    groups: dict[tuple[tuple[str, ...], tuple[int, int]], list[str]] = {}
    for piece in article.pieces:
        if piece.kind is not PieceKind.PARAGRAPH and piece.lead:
            end = _parts(article.pieces, piece)[0].start if _parts(article.pieces, piece) else piece.end
            words = _NUMBER.sub("", article.text[piece.start : end]).strip().rstrip("；;。，、：")
            groups.setdefault((piece.number[:-1], piece.lead), []).append(words)
    for (_, lead), items in groups.items():
        yield Listing(row, title, article.text[slice(*lead)].strip(), tuple(items))


def _parts(pieces: tuple[Piece, ...], whole: Piece) -> list[Piece]:
    depth = len(whole.number)
    return [piece for piece in pieces if len(piece.number) == depth + 1 and piece.number[:depth] == whole.number]
