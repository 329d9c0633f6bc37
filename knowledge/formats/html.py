"""Web pages, saved or crawled: reduced to the document they show.

Menus, footers, share bars and editors' notes are dropped: first by what elements are
called, then the element is chosen that holds the most text outside links, then lines that
only a page has are cut from its end.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html
from lxml.html import HtmlElement

from faults import Fault
from knowledge.document import Block, Reading, Style
from knowledge.encoding import decode

EXTENSIONS = (".html", ".htm")

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.I)
_ENCODINGS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5", "utf-8": "utf-8"}
_NO_TEXT = frozenset(
    ("script", "style", "noscript", "nav", "aside", "form", "iframe", "button", "select", "template", "svg", "object")
)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|footer|foot|share|breadcrumb|crumbs?|copyright|related|recommend|sidebar|toolbar|"
    r"comments?|pagination|print|hidden|login|search|topbar|qrcode|weixin|bdshare|prev|next)(?:$|[\s_-])",
    re.I,
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "ul",
        "ol",
        "dl",
        "dd",
        "dt",
        "center",
        "blockquote",
        "pre",
        "td",
        "main",
        "body",
    ]
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# What stands around a text on a page and is no part of it.
_PAGE_LINE = re.compile(
    r"^(?:[【（(\[]?(?:打印|关闭|返回|收藏|分享|纠错|字体|字号|大 ?中 ?小|我要评论|扫一扫|上一篇|下一篇|上一条|下一条|"
    r"阅读次数|相关(?:链接|新闻|阅读|文章)|浏览(?:次数|量)?|点击(?:数|次数|率)?|责任编辑|责编|编辑|网站编辑|作者[:：]|关于我们|"
    r"(?:信息|资料|文章)?来源[:：]|发布(?:时间|日期|者|人)|更新时间|时间[:：]|主办单位|承办|技术支持|版权所有|copyright|"
    r"地址[:：]|邮编|电话[:：]|联系(?:我们|方式)|当前位置|您(?:现在)?的?位置|.{0,6}ICP备|.{0,4}公网安备)|"
    r"[\d\s:：-]+$|首页$)",
    re.I,
)
_EDITOR = re.compile(r"[（(【\[]\s*(?:责任编辑|责编|编辑|来源)[:：].{0,30}$")
# A site writes its own name behind the title: 标题_栏目_网站, 标题 - 网站.
_TITLE_TAIL = re.compile(r"\s*(?:[_|]|--|\s[-–—－]\s?).*$")
# A page of which more than this share is links leads to documents and is none.
MOST_LINKS = 0.5
# A text of its own is longer than this; an element with less is no candidate.
LEAST = 30


def read(path: Path) -> Iterator[Reading]:
    """Read the one document of a page. Raises the faults document_without_text and page_of_links."""
    data = path.read_bytes()
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode().lower() if declared else ""
    text = decode(data, str(path), _ENCODINGS.get(name))
    if not text.strip():
        raise Fault("document_without_text", path=str(path))
    page = lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    stated = _stated(page)
    _strip(page)
    main = _main(page)
    if _link_share(main) > MOST_LINKS:
        raise Fault("page_of_links", path=str(path))
    blocks = tuple(_trimmed(list(_Walk().blocks(main))))
    yield Reading(_titled(blocks, stated), stated, str(path), hashlib.sha256(data).hexdigest())


def _stated(page: HtmlElement) -> dict[str, str]:
    """Read what the page says of itself beside the text: its address and its title without the site's name."""
    stated = {}
    for address in page.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"):
        stated["source_url"] = str(address)
    for title in page.xpath("//meta[@name='ArticleTitle']/@content | //title/text()"):
        stated["page_title"] = _TITLE_TAIL.sub("", str(title).strip())
        break
    return stated


def _titled(blocks: tuple[Block, ...], stated: dict[str, str]) -> tuple[Block, ...]:
    """Put the page's title before a text that does not begin with one."""
    title = stated.pop("page_title", "")
    shown = re.sub(r"\s", "", title)
    early = [re.sub(r"\s", "", block.text) for block in blocks[:8]]
    if len(shown) < 4 or any(shown in line or (len(line) > 6 and line in shown) for line in early):
        return blocks
    return (Block(title, Style.HEADING, 1), *blocks)


def _strip(page: HtmlElement) -> None:
    for node in list(page.iter()):
        if not isinstance(node.tag, str):
            _drop(node)
            continue
        called = f"{node.get('class', '')} {node.get('id', '')}"
        hidden = "display:none" in (node.get("style") or "").replace(" ", "")
        furniture = _FURNITURE.search(called) and node.tag not in ("body", "html") and _length(node) < 4000
        if node.tag in _NO_TEXT or hidden or furniture:
            _drop(node)


