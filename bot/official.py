"""A report as .docx in the layout of official documents (GB/T 9704-2012, 5 to 7): a draft of the body, and no more.

Red head, document number, signatory, classification and seal belong to the office that issues it; they are never made.
Lengths are in millimetres, sizes in points; 3号 is 16 pt, 2号 22 pt, 4号 14 pt.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from bot.archive import repacked

TITLE_FONT, BODY_FONT, KAI_FONT, HEI_FONT, PAGE_FONT = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
SIZE_2, SIZE_3, SIZE_4 = 22, 16, 14
TOP, LEFT, RIGHT, BOTTOM = 37, 28, 26, 35
# 22 lines of 28 characters fill the 156 x 225 mm of text.
LINE_PITCH, CHARACTER_SPACE = 579, -848
# The page number stands 7 mm below the text.
FOOTER = BOTTOM - 7 - 5
HEADINGS = (HEI_FONT, KAI_FONT, BODY_FONT, BODY_FONT)


@dataclass(frozen=True, slots=True)
class Heading:
    """一、 (level 1, 黑体) or （一） (level 2, 楷体); the number is part of the text."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text, its first line two characters in."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first row is its head."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, with what it shows in words."""

    data: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Annex:
    """附件 on a page of its own."""

    label: str
    title: str
    blocks: tuple["Block", ...]


Block = Heading | Paragraph | Grid | Picture


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: title, 主送机关, blocks, 附件说明, 署名 and 成文日期, annexes."""

    title: str
    addressee: str
    blocks: tuple[Block, ...]
    signed: str
    date: str
    annexes: tuple[Annex, ...] = ()


def written(paper: Paper, moment: datetime) -> bytes:
    """Return the .docx; the same paper and moment always give the same bytes."""
    document = Document()
    _page(document)
    _plain(document, paper.title, TITLE_FONT, SIZE_2, ALIGN.CENTER)
    _plain(document, "", BODY_FONT, SIZE_3, ALIGN.LEFT)
    _plain(document, f"{paper.addressee}：", BODY_FONT, SIZE_3, ALIGN.LEFT)
    _blocks(document, paper.blocks)
    _annex_note(document, paper.annexes)
    _signature(document, paper)
    for annex in paper.annexes:
        _annex(document, annex)
    _pin(document, moment)
    target = io.BytesIO()
    document.save(target)
    return repacked(target.getvalue(), moment)


def _page(document: Any) -> None:  # noqa: ANN401 - python-docx has no types
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.footer_distance = Mm(FOOTER)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(LINE_PITCH))
    grid.set(qn("w:charSpace"), str(CHARACTER_SPACE))
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer.paragraphs[0], ALIGN.RIGHT, "right")
    _number(section.even_page_footer.paragraphs[0], ALIGN.LEFT, "left")


def _number(paragraph: Any, alignment: Any, side: str) -> None:  # noqa: ANN401
    """Write — 1 —: right on odd pages, left on even ones, one character in."""
    paragraph.alignment = alignment
    _indent(paragraph, side, 100)
    _run(paragraph, "— ", PAGE_FONT, SIZE_4)
    run = _run(paragraph, "", PAGE_FONT, SIZE_4)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text or None
        run._r.append(element)
    _run(paragraph, " —", PAGE_FONT, SIZE_4)


def _blocks(document: Any, blocks: Sequence[Block]) -> None:  # noqa: ANN401
    for block in blocks:
        if isinstance(block, Heading):
            _indented(document, block.text, HEADINGS[block.level - 1])
        elif isinstance(block, Paragraph):
            _indented(document, block.text, BODY_FONT)
        elif isinstance(block, Grid):
            _grid(document, block)
        else:
            _picture(document, block)


def _indented(document: Any, text: str, font: str) -> None:  # noqa: ANN401
    paragraph = _plain(document, text, font, SIZE_3, ALIGN.JUSTIFY)
    _indent(paragraph, "firstLine", 200)


def _plain(document: Any, text: str, font: str, size: int, alignment: Any) -> Any:  # noqa: ANN401
    paragraph = document.add_paragraph()
    paragraph.alignment = alignment
    paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(0)
    _run(paragraph, text, font, size)
    return paragraph


def _run(paragraph: Any, text: str, font: str, size: int) -> Any:  # noqa: ANN401
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _indent(paragraph: Any, side: str, hundredths: int) -> None:  # noqa: ANN401
    """Indent by hundredths of a character, as the standard counts."""
    found = paragraph._p.get_or_add_pPr().get_or_add_ind()
    found.set(qn(f"w:{side}Chars"), str(hundredths))


def _grid(document: Any, grid: Grid) -> None:  # noqa: ANN401
    table = document.add_table(len(grid.rows), len(grid.rows[0]), style="Table Grid")
    for line, row in enumerate(grid.rows):
        for at, text in enumerate(row):
            paragraph = table.cell(line, at).paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            _run(paragraph, text, BODY_FONT if line else HEI_FONT, SIZE_4 - 2)


def _picture(document: Any, picture: Picture) -> None:  # noqa: ANN401
    paragraph = _plain(document, "", BODY_FONT, SIZE_3, ALIGN.CENTER)
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.data), width=Mm(210 - LEFT - RIGHT - 6))
    shape._inline.docPr.set("descr", picture.alt)


def _annex_note(document: Any, annexes: Sequence[Annex]) -> None:  # noqa: ANN401
    """附件：1.… one line below the text, without a mark at its end."""
    for number, annex in enumerate(annexes, 1):
        if number == 1:
            _plain(document, "", BODY_FONT, SIZE_3, ALIGN.LEFT)
        paragraph = _plain(
            document, f"附件：{number}.{annex.title}" if number == 1 else f"{number}.{annex.title}",
            BODY_FONT, SIZE_3, ALIGN.LEFT,
        )  # fmt: skip
        _indent(paragraph, "left", 200 if number == 1 else 500)


def _signature(document: Any, paper: Paper) -> None:  # noqa: ANN401
    """署名 centred over the date, the date four characters from the right."""
    _plain(document, "", BODY_FONT, SIZE_3, ALIGN.LEFT)
    # Both lines have their middle at one place: the shorter is moved in by half of what it lacks.
    shorter = max(0, len(paper.date) - len(paper.signed)) * 50
    longer = max(0, len(paper.signed) - len(paper.date)) * 50
    for text, further in ((paper.signed, shorter), (paper.date, longer)):
        paragraph = _plain(document, text, BODY_FONT, SIZE_3, ALIGN.RIGHT)
        _indent(paragraph, "right", 400 + further)


def _annex(document: Any, annex: Annex) -> None:  # noqa: ANN401
    document.add_page_break()
    _plain(document, annex.label, HEI_FONT, SIZE_3, ALIGN.LEFT)
    _plain(document, annex.title, TITLE_FONT, SIZE_2, ALIGN.CENTER)
    _plain(document, "", BODY_FONT, SIZE_3, ALIGN.LEFT)
    _blocks(document, annex.blocks)


def _pin(document: Any, moment: datetime) -> None:  # noqa: ANN401
    about = document.core_properties
    about.author = about.last_modified_by = about.comments = ""
    about.created = about.modified = moment.replace(microsecond=0)
