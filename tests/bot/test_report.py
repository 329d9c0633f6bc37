"""A report as .docx and .xlsx: laid out as the standard says, the same bytes each time, and no rate of few people."""

import io
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from openpyxl import load_workbook
from people import tree

from bot import clock, report
from bot.__main__ import main
from bot.clock import day_of
from bot.phrases import statistics
from faults import Fault
from records import tree_sums
from records.sums import day_sums

TODAY = date(2026, 3, 20)


def made(records, name="east", people=(("first", 12), ("second", 9), ("third", 8))):
    def plant(connection):
        nodes = tree(connection)
        for back in range(1, 40):
            for branch, count in people:
                row = {"branch": nodes[branch].id, "day": TODAY - timedelta(days=back), "held": True, "frozen": True}
                row |= {"eligible": count + 2, "took_part": count, "on_time": count - 1, "made_up": 1}
                row |= {"first_members": count, "first_answers": 5 * count, "first_right": 4 * count}
                connection.execute(day_sums.insert().values(row))
        tree_sums.catch_up(connection)
        return nodes

    nodes = records.write(plant)
    with records.read() as reader:
        return report.of_node(reader, nodes[name], report.period("2026Q1", TODAY), TODAY)


@pytest.fixture
def draft(records):
    return made(records)


@pytest.fixture
def opened(draft):
    return Document(io.BytesIO(report.docx(draft)))


def runs(document):
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    footers = [document.sections[0].footer, document.sections[0].even_page_footer]
    for holder in (document, *cells, *footers):
        for paragraph in holder.paragraphs:
            yield from paragraph.runs


def test_the_page_is_that_of_the_standard(opened):
    section = opened.sections[0]
    paper, margins = [section.page_width, section.page_height], [section.top_margin, section.left_margin]
    found = [*paper, *margins, section.right_margin, section.bottom_margin]
    assert all(
        abs(side - Mm(wanted)) <= Mm(0.5) for side, wanted in zip(found, (210, 297, 37, 28, 26, 35), strict=True)
    )
    grid = section._sectPr.find(qn("w:docGrid"))
    assert [grid.get(qn(f"w:{name}")) for name in ("type", "linePitch", "charSpace")] == [
        "linesAndChars",
        "579",
        "-848",
    ]
    assert opened.settings.odd_and_even_pages_header_footer


def test_the_body_has_the_lines_and_characters_of_the_grid_by_itself_too(opened):
    """22 lines of 28 characters, in programs that leave the grid alone and in those that stretch it."""
    normal = opened.styles["Normal"]
    line, size = normal.paragraph_format.line_spacing, normal.font.size
    closer = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert 22 * line <= Mm(225.1) < 23 * line
    assert 28 * (size.pt + closer) <= Mm(156).pt < 29 * (size.pt + closer)
    indents = {(i.get(qn("w:firstLineChars")), i.get(qn("w:firstLine"))) for i in opened.element.iter(qn("w:ind"))}
    assert indents - {(None, None)} == {("200", "630")}


def test_tables_are_as_wide_as_the_text_and_repeat_their_heads(opened):
    for table in opened.tables:
        assert sum(column.width for column in table.columns) == pytest.approx(Mm(156), abs=Mm(0.5))
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [table.cell(0, 1).text for table in opened.tables] == ["口径", "数", "应参与"]


def test_every_run_with_words_names_a_chinese_font(opened):
    fonts = {run._r.rPr.rFonts.get(qn("w:eastAsia")) for run in runs(opened) if run.text}
    assert fonts == {"方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"}


def test_headings_have_their_numbers_and_fonts(opened):
    found = [(p.text, p.runs[0].font.name, p.runs[0].font.size.pt) for p in opened.paragraphs if p.text]
    first = [(text, *form) for text, *form in found if re.match("[一二三四]、", text)]
    assert [text for text, *_ in first] == [
        "一、基本情况",
        "二、学习内容与掌握情况",
        "三、存在的问题",
        "四、下一步打算",
    ]
    assert {tuple(form) for _, *form in first} == {("黑体", 16)}
    second = [(text, *form) for text, *form in found if re.match("（[一二]）", text)]
    assert second == [("（一）组织与人数", "楷体_GB2312", 16), ("（二）参与情况", "楷体_GB2312", 16)]
    assert found[0] == ("关于东县县委\n2026年第一季度学习情况的报告（草稿）", "方正小标宋简体", 22)
    assert found[1][0] == "示例市委："


def test_a_draft_has_no_red_head_number_or_seal_and_says_what_it_is_for(opened):
    text = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    assert "草稿" in text
    assert statistics.PURPOSE + statistics.LIMITS in text
    assert not re.search("〔|签发人|机密|秘密", text)
    assert "本期尚未结束" in text
    assert "附件：1.统计口径说明" in text
    assert text.rindex("2026年3月20日") > text.rindex("东县县委\n")


def test_pictures_say_in_words_what_they_show(opened):
    told = [shape._inline.docPr.get("descr") for shape in opened.inline_shapes]
    assert len(told) == 2
    assert told[0].startswith("参与率（按周）：共 ")


def test_the_same_day_gives_the_same_bytes(draft):
    assert report.docx(draft) == report.docx(draft)
    assert report.xlsx(draft) == report.xlsx(draft)
    core = load_workbook(io.BytesIO(report.xlsx(draft))).properties
    assert core.created == core.modified == datetime(2026, 3, 19, 16, 0)


def test_a_branch_of_few_has_no_rate_in_either_file(records):
    few = made(records, "third", (("third", 4),))
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(report.docx(few))).paragraphs)
    assert "%" not in re.sub("样本|区间上限仍低于 60%", "", text).split("三、")[0]
    sheet = load_workbook(io.BytesIO(report.xlsx(few)))["指标"]
    assert [row[3].value for row in sheet.iter_rows(min_row=2) if row[0].value in ("I3", "I4", "I5", "I6")] == [
        None
    ] * 4


def test_the_periods_on_offer_are_those_that_have_begun():
    names = [one.name for one in report.periods(TODAY)]
    assert names == ["2026Q1", "2025Q4", "2025Q3", "2025Q2", "2026", "2025"]
    assert report.period("2025", TODAY).title == "2025年度"
    assert [report.usual(day).name for day in (date(2026, 1, 30), date(2026, 1, 31), TODAY)] == [
        "2025Q4", "2026Q1", "2026Q1",
    ]  # fmt: skip
    with pytest.raises(Fault, match="period_to_come"):
        report.period("2026Q2", TODAY)
    with pytest.raises(Fault, match="quarter_unreadable"):
        report.period("spring", TODAY)


def test_the_command_writes_both_files_and_again_the_same(records, tmp_path, capsys):
    made(records)
    folder, now, workspace = tmp_path / "out", day_of(clock.now()), Path(str(records.engine.url.database)).parent
    wanted = ["report", "--node", "E", "--out", str(folder), "--workspace", str(workspace), "--quarter"]
    assert main([*wanted, f"{now.year}Q{(now.month + 2) // 3}"]) == 0
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {name.rpartition(".")[2] for name in first} == {"docx", "xlsx"}
    assert main([*wanted, f"{now.year}Q{(now.month + 2) // 3}"]) == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    capsys.readouterr()
    assert main([*wanted, "spring"]) == 1
    assert "2026Q3" in capsys.readouterr().err
    assert {path.name for path in folder.iterdir()} == set(first)
