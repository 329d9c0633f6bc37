"""A report as .docx in the layout of official documents (GB/T 9704-2012, 5 to 7): a draft of the body, and no more.

Red head, document number, signatory, classification and seal belong to the office that issues it; they are never made.
Lengths are in millimetres, sizes in points.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
from docx.enum.table import WD_TABLE_ALIGNMENT as TABLE_ALIGN
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from bot.archive import repacked
from bot.paper import (
    LINES,
    SIZE_2,
    SIZE_3,
    SIZE_4,
    Annex,
    Block,
    Grid,
    Heading,
    Paper,
    Paragraph,
    Picture,
    width,
)

TITLE_FONT, BODY_FONT, KAI_FONT, HEI_FONT, PAGE_FONT = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
TOP, LEFT, RIGHT, BOTTOM = 37, 28, 26, 35
LINE_PITCH, CHARACTER_SPACE = 579, -848
# Programs differ in how they set characters on such a grid (LibreOffice gives each of ours two places), so the style
# of the body has the same measures of its own: lines of the same pitch, characters closer by so many twentieths of a
# point; a character is then as wide as this, for programs that indent by lengths alone.
CLOSER = -5
CHARACTER = SIZE_3 * 20 + CLOSER
TABLE_SIZE, TABLE_LINE, PICTURE_WIDTH = 12, 19, 112
# The page number stands 7 mm below the text.
FOOTER = BOTTOM - 7 - 5
HEADINGS = (HEI_FONT, KAI_FONT, BODY_FONT, BODY_FONT)


def written(paper: Paper, moment: datetime) -> bytes:
    """Return the .docx; the same paper and moment always give the same bytes."""
    document = Document()
    _body_style(document, LINE_PITCH * LINES // paper.lines)
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


def _body_style(document: Any, pitch: int) -> None:  # noqa: ANN401 - python-docx has no types
    """Set lines and characters of the body as the grid has them."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = BODY_FONT, Pt(SIZE_3)
    spacing = normal.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing = Pt(pitch / 20)
    about = normal.element.get_or_add_rPr()
    about.get_or_add_rFonts().set(qn("w:eastAsia"), BODY_FONT)
    for one in (_element("snapToGrid", val=0), _element("spacing", val=CLOSER)):
        about.insert_element_before(one, "w:sz", "w:szCs")
    about.append(_element("lang", val="en-US", eastAsia="zh-CN"))
    # Numbers among characters take their own room and no more, or no line would hold its 28.
    for name in ("autoSpaceDE", "autoSpaceDN", "snapToGrid"):
        normal.element.get_or_add_pPr().insert_element_before(_element(name, val=0), "w:spacing")


def _element(name: str, **values: str | int) -> Any:  # noqa: ANN401
    made = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def _page(document: Any) -> None:  # noqa: ANN401
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.footer_distance = Mm(FOOTER)
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    grid = _element("docGrid", type="linesAndChars", linePitch=LINE_PITCH, charSpace=CHARACTER_SPACE)
    section._sectPr.append(grid)
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer.paragraphs[0], ALIGN.RIGHT, "right")
    _number(section.even_page_footer.paragraphs[0], ALIGN.LEFT, "left")


def _number(paragraph: Any, alignment: Any, side: str) -> None:  # noqa: ANN401
    """Write — 1 —: right on odd pages, left on even ones, one character in."""
    paragraph.alignment = alignment
    paragraph.paragraph_format.line_spacing = 1.0
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
            _indented(document, block.text, HEADINGS[block.level - 1]).paragraph_format.keep_with_next = True
        elif isinstance(block, Paragraph):
            _indented(document, block.text, BODY_FONT)
        elif isinstance(block, Grid):
            _grid(document, block)
        else:
            _picture(document, block)


def _indented(document: Any, text: str, font: str) -> Any:  # noqa: ANN401
    # On a grid nothing is stretched to fill its line.
    paragraph = _plain(document, text, font, SIZE_3, ALIGN.LEFT)
    _indent(paragraph, "firstLine", 200)
    return paragraph


def _plain(document: Any, text: str, font: str, size: int, alignment: Any) -> Any:  # noqa: ANN401
    paragraph = document.add_paragraph()
    paragraph.alignment = alignment
    _run(paragraph, text, font, size)
    return paragraph


