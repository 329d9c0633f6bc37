"""Documents without 条: every paragraph is addressed by the headings above it.

"二（一）第3段" is the third paragraph under （一） of 二. A heading without a number gives
its own words ("会议要求第1段"), none at all gives "第1段".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from knowledge.contents import without_contents
from knowledge.document import Article, Block, Piece, PieceKind, Style, UnitKind
from knowledge.grammar import Mark, read
from knowledge.names import byline
from knowledge.numerals import chinese
from knowledge.structure import Structure

STAGE = re.compile(r"^(第[一二三四五六七八九十]{1,3}(?:阶段|部分|讲|步|方面|专题))[\s　:：、]*(.*)$")
# A numbered heading longer than this is a paragraph that begins with its number.
LONGEST_HEADING = 45
LONGEST_BARE_HEADING = 24
_DATE_LINE = re.compile(
    r"^[（(]?[\d〇○零一二三四五六七八九十]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日[）)]?$"
)
_OFFICE = re.compile(r"(?:委员会|人民政府|办公[厅室]|工委|[党市县省区]委|党组|部|局|厅|院|会|处|校)$")
# What no heading has: the marks of a sentence, the credit below a picture.
_SENTENCE = re.compile(r"[。；，：！？、…（）()—\d]|记者|[摄图]$")
FRONT_LINES = 8
DEPTHS = {Mark.CHAPTER: 1, Mark.SECTION: 2, Mark.NUMBERED: 3, Mark.ITEM: 4, Mark.POINT: 5}


@dataclass(slots=True)
class _State:
    articles: list[Article] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    tables: int = 0


def parse(blocks: Sequence[Block], title: str) -> Structure:
    """Read a document without 条; its title lines and bylines come back as `front`, its signature as `back`."""
    body = without_contents(blocks)
    start = _front(body, title)
    end = _signature(body, start)
    state = _State()
    for block, following in zip_longest(body[start:end], body[start + 1 : end]):
        _step(state, block, following)
    front, back = (tuple(block.text for block in part) for part in (body[:start], body[end:]))
    return Structure(tuple(state.articles), (*front, *state.names), back)


def _signature(body: Sequence[Block], start: int) -> int:
    """Return where the closing lines begin: a date, and the offices above it."""
    end = len(body)
    if end - start < 3 or not _DATE_LINE.match(body[end - 1].text.replace(" ", "")):
        return end
    end -= 1
    while end > start + 1 and len(body[end - 1].text) <= LONGEST_BARE_HEADING and _OFFICE.search(body[end - 1].text):
        end -= 1
    return end


def _front(body: Sequence[Block], title: str) -> int:
    """Count the title lines: short, unnumbered, before the first real paragraph."""
    for position, block in enumerate(body[:FRONT_LINES]):
        line = read(block.text)
        numbered = line.mark is not Mark.PLAIN and not block.text.startswith(("（", "("))
        if numbered or len(block.text) > LONGEST_HEADING or block.style is Style.TABLE:
            return position
        if block.text.endswith(("。", "：", "；")) and block.text != title:
            return position
    return min(len(body) - 1, FRONT_LINES) if len(body) > FRONT_LINES else 0


def _step(state: _State, block: Block, following: Block | None) -> None:
    if block.style is Style.TABLE:
        state.tables += 1
        _file(state, block, f"表/{state.tables}", f"表{state.tables}", UnitKind.TABLE)
        return
    # A name alone on its line says who speaks; it heads nothing.
    if block.style is Style.TEXT and byline(block.text):
        state.names.append(block.text)
        return
    heading = _heading(block)
    if heading is None:
        _paragraph(state, block)
        return
    depth, mark, words, whole = heading
    state.marks = {level: name for level, name in state.marks.items() if level < depth} | {depth: mark}
    state.titles = {level: name for level, name in state.titles.items() if level < depth} | {depth: words}
    if not whole or not _stands_over(depth, following):
        _paragraph(state, block)


def _stands_over(depth: int, following: Block | None) -> bool:
    """Tell whether anything stands below a heading; a line with nothing below it (二、删去第五条。) is text."""
    if following is None:
        return False
    below = None if following.style is Style.TABLE else _heading(following)
    return below is None or below[0] > depth


def _heading(block: Block) -> tuple[int, str, str, bool] | None:
    """Return depth, mark and words of a heading, and whether the line is nothing else."""
    text = block.text
    line = read(text)
    if stage := STAGE.match(text):
        return (0, stage[1], text, True) if len(text) <= LONGEST_HEADING else None
    if line.mark in DEPTHS and line.number:
        return _numbered(line.mark, line.number, text)
    if line.mark is Mark.UNNUMBERED:
        return DEPTHS[Mark.NUMBERED], line.rest, text, True
    if block.style is Style.HEADING and len(text) <= LONGEST_HEADING:
        return min(block.level, 2), re.sub(r"\s", "", text), text, True
    bare = len(text) <= LONGEST_BARE_HEADING and not _SENTENCE.search(text)
    return (6, text, text, True) if bare and line.mark is Mark.PLAIN else None


def _numbered(mark: Mark, number: str, text: str) -> tuple[int, str, str, bool] | None:
    words = chinese(int(number.split("-")[0]))
    shown = {
        Mark.CHAPTER: f"第{words}章",
        Mark.SECTION: f"第{words}节",
        Mark.NUMBERED: words,
        Mark.ITEM: f"（{words}）",
        Mark.POINT: f"{number}.",
    }[mark]
    whole = len(text) <= LONGEST_HEADING and not text.endswith(("；", "：")) and text.count("。") <= text.endswith("。")
    if mark is Mark.POINT and not (whole and not text.endswith("。")):
        return None
    title = text if whole else re.split(r"(?<=[。：])", text)[0][:LONGEST_HEADING]
    return DEPTHS[mark], shown, title, whole


def _paragraph(state: _State, block: Block) -> None:
    place = "".join(state.marks[depth] for depth in sorted(state.marks))
    state.counts[place] = state.counts.get(place, 0) + 1
    count = state.counts[place]
    path = "/".join(state.marks[depth] for depth in sorted(state.marks))
    _file(state, block, f"{path}/{count}".lstrip("/"), f"{place}第{count}段", UnitKind.PARAGRAPH)


def _file(state: _State, block: Block, key: str, label: str, kind: UnitKind) -> None:
    whole = (Piece(PieceKind.PARAGRAPH, ("1",), 0, len(block.text)),)
    path = tuple(state.titles[depth] for depth in sorted(state.titles))
    state.articles.append(Article(key, label, block.text, kind, path, whole, block.page))
