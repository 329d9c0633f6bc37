"""Blocks -> addressed articles: 编, 章, 节, 条, preamble, annexes and tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from knowledge.contents import without_contents
from knowledge.document import Article, Block, Piece, PieceKind, Style, UnitKind
from knowledge.grammar import DEPTH, Line, Mark, goes_on_as_reference, lists_annexes, read
from knowledge.lists import pieces
from knowledge.numerals import article_label, order, ranges

FINISHED = tuple("。；：！？”）)】.;:!?")
# A heading without a number ("党费使用") is shorter than any sentence.
SHORT_HEADING = 20
SHORT_TITLE = 40
# Words before the first article longer than this are an introduction, not a title page.
TITLE_PAGE_LINE = 60


@dataclass(frozen=True, slots=True)
class Structure:
    """What the grammar found; `front` and `back` are the lines around the articles."""

    articles: tuple[Article, ...]
    front: tuple[str, ...]
    back: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _State:
    """Where the reader stands while it walks down the lines."""

    articles: list[Article] = field(default_factory=list)
    front: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    path: dict[int, str] = field(default_factory=dict)
    prefix: str = ""
    number: str = ""
    lines: list[str] = field(default_factory=list)
    page: int | None = None
    section: str = ""
    paragraphs: int = 0
    tables: int = 0
    restarts: int = 0
    started: bool = False


def has_articles(blocks: Sequence[Block]) -> bool:
    """Tell whether the document is numbered by 条: a first article, or several in order."""
    numbers = [line.number for block in blocks if (line := read(block.text)).mark is Mark.ARTICLE]
    in_order = sum(1 for a, b in pairwise(numbers) if order(b) > order(a))
    return bool(numbers) and (numbers[0] == "1" or in_order >= 2)


def parse(blocks: Sequence[Block]) -> Structure:
    """Read a document that has 条 (see `knowledge.prose` for the others)."""
    state = _State()
    body = without_contents(blocks)
    for position, block in enumerate(body):
        if block.style is Style.TABLE:
            _table(state, block)
        else:
            _step(state, block, read(block.text), body[position + 1 : position + 2])
    _close(state, last=True)
    articles = tuple(state.articles)
    return Structure(articles, tuple(state.front), tuple(state.back), tuple(_complaints(articles, state)))


def _step(state: _State, block: Block, line: Line, following: Sequence[Block]) -> None:
    if line.mark is Mark.ARTICLE and _opens_article(state, line, following):
        _open_article(state, line, block)
    elif line.mark in DEPTH:
        _open_section(state, DEPTH[line.mark], line.rest)
    elif line.mark is Mark.ANNEX and state.started:
        _open_annex(state, line)
    elif line.mark is Mark.UNNUMBERED or _is_heading(state, block, line, following):
        _open_section(state, DEPTH[Mark.CHAPTER], re.sub(r"\s", "", block.text))
    else:
        _words(state, block)


def _opens_article(state: _State, line: Line, following: Sequence[Block]) -> bool:
    """Tell an article from a reference that a line break pushed to the front."""
    if not line.rest and following and goes_on_as_reference(following[0].text):
        return False
    return line.spaced or _expected(state, line.number)


def _expected(state: _State, number: str) -> bool:
    """Tell whether `number` comes next, for a line without a space after 条."""
    main, extra = order(number)
    last = order(state.number) if state.number else (0, 0)
    return (main, extra) in {(last[0] + 1, 0), (last[0], last[1] + 1)} or (not state.number and extra == 0)


def _open_article(state: _State, line: Line, block: Block) -> None:
    _close(state)
    if line.number == "1" and any(article.key == f"{state.prefix}1" for article in state.articles):
        state.restarts += 1
        state.prefix = f"{state.prefix.split('#')[0]}#{state.restarts + 1}/"
    state.started, state.number, state.page = True, line.number, block.page
    state.lines = [line.rest] if line.rest else []


def _open_section(state: _State, depth: int, heading: str) -> None:
    _close(state)
    state.started = True
    state.path = {level: words for level, words in state.path.items() if level < depth} | {depth: heading}
    state.section, state.paragraphs = heading.split(" ")[0], 0


def _open_annex(state: _State, line: Line) -> None:
    _close(state, last=True)
    taken = {article.key.split("/")[0] for article in state.articles}
    name = line.number if line.number not in taken else f"{line.number}（{len(taken)}）"
    state.prefix, state.number, state.section = f"{name}/", "", name
    state.path = {0: f"{name} {line.rest}".strip()}
    state.paragraphs = state.tables = 0


def _is_heading(state: _State, block: Block, line: Line, following: Sequence[Block]) -> bool:
    """Tell whether a line without a number is a heading: styled as one, or short before an article."""
    if not state.started or line.mark is not Mark.PLAIN:
        return False
    if block.style is Style.HEADING:
        return len(block.text) <= SHORT_TITLE
    before_article = bool(following) and read(following[0].text).mark is Mark.ARTICLE
    closed = not state.lines or state.lines[-1].endswith(FINISHED)
    bare = len(block.text) <= SHORT_HEADING and not re.search(r"[，。；：、！？（）()《》]", block.text)
    return before_article and closed and bare


def _words(state: _State, block: Block) -> None:
    """Take a line of plain words: into the open article, or as a paragraph of its section."""
    text = block.text
    if state.number:
        if state.lines and not state.lines[-1].endswith(FINISHED) and _wrapped(state.lines[-1], text):
            state.lines[-1] += text
        else:
            state.lines.append(text)
    elif state.started:
        _paragraph(state, text, block.page)
    elif len(text) > TITLE_PAGE_LINE and not text.startswith(("（", "(")):
        state.section = "前文"
        _paragraph(state, text, block.page)
    else:
        state.front.append(text)


def _wrapped(before: str, text: str) -> bool:
    """Tell whether a line break fell right before or right behind a reference."""
    broken = re.match(r"^第[^，。；]{1,12}[条款项编章节]", text) or re.search(r"第[^，。；第]{1,8}[条款项]$", before)
    return broken is not None


def _paragraph(state: _State, text: str, page: int | None) -> None:
    state.paragraphs += 1
    base = state.prefix if state.prefix.endswith(f"{state.section}/") else f"{state.prefix}{state.section}/"
    key = _free(state, f"{base}{state.paragraphs}")
    whole = (Piece(PieceKind.PARAGRAPH, ("1",), 0, len(text)),)
    label = f"{state.section}第{state.paragraphs}段"
    state.articles.append(Article(key, label, text, UnitKind.PARAGRAPH, _path(state), whole, page))


def _table(state: _State, block: Block) -> None:
    state.tables += 1
    state.started = True
    where = article_label(state.number) if state.number else state.section
    key = _free(state, f"{state.prefix}表/{state.tables}")
    whole = (Piece(PieceKind.PARAGRAPH, ("1",), 0, len(block.text)),)
    label = f"{where}表{state.tables}"
    _close(state, keep_open=True)
    state.articles.append(Article(key, label, block.text, UnitKind.TABLE, _path(state), whole, block.page))


def _close(state: _State, *, last: bool = False, keep_open: bool = False) -> None:
    """File the open article; where the text ends (`last`), its closing lines are set apart."""
    back = _signature(state.lines) if last else ()
    state.back += back
    lines = state.lines[: len(state.lines) - len(back)]
    if state.number and lines:
        text, found = pieces(lines)
        prefix = state.prefix.split("/")[0]
        label = article_label(state.number)
        shown = f"{prefix}{label}" if prefix and not prefix.startswith("#") else label
        key = _free(state, f"{state.prefix}{state.number}")
        state.articles.append(Article(key, shown, text, UnitKind.ARTICLE, _path(state), found, state.page))
    state.lines = []
    if not keep_open and not last:
        state.section = state.section if state.number == "" else ""


def _signature(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the closing lines that are no text of the last article: list of annexes, issuer and date."""
    end = next((place for place, line in enumerate(lines) if place and lists_annexes(line)), len(lines))
    if any(len(line) > TITLE_PAGE_LINE for line in lines[end:]):
        end = len(lines)
    while end > 1 and len(lines[end - 1]) <= SHORT_TITLE and not lines[end - 1].endswith(FINISHED):
        end -= 1
    return tuple(lines[end:])


def _path(state: _State) -> tuple[str, ...]:
    return tuple(state.path[depth] for depth in sorted(state.path))


def _free(state: _State, key: str) -> str:
    """Return `key`, or with a count behind it where the document uses one number twice."""
    taken = {article.key for article in state.articles[-400:]}
    copies = (f"{key}~{n}" for n in range(2, 400))
    return key if key not in taken else next(copy for copy in copies if copy not in taken)


def _complaints(articles: Sequence[Article], state: _State) -> Iterator[str]:
    """Name what is wrong with the numbers: missing, twice, out of order, started again."""
    numbers = [article.key for article in articles if article.kind is UnitKind.ARTICLE and "/" not in article.key]
    if twice := [number.split("~")[0] for number in numbers if "~" in number]:
        yield f"duplicate_articles: {','.join(twice)}"
    plain = [number for number in numbers if "~" not in number]
    if plain != sorted(plain, key=order):
        yield "articles_out_of_order"
    mains = {order(number)[0] for number in plain}
    if missing := sorted(set(range(1, max(mains, default=0) + 1)) - mains):
        yield f"missing_articles: {','.join(ranges(missing))}"
    if state.restarts:
        yield f"numbering_restarts: {state.restarts}"
