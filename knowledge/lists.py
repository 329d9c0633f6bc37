"""The inside of an article: its 款, and under each the 项 and 目 with their own lead-in.

What counts: a paragraph that does not begin with a list mark is a 款; a list belongs to
the paragraph before it. A paragraph between two items of one list ("（一）…", words,
"（二）…") belongs to the item above it; words after the end of a list open a new 款.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.document import Piece, PieceKind
from knowledge.grammar import Mark, read
from knowledge.numerals import NUMERAL, canonical

LIST_MARKS = (Mark.ITEM, Mark.POINT, Mark.NUMBERED)
_INLINE = re.compile(rf"(?<=[：:；;，,。])\s*[（(]\s*({NUMERAL})\s*[）)]")


@dataclass(frozen=True, slots=True)
class Row:
    """One paragraph of an article with its place in the article's text."""

    mark: Mark
    number: str
    start: int
    end: int


def pieces(paragraphs: Sequence[str]) -> tuple[str, tuple[Piece, ...]]:
    """Join the paragraphs of an article into its text and address what stands in it."""
    text = "\n".join(paragraphs)
    rows = _continued(list(_rows(paragraphs)))
    found = list(_pieces(rows, text))
    return text, tuple(_spread(found))


def _rows(paragraphs: Sequence[str]) -> Iterator[Row]:
    start = 0
    for paragraph in paragraphs:
        line = read(paragraph)
        mark = line.mark if line.mark in LIST_MARKS and line.number else Mark.PLAIN
        end = start + len(paragraph)
        yield Row(mark, line.number if mark is not Mark.PLAIN else "", start, end)
        if mark is Mark.PLAIN:
            yield from _inline(paragraph, start)
        start = end + 1


def _inline(paragraph: str, start: int) -> Iterator[Row]:
    """Find items written inside one paragraph: "…：（一）…；（二）…"."""
    marks = list(_INLINE.finditer(paragraph))
    numbers = [canonical(mark[1]) for mark in marks]
    if len(marks) < 2 or numbers != [str(n + 1) for n in range(len(marks))]:
        return
    ends = [mark.start() for mark in marks[1:]] + [_end(paragraph, marks)]
    for mark, number, end in zip(marks, numbers, ends, strict=True):
        begin = mark.start() + len(mark[0]) - len(mark[0].lstrip())
        yield Row(Mark.ITEM, number or "", start + begin, start + end)


def _end(paragraph: str, marks: Sequence[re.Match[str]]) -> int:
    """Return where the last item of a list inside a paragraph ends; a sentence behind the list is none of its own."""
    within = all(paragraph[: mark.start()].endswith(("；", ";")) for mark in marks[1:])
    full_stop = paragraph.find("。", marks[-1].end())
    return full_stop + 1 if within and full_stop >= 0 else len(paragraph)


def _continued(rows: list[Row]) -> list[Row]:
    """Let a paragraph between two neighbouring items of one list belong to the first."""
    kept: list[Row] = []
    for position, row in enumerate(rows):
        following = next((later for later in rows[position:] if later.mark is not Mark.PLAIN), None)
        if row.mark is Mark.PLAIN and kept and following and _goes_on(kept, following):
            kept[-1] = replace(kept[-1], end=row.end)
        else:
            kept.append(row)
    return kept


def _goes_on(kept: Sequence[Row], following: Row) -> bool:
    last = next((row for row in reversed(kept) if row.mark is following.mark), None)
    return last is not None and last.number.isdigit() and following.number == str(int(last.number) + 1)


def _pieces(rows: Sequence[Row], text: str) -> Iterator[Piece]:
    paragraph, lead = 0, None
    levels: list[Mark] = []
    item = Piece(PieceKind.ITEM, (), 0, 0)
    for row in rows:
        if row.mark is Mark.PLAIN:
            paragraph, levels = paragraph + 1, []
            lead = _lead(text, row)
            yield Piece(PieceKind.PARAGRAPH, (str(paragraph),), row.start, row.end)
            continue
        if paragraph == 0:
            paragraph = 1
            yield Piece(PieceKind.PARAGRAPH, ("1",), row.start, row.end)
        levels = levels[: levels.index(row.mark) + 1] if row.mark in levels else [*levels, row.mark]
        if len(levels) == 1:
            item = Piece(PieceKind.ITEM, (str(paragraph), row.number), row.start, row.end, lead)
            yield item
        elif len(levels) == 2:
            number = (*item.number, row.number)
            yield Piece(
                PieceKind.SUBITEM, number, row.start, row.end, _lead(text, Row(row.mark, "", item.start, item.end))
            )


def _lead(text: str, row: Row) -> tuple[int, int]:
    """Return the span of the sentence that introduces the list: the paragraph's last one."""
    body = text[row.start : row.end]
    first = re.search(r"[：:]\s*(?=[（(])", body)
    end = first.end() if first and _INLINE.match(body, first.end()) else len(body)
    cut = max(body.rfind(stop, 0, end - 1) for stop in "。！？")
    return row.start + cut + 1, row.start + len(body[:end].rstrip())


def _spread(found: list[Piece]) -> Iterator[Piece]:
    """Let a 款 reach to the end of its list and a 项 to the end of its 目."""
    for position, piece in enumerate(found):
        depth = len(piece.number)
        end = piece.end
        for later in found[position + 1 :]:
            if later.number[:depth] != piece.number:
                break
            end = max(end, later.end)
        yield replace(piece, end=end)