def _drop(node: HtmlElement) -> None:
    if node.getparent() is not None:
        node.drop_tree()


def _length(node: HtmlElement) -> int:
    return len(re.sub(r"\s", "", node.text_content() or ""))


def _main(page: HtmlElement) -> HtmlElement:
    """Choose the element whose own paragraphs hold the most text outside links."""
    scores: dict[HtmlElement, float] = {}
    for node in page.iter("p", "div", "td", "section", "article", "pre", "span", "font"):
        own = _own_text(node)
        if len(own) < LEAST:
            continue
        share = 1.0
        for above in (node, *list(node.iterancestors())[:4]):
            if above.tag in ("html",):
                break
            scores[above] = scores.get(above, 0.0) + len(own) * share
            share *= 0.75 if above is not node or node.tag in ("div", "td") else 1.0
    if not scores:
        return page.find(".//body") if page.find(".//body") is not None else page
    return max(scores, key=lambda node: (scores[node] * (1 - _link_share(node)), _length(node)))


def _own_text(node: HtmlElement) -> str:
    """Return the text directly in an element, links left out."""
    parts = [node.text or "", *(child.tail or "" for child in node)]
    return re.sub(r"\s", "", "".join(parts))


def _link_share(node: HtmlElement) -> float:
    links = sum(_length(link) for link in node.iter("a"))
    return links / max(1, _length(node))


class _Walk:
    """Goes through an element and gives its paragraphs, headings and tables in order."""

    def __init__(self) -> None:
        self._line: list[str] = []

    def blocks(self, node: HtmlElement) -> Iterator[Block]:
        """Yield everything below `node`."""
        yield from self._visit(node)
        yield from self._flush()

    def _visit(self, node: HtmlElement) -> Iterator[Block]:
        if node.tag == "table" and _is_data(node):
            yield from self._flush()
            yield from _table(node)
        elif node.tag in _HEADINGS:
            yield from self._flush()
            if words := " ".join((node.text_content() or "").split()):
                yield Block(words, Style.HEADING, _HEADINGS[node.tag])
        else:
            yield from self._running(node)

    def _running(self, node: HtmlElement) -> Iterator[Block]:
        breaks = node.tag in _BLOCKS
        if breaks:
            yield from self._flush()
        self._line.append("\n" if node.tag == "br" else _flat(node.text, node.tag))
        for child in node:
            yield from self._visit(child)
            self._line.append(_flat(child.tail, node.tag))
        if breaks:
            yield from self._flush()

    def _flush(self) -> Iterator[Block]:
        """Close the open paragraph."""
        for text in "".join(self._line).split("\n"):
            if words := re.sub(r"[ \t\u3000\u00a0]+", " ", text).strip():
                yield Block(words)
        self._line.clear()


def _flat(text: str | None, tag: object) -> str:
    """Return running text on one line; line breaks count only in <pre>."""
    return (text or "") if tag == "pre" else re.sub(r"[\r\n]+\s*", "", text or "")


def _is_data(table: HtmlElement) -> bool:
    """Tell a table of data from one that lays out a page: several columns, short cells, no table inside."""
    rows = [row for row in table.iter("tr")]
    if len(rows) < 2 or table.xpath(".//table"):
        return False
    cells = [cell for row in rows for cell in row if cell.tag in ("td", "th")]
    columns = max((len([c for c in row if c.tag in ("td", "th")]) for row in rows), default=0)
    return columns >= 2 and all(_length(cell) <= 400 for cell in cells)


def _table(table: HtmlElement) -> Iterator[Block]:
    rows = tuple(
        tuple(" ".join((cell.text_content() or "").split()) for cell in row if cell.tag in ("td", "th"))
        for row in table.iter("tr")
    )
    rows = tuple(row for row in rows if any(row))
    if rows:
        yield Block("\n".join(" | ".join(row) for row in rows), Style.TABLE, rows=rows)


def _trimmed(blocks: list[Block]) -> Iterator[Block]:
    """Leave out what only a page has, at the head and the end; inside a text such words are its own."""
    ends = [place for place, block in enumerate(blocks) if _is_sentence(block.text)]
    last = ends[-1] if ends else len(blocks)
    for place, block in enumerate(blocks):
        outer = place < 12 or place > last
        if outer and block.style is not Style.TABLE and _PAGE_LINE.match(block.text) and len(block.text) < 120:
            continue
        text = _EDITOR.sub("", block.text).strip() if place >= last else block.text
        if text:
            yield Block(text, block.style, block.level, block.page, block.rows)


def _is_sentence(text: str) -> bool:
    return (len(text) >= LEAST or text.endswith("。")) and not _PAGE_LINE.match(text)
