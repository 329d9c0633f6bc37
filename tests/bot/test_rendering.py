"""The documents as an office program draws them; skipped where there is none, it is a big one."""

import os
import shutil
import subprocess
from datetime import date

import pypdfium2
import pytest
from people import BEGAN, tree

from bot import briefing, report
from records import organisation, tree_sums
from records.sums import day_sums, topic_sums

TODAY = date(2026, 3, 20)
POINTS = 72 / 25.4


@pytest.fixture
def drawn(tmp_path):
    """The pages of a .docx: the words, and the boxes of their letters in points from the lower left."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice here: apt-get install --no-install-recommends libreoffice-writer-nogui")

    def pages(data):
        source = tmp_path / "paper.docx"
        source.write_bytes(data)
        home = {**os.environ, "HOME": str(tmp_path)}
        command = [office, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120, env=home)
        with pypdfium2.PdfDocument(tmp_path / "paper.pdf") as document:
            found = []
            for page in document:
                text = page.get_textpage()
                boxes = [text.get_charbox(at) for at in range(text.count_chars()) if text.get_text_range(at, 1).strip()]
                found.append((text.get_text_range(), boxes))
            return found

    return pages


def read(records, name, longer=""):
    def plant(connection):
        nodes = tree(connection)
        node = nodes["first"]
        if longer:
            organisation.describe(connection, node, longer, node.kind, node.level)
            group = organisation.add(connection, "Z", f"{longer}党组", "党组", "市", None, BEGAN)
            organisation.guide(connection, group, nodes["east"], "领导", BEGAN)
        row = {"branch": node.id, "day": TODAY, "held": True, "frozen": True, "eligible": 9, "took_part": 6}
        row |= {"on_time": 5, "first_members": 5, "first_answers": 14, "first_right": 9}
        connection.execute(
            day_sums.insert().values(row | {"repeat_members": 5, "repeat_answers": 9, "repeat_right": 4})
        )
        for topic in range(9):
            row = {"branch": node.id, "day": TODAY, "topic": f"示例市机关党员学习制度知识点{topic}", "answers": 40}
            connection.execute(topic_sums.insert().values(row | {"right": 4, "members": 6}))
        tree_sums.catch_up(connection)
        return nodes

    nodes = records.write(plant)
    with records.read() as reader:
        node = organisation.node(reader, nodes[name].id)
        return report.of_node(reader, node, report.period("2026Q1", TODAY), TODAY)


def test_text_and_tables_stay_between_the_margins(records, drawn):
    """28 mm left, 26 mm right; in the full lines of the body stand about 28 characters."""
    pages = drawn(report.docx(read(records, "east")))
    left, right = 28 * POINTS - 1, (210 - 26) * POINTS + 9
    for _, boxes in pages:
        assert min(box[0] for box in boxes) >= left
        # A mark at the end of a line may hang over it.
        assert max(box[2] for box in boxes) <= right
    assert max(len(line) for line in pages[0][0].splitlines()) >= 27
    # The page number stands below the text: 262 mm from the top ends the text, 35 mm from the bottom.
    assert all(min(box[1] for box in boxes) < (35 - 7) * POINTS for _, boxes in pages)


def test_a_briefing_stands_on_one_page_whatever_has_to_be_said(records, drawn):
    made = read(records, "first", "示例市经济技术开发区规划建设管理服务中心机关第一综合业务党支部")
    ((text, _),) = drawn(briefing.docx(made))
    for said in ("党组：", "等9个", "样本较小", "不作为考核", "2026年3月20日"):
        assert said in text.replace(" ", "").replace("\r\n", "")