def _run(paragraph: Any, text: str, font: str, size: int) -> Any:  # noqa: ANN401
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _indent(paragraph: Any, side: str, hundredths: int) -> None:  # noqa: ANN401
    """Indent by hundredths of a character, as the standard counts, and by the same length."""
    found = paragraph._p.get_or_add_pPr().get_or_add_ind()
    found.set(qn(f"w:{side}Chars"), str(hundredths))
    found.set(qn(f"w:{side}"), str(round(hundredths * CHARACTER / 100)))


def _grid(document: Any, grid: Grid) -> None:  # noqa: ANN401
    table = document.add_table(len(grid.rows), len(grid.rows[0]), style="Table Grid")
    table.alignment, table.autofit = TABLE_ALIGN.CENTER, False
    wide = [Mm((210 - LEFT - RIGHT) * share / sum(grid.widths)) for share in grid.widths]
    for column, wanted in zip(table.columns, wide, strict=True):
        column.width = wanted
    for line, (row, cells) in enumerate(zip(grid.rows, table.rows, strict=True)):
        _whole(cells, head=line == 0)
        for text, cell, wanted in zip(row, cells.cells, wide, strict=True):
            cell.width, cell.vertical_alignment = wanted, VERTICAL.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.line_spacing = Pt(TABLE_LINE)
            _run(paragraph, text, BODY_FONT if line else HEI_FONT, TABLE_SIZE)


def _whole(row: Any, *, head: bool) -> None:  # noqa: ANN401
    """Keep a row on one page; repeat the head on every page."""
    about = row._tr.get_or_add_trPr()
    about.append(_element("cantSplit"))
    if head:
        about.append(_element("tblHeader"))


def _picture(document: Any, picture: Picture) -> None:  # noqa: ANN401
    paragraph = _plain(document, "", BODY_FONT, SIZE_3, ALIGN.CENTER)
    # In a line of fixed height a picture would be cut off.
    paragraph.paragraph_format.line_spacing = 1.0
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.data), width=Mm(PICTURE_WIDTH))
    shape._inline.docPr.set("descr", picture.alt)


def _annex_note(document: Any, annexes: Sequence[Annex]) -> None:  # noqa: ANN401
    """附件：1.… one line below the text, without a mark at its end."""
    for number, annex in enumerate(annexes, 1):
        if number == 1:
            _stay(document)
            _plain(document, "", BODY_FONT, SIZE_3, ALIGN.LEFT)
        paragraph = _plain(
            document, f"附件：{number}.{annex.title}" if number == 1 else f"{number}.{annex.title}",
            BODY_FONT, SIZE_3, ALIGN.LEFT,
        )  # fmt: skip
        _indent(paragraph, "left", 200 if number == 1 else 500)
        _stay(document)


def _stay(document: Any) -> None:  # noqa: ANN401
    """Keep what was written last on one page with what comes next: no page has a signature and no text."""
    for paragraph in document.paragraphs[-2:]:
        paragraph.paragraph_format.keep_with_next = True


def _signature(document: Any, paper: Paper) -> None:  # noqa: ANN401
    """署名 centred over the date, the date four characters from the right."""
    _stay(document)
    _plain(document, "", BODY_FONT, SIZE_3, ALIGN.LEFT)
    _stay(document)
    # Both lines have their middle at one place: the shorter is moved in by half of what it lacks.
    signed, dated = width(paper.signed), width(paper.date)
    for text, lacking in ((paper.signed, dated - signed), (paper.date, signed - dated)):
        paragraph = _plain(document, text, BODY_FONT, SIZE_3, ALIGN.RIGHT)
        paragraph.paragraph_format.keep_with_next = text == paper.signed
        _indent(paragraph, "right", round(400 + max(0.0, lacking) * 50))


def _annex(document: Any, annex: Annex) -> None:  # noqa: ANN401
    label = _plain(document, annex.label, HEI_FONT, SIZE_3, ALIGN.LEFT)
    label.paragraph_format.page_break_before = True
    _plain(document, "", BODY_FONT, SIZE_3, ALIGN.LEFT)
    _plain(document, annex.title, TITLE_FONT, SIZE_2, ALIGN.CENTER)
    _plain(document, "", BODY_FONT, SIZE_3, ALIGN.LEFT)
    _blocks(document, annex.blocks)


def _pin(document: Any, moment: datetime) -> None:  # noqa: ANN401
    about = document.core_properties
    about.author = about.last_modified_by = about.comments = ""
    about.created = about.modified = moment.replace(microsecond=0)
