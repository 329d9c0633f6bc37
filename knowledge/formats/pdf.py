"""PDF with a text layer: pages to paragraphs, without running heads, feet and page numbers."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2
from pypdfium2 import PdfDocument, PdfiumError

from faults import Fault
from knowledge import markings
from knowledge.document import Block, Reading
from knowledge.grammar import Mark
from knowledge.grammar import read as read_line

EXTENSIONS = (".pdf",)

_PAGE_NUMBER = re.compile(r"^[\s—–\-·•第页共/\dIVXivx]{1,14}$")
_FINISHED = ("。", "！", "？", "；", "：", "”", "》", "）", ":", ";")
# The closing lines of an official paper stand apart, however full the line above them is.
_CLOSING = re.compile(
    r"^(?:中共)?[\u4e00-\u9fff]{2,20}(?:委员会|人民政府|办公[厅室]|委|部|局|厅|院|会)$|^\d{4}年\d{1,2}月\d{1,2}日$"
)
# Fewer characters a page on average, and the text is in pictures.
LEAST_PER_PAGE = 15
# A text layer made of private-use characters or nonsense shows at least this share of them.
MOST_GARBLED = 0.05
# A line repeated at the edge of this share of the pages belongs to the page, not to the text.
REPEATED = 0.5
# A line shorter than this share of the longest of its page ends its paragraph: a finished sentence, any line.
FULL_LINE, BROKEN_LINE = 0.9, 0.8


def read(path: Path) -> Iterator[Reading]:
    """Read the one document of a file.

    Raises the faults file_password, file_damaged, document_marked, pdf_without_text and pdf_garbled (with the page).
    """
    data = path.read_bytes()
    pages = [_tidy(lines) for lines in _lines(data, str(path))]
    # A running head is no text, but it may be a mark of secrecy.
    markings.refuse((line for lines in pages for line in lines[: markings.HEAD]), str(path))
    _refuse_pictures(pages, str(path))
    edges = _edges(pages)
    kept = [[line for line in lines if _shape(line) not in edges and not _PAGE_NUMBER.match(line)] for lines in pages]
    yield Reading(tuple(_paragraphs(kept)), {}, str(path), hashlib.sha256(data).hexdigest())


def _lines(data: bytes, path: str) -> list[list[str]]:
    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        code = "file_password" if "password" in str(error).lower() else "file_damaged"
        raise Fault(code, path=path, detail=str(error)) from error
    try:
        return [_page(document[number]) for number in range(len(document))]
    except PdfiumError as error:
        raise Fault("file_damaged", path=path, detail=str(error)) from error
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage) -> list[str]:
    text = page.get_textpage()
    words = text.get_text_bounded().replace("\ufffe", "")
    text.close()
    page.close()
    return [line for line in words.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]


def _tidy(lines: Sequence[str]) -> list[str]:
    """Take out the spaces that justified setting leaves between Chinese characters."""
    between = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]+(?=[\u3000-\u9fff\uff00-\uffef])")
    return [between.sub("", line).strip() for line in lines]


def _refuse_pictures(pages: Sequence[Sequence[str]], path: str) -> None:
    texts = ["".join(lines) for lines in pages]
    if sum(map(len, texts)) < LEAST_PER_PAGE * max(1, len(pages)):
        raise Fault("pdf_without_text", path=path, pages=len(pages))
    for number, text in enumerate(texts, 1):
        strange = sum(_is_strange(char) for char in text)
        if len(text) > LEAST_PER_PAGE and strange > MOST_GARBLED * len(text):
            raise Fault("pdf_garbled", path=path, page=number)
    whole = "".join(texts)
    readable = sum(char.isalnum() or char in "，。、；：（）《》“”！？.,;:()-— " for char in whole)
    if readable < 0.7 * len(whole):
        raise Fault("pdf_garbled", path=path, page=1)


def _is_strange(char: str) -> bool:
    return "\ue000" <= char <= "\uf8ff" or char in "\ufffd\x00" or ("\x01" <= char < " " and char not in "\t\n")


def _edges(pages: Sequence[Sequence[str]]) -> set[str]:
    """Return the shapes of lines that stand at the top or bottom of most pages."""
    if len(pages) < 3:
        return set()
    shapes = Counter(shape for lines in pages for shape in {_shape(line) for line in (*lines[:2], *lines[-2:])})
    return {shape for shape, count in shapes.items() if count >= REPEATED * len(pages) and shape}


def _shape(line: str) -> str:
    """Return a line without its numbers, so that running heads with page numbers are alike."""
    return re.sub(r"\d+", "#", line)


def _paragraphs(pages: Sequence[Sequence[str]]) -> Iterator[Block]:
    """Join the lines of a paragraph, across pages too; a line that opens a unit begins a new one."""
    open_text, open_page = "", 1
    for number, lines in enumerate(pages, 1):
        longest = max(map(_width, lines), default=0)
        for line in lines:
            if open_text and _continues(open_text, line):
                open_text += (" " if open_text[-1].isascii() and line[0].isascii() else "") + line
            else:
                if open_text:
                    yield Block(open_text, page=open_page)
                open_text, open_page = line, number
            if _width(line) < (FULL_LINE if line.endswith(_FINISHED) else BROKEN_LINE) * longest:
                yield Block(open_text, page=open_page)
                open_text = ""
    if open_text:
        yield Block(open_text, page=open_page)


def _width(line: str) -> int:
    """Return the width of a line as it is set: a Chinese character is as wide as two Latin ones."""
    return sum(1 if char.isascii() else 2 for char in line)


def _continues(text: str, line: str) -> bool:
    """Tell whether a line goes on with the paragraph: nothing opens in it, or the last one broke off."""
    if _CLOSING.match(line) and text.endswith("。"):
        return False
    mark = read_line(line).mark
    return mark is Mark.PLAIN or (mark is not Mark.ARTICLE and text.endswith(("第", "《", "（", "、", "，")))
