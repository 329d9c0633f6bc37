"""Every format of the folder: the same names, the same document out of each, whatever encoding it came in."""

import gzip
import json

import docx
import pytest

from knowledge import formats
from knowledge.formats import Refusal
from knowledge.parse import parse
from knowledge.reindex import parsed

TITLE = "示例市停车规定"
LINES = (
    "第一章 总则",
    "第一条 为了停车有序，制定本规定。",
    "第二条 司机应当：",
    "（一）停稳车辆；",
    "（二）熄灭发动机。",
    "第三条 本规定自2025年1月1日起施行。",
)
PAGE = """<html><head><meta charset="{charset}"><title>{title}_示例市公报</title></head><body>
<div class="nav"><a href="/">首页</a><a href="/gk">公开</a></div>
<div class="content"><h1>{title}</h1><p>发布时间：2024-12-01　来源：示例市公报</p>{lines}<p>（责任编辑：陈小明）</p></div>
<div class="footer">版权所有 示例市 ICP备0000000号</div></body></html>"""


def word(path, header=""):
    document = docx.Document()
    document.add_heading(TITLE, 0)
    for line in LINES:
        document.add_paragraph(line)
    document.sections[0].header.paragraphs[0].text = header
    document.save(str(path))


def page(path, encoding="utf-8"):
    lines = "".join(f"<p>　　{line}</p>" for line in LINES)
    path.write_bytes(PAGE.format(charset=encoding, title=TITLE, lines=lines).encode(encoding))


def markdown(path):
    path.write_text(f"# {TITLE}\n\n" + "\n\n".join(LINES))


def row(**fields):
    return (json.dumps({"title": TITLE, **fields}, ensure_ascii=False) + "\n").encode()


WRITERS = {
    ".md": markdown,
    ".markdown": markdown,
    ".txt": lambda path: path.write_text(TITLE + "\n" + "\n".join(LINES)),
    ".html": page,
    ".htm": page,
    ".docx": word,
    ".jsonl": lambda path: path.write_bytes(row(text="\n".join(LINES))),
    ".jsonl.gz": lambda path: path.write_bytes(gzip.compress(row(text="\n".join(LINES)))),
}


def only(path):
    (document,) = parsed([path])
    return document


def test_the_folder_is_the_list():
    assert set(WRITERS) | {".pdf"} == set(formats.formats())
    for module in formats.formats().values():
        assert module.__doc__
        assert callable(module.read)


@pytest.mark.parametrize("extension", WRITERS)
def test_the_same_document_comes_out_of_every_format(tmp_path, extension):
    path = tmp_path / f"规定{extension}"
    WRITERS[extension](path)
    found = only(path)
    assert found.metadata.title == TITLE
    assert [(article.label, article.path, article.text) for article in found.articles] == [
        ("第一条", ("第一章 总则",), "为了停车有序，制定本规定。"),
        ("第二条", ("第一章 总则",), "司机应当：\n（一）停稳车辆；\n（二）熄灭发动机。"),
        ("第三条", ("第一章 总则",), "本规定自2025年1月1日起施行。"),
    ]


def test_rows_may_give_their_articles_apart(tmp_path):
    path = tmp_path / "规定.jsonl"
    articles = [
        {"number": line.split(" ")[0], "text": line.split(" ")[1]}
        for line in LINES
        if line.startswith("第") and "条" in line
    ]
    path.write_bytes(row(articles=articles, date="2024", issuer="示例市人民政府"))
    found = only(path)
    assert [article.label for article in found.articles] == ["第一条", "第二条", "第三条"]
    assert (found.metadata.version, found.metadata.issuer) == ("2024", "示例市人民政府")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "big5", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_every_encoding_that_offices_use(tmp_path, encoding):
    lines = LINES if encoding != "big5" else ("第一條 為了停車有序，制定本規定。", "第二條 本規定自公布之日起施行。")
    path = tmp_path / "规定.txt"
    path.write_bytes("\r\n".join((TITLE if encoding != "big5" else "示例市停車規定", *lines)).encode(encoding))
    (reading,) = formats.read(path)
    assert not isinstance(reading, Refusal)
    assert [block.text for block in reading.blocks][1:] == list(lines)


@pytest.mark.parametrize("encoding", ["gb2312", "gb18030", "utf-8"])
def test_a_crawled_page_is_reduced_to_its_document(tmp_path, encoding):
    path = tmp_path / "页面.html"
    page(path, encoding)
    (reading,) = formats.read(path)
    whole = "".join(block.text for block in reading.blocks)
    assert not [word for word in ("首页", "版权", "责任编辑", "发布时间", "来源") if word in whole]


def test_a_mark_in_the_header_of_a_word_document_refuses_it(tmp_path):
    path = tmp_path / "规定.docx"
    word(path, header="秘密★5年")
    refused = only(path)
    assert (refused.code, refused.fields["marking"]) == ("document_marked", "秘密★5年")


def test_tables_of_a_word_document_stand_where_they_stood(tmp_path):
    document = docx.Document()
    document.add_paragraph("第一条 价格见下表。")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for line in table.rows for cell in line.cells), ["车型", "价格", "小车", "二元"], strict=True
    ):
        cell.text = text
    document.add_paragraph("第二条 乙。")
    document.save(str(tmp_path / "价格规定.docx"))
    (reading,) = formats.read(tmp_path / "价格规定.docx")
    found = {article.label: article.text for article in parse(reading).articles}
    assert found == {"第一条": "价格见下表。", "第一条表1": "车型 | 价格\n小车 | 二元", "第二条": "乙。"}
