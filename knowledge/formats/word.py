"""Word documents (.docx): body text and tables in order, with the numbers that Word counts itself.

Headers, footers, text boxes, notes and deleted words are left out; a mark of secrecy
in a header or a text box refuses the document all the same.
"""

import hashlib
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import XMLSyntaxError, _Element

from faults import Fault
from knowledge import archive, markings
from knowledge.document import Block, Reading, Style
from knowledge.numbering import Numbering

EXTENSIONS = (".docx",)

_HEADING = re.compile(r"^(?:heading|标题)\s*(\d)$", re.I)
_LEFT_OUT = {qn("w:del"), qn("w:txbxContent"), qn("w:footnoteReference"), qn("w:instrText"), qn("w:delText")}


def read(path: Path) -> Iterator[Reading]:
    """Read the one document of a file. Raises the faults of `knowledge.archive`, file_damaged and document_marked."""
    archive.check(path)
    try:
        document = docx.Document(str(path))
        markings.refuse(_beside(document), str(path))
        blocks = tuple(_blocks(document))
    except (KeyError, ValueError, zipfile.BadZipFile, XMLSyntaxError, InvalidXmlError) as error:
        raise Fault("file_damaged", path=str(path), detail=str(error)) from error
    yield Reading(blocks, {}, str(path), hashlib.sha256(path.read_bytes()).hexdigest())


def _blocks(document: WordDocument) -> Iterator[Block]:
    numbering = Numbering(document)
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            yield from _table(part)
        else:
            yield from _paragraph(part, numbering)


def _beside(document: WordDocument) -> Iterator[str]:
    """Yield the lines of headers and text boxes."""
    for section in document.sections:
        for header in (section.header, section.first_page_header, section.even_page_header):
            yield from (_text(line) for line in header._element.iter(qn("w:p")))
    for box in document.element.body.iter(qn("w:txbxContent")):
        yield from (_text(line) for line in box.iter(qn("w:p")))


def _paragraph(paragraph: Paragraph, numbering: Numbering) -> Iterator[Block]:
    words = _text(paragraph._p)
    label = numbering.label(paragraph) if words.strip() else ""
    style, level = _style(paragraph)
    for place, line in enumerate(words.split("\n")):
        text = re.sub(r"[ \t\u00a0]+", " ", f"{label}{line}" if place == 0 else line).strip(" \u3000")
        if text:
            yield Block(text, style, level)


def _style(paragraph: Paragraph) -> tuple[Style, int]:
    name = paragraph.style.name or "" if paragraph.style else ""
    if name.lower() in ("title", "标题"):
        return Style.TITLE, 0
    found = _HEADING.match(name)
    return (Style.HEADING, int(found[1])) if found else (Style.TEXT, 0)


def _text(node: _Element) -> str:
    """Return the words of a paragraph as a reader sees them: inserted words are in, deleted ones out."""
    parts: list[str] = []
    for child in node:
        if child.tag in _LEFT_OUT or not isinstance(child.tag, str):
            continue
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag == qn("w:tab"):
            parts.append(" ")
        elif child.tag in (qn("w:br"), qn("w:cr")):
            parts.append("\n")
        elif child.tag not in (qn("w:drawing"), qn("w:pict"), qn("w:pPr"), qn("w:rPr")):
            parts.append(_text(child))
    return "".join(parts)


def _table(table: Table) -> Iterator[Block]:
    """Yield a table; a cell that spans columns comes once."""
    rows = []
    for row in table.rows:
        cells = {cell._tc: " ".join(_text(p._p).strip() for p in cell.paragraphs).strip() for cell in row.cells}
        if any(cells.values()):
            rows.append(tuple(cells.values()))
    if rows:
        yield Block("\n".join(" | ".join(row) for row in rows), Style.TABLE, rows=tuple(rows))
