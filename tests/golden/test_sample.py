"""Every sample document is read as it was meant: title, kind, dates, articles, addresses."""

import re
from datetime import date

import pytest

from knowledge.document import Document, Kind, UnitKind
from knowledge.formats import Refusal, find, read
from knowledge.parse import parse

NOTE = "本文件为虚构示例，仅供软件演示"
STUDY, LEAVE, CHARTER = "示例市党员学习管理办法", "示例市党员学习请假规定", "示例市支部工作章程"
DUES, NOTICE, SPEECH = "示例市党费收缴管理规定", "关于开展2025年度读书活动的通知", "在示例市机关学习工作会议上的讲话"
RESEARCH, HISTORY = "关于示例市学习型党组织建设的几点思考", "示例市党史简介"

# (title, version): kind, in force from, units (条, or paragraphs and tables where there are none)
EXPECTED = {
    ("中国共产党示例市第九次代表大会公报", "2023"): (Kind.MEETING, "2023-12-08", 4),
    (NOTICE, "2025"): (Kind.NORMATIVE, None, 7),
    (RESEARCH, "2024"): (Kind.RESEARCH, "2024-05-20", 4),
    (SPEECH, "2025"): (Kind.SPEECH, "2025-01-15", 7),
    ("示例市中心组学习规则（试行）", "2018"): (Kind.RULES, "2018-05-01", 4),
    (HISTORY, ""): (Kind.HISTORY, None, 6),
    (STUDY, "2021"): (Kind.MEASURES, "2021-07-01", 8),
    (STUDY, "2025"): (Kind.MEASURES, "2025-03-01", 10),
    ("示例市党员教育经费管理办法", "2026"): (Kind.MEASURES, "2027-01-01", 5),
    ("示例市党组织集体学习规则", "2024"): (Kind.RULES, "2024-03-01", 8),
    (DUES, "2020"): (Kind.PROVISIONS, "2020-06-01", 7),
    (LEAVE, "2023"): (Kind.PROVISIONS, "2023-09-01", 5),
    ("示例市流动党员学习规定", "2022"): (Kind.PROVISIONS, "2022-06-01", 5),
    (CHARTER, "2022"): (Kind.NORMATIVE, "2022-01-01", 15),
    ("示例市机关学习制度", "2024"): (Kind.NORMATIVE, "2024-03-01", 5),
}


@pytest.fixture(scope="module")
def documents(sample) -> dict[tuple[str, str], Document]:
    readings = [reading for path in find([sample]) for reading in read(path)]
    parsed = [parse(reading) for reading in readings if not isinstance(reading, Refusal)]
    assert len(parsed) == len(readings)
    return {(document.metadata.title, document.metadata.version): document for document in parsed}


def texts(document):
    return {article.label: article.text for article in document.articles}


def piece(document, key, *number):
    """Return the words of one 款, 项 or 目 and the sentence that leads in to it."""
    article = next(article for article in document.articles if article.key == key)
    found = next(piece for piece in article.pieces if piece.number == number)
    lead = article.text[slice(*found.lead)] if found.lead else ""
    return lead.strip(), article.text[found.start : found.end].strip()


def test_each_is_there_once_with_its_kind_day_and_length(documents):
    found = {
        key: (
            document.metadata.kind,
            document.metadata.effective_from and document.metadata.effective_from.isoformat(),
            len(document.articles),
        )
        for key, document in documents.items()
    }
    assert found == EXPECTED


def test_numbers_are_complete_and_in_order(documents):
    for document in documents.values():
        assert document.warnings == ()
        numbers = [
            article.key for article in document.articles if article.kind is UnitKind.ARTICLE and "-" not in article.key
        ]
        assert numbers == [str(number) for number in range(1, len(numbers) + 1)]


def test_all_formats_and_encodings_are_among_them(sample):
    files = sorted(sample.iterdir())
    assert {"".join(path.suffixes[-2:]) for path in files if path.suffix == ".gz"} == {".jsonl.gz"}
    assert {path.suffix for path in files} == {".md", ".txt", ".html", ".docx", ".pdf", ".gz"}
    for suffix in (".txt", ".html"):
        chinese = [path for path in files if path.suffix == suffix and not _is_utf8(path.read_bytes())]
        assert len(chinese) == 1
        assert NOTE in chinese[0].read_bytes().decode("gb18030")


def _is_utf8(data):
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def test_each_says_that_it_is_fictitious_and_no_quote_has_to(sample, documents):
    for path in find([sample]):
        for reading in read(path):
            whole = "\n".join([*(block.text for block in reading.blocks), *reading.stated.values()])
            assert NOTE in whole, reading.origin
            assert "示例" in reading.blocks[0].text or "示例" in reading.stated.get("title", ""), reading.origin
    assert not [text for document in documents.values() for text in texts(document).values() if NOTE in text]


def test_the_two_versions_differ_in_numbers_and_hours(documents):
    old, new = documents[STUDY, "2021"], documents[STUDY, "2025"]
    assert "不少于二十四学时" in texts(old)["第三条"]
    assert "不少于三十二学时" in texts(new)["第三条"]
    assert "请假" in texts(old)["第六条"]
    assert "请假" in texts(new)["第七条"]


def test_a_repeal_names_what_it_ends(documents):
    assert documents["示例市党组织集体学习规则", "2024"].metadata.supersedes == ("示例市中心组学习规则",)
    assert documents["示例市中心组学习规则（试行）", "2018"].metadata.trial


def test_numbers_speaker_occasion_and_issuer(documents):
    notice, speech = documents[NOTICE, "2025"].metadata, documents[SPEECH, "2025"].metadata
    assert (notice.doc_no, notice.issuer) == ("示例市组〔2025〕3号", "中共示例市委组织部")
    assert notice.published == date(2025, 3, 20)
    assert documents[LEAVE, "2023"].metadata.doc_no == "示例市组〔2023〕8号"
    assert (speech.speaker, speech.occasion) == ("陈示例", "示例市机关学习工作会议")
    assert speech.published == date(2025, 1, 15)
    assert documents[RESEARCH, "2024"].metadata.issuer == "示例市学习研究会"
    assert documents[CHARTER, "2022"].metadata.interpreter == "中共示例市委组织部"


@pytest.mark.parametrize(
    ("title", "version", "key", "number", "lead", "words"),
    [
        (LEAVE, "2023", "2", ("1", "2"), "有下列情形之一的，可以请假：", "值班、抢险或者处理紧急公务"),
        (LEAVE, "2023", "2", ("2", "2"), "请假的党员应当做到：", "回来后十五日内补学"),
        (DUES, "2020", "3", ("1", "3"), "有下列情形之一的，可以少交或者免交党费：", "长期患病"),
        (DUES, "2020", "3", ("2", "3"), "少交或者免交党费的，按照下列步骤办理：", "报上级党组织批准"),
        (DUES, "2020", "3", ("2", "2", "1"), "（二）支部委员会讨论：", "核对情况"),
        (STUDY, "2025", "5", ("1", "4"), "党员可以选择下列方式自学：", "参加微学习问答"),
        (STUDY, "2025", "5", ("2",), "", "前款第四项的微学习问答每天不超过五分钟"),
    ],
)
def test_an_item_has_its_own_lead_in(documents, title, version, key, number, lead, words):
    found = piece(documents[title, version], key, *number)
    assert found[0] == lead
    assert words in found[1]


def test_the_charter_has_a_preamble_parts_and_an_inserted_article(documents):
    articles = {article.label: article for article in documents[CHARTER, "2022"].articles}
    assert list(articles)[:3] == ["总纲第1段", "总纲第2段", "第一条"]
    assert articles["第一条"].path == ("第一编 组织", "第一章 支部的设立")
    assert articles["第四条之一"].path == ("第一编 组织", "第二章 支部委员会", "第一节 产生")
    assert articles["第四条之一"].key == "4-1"
    assert articles["第十二条"].path == ("第三编 附则",)


def test_the_table_of_the_annex_is_kept_row_by_row(documents):
    table = documents[DUES, "2020"].articles[-1]
    assert (table.label, table.kind, table.path) == ("附件一表1", UnitKind.TABLE, ("附件一 党费交纳比例",))
    assert table.text.split("\n")[2] == "3000元以上至5000元（含） | 1%"


@pytest.mark.parametrize(
    ("title", "version", "label", "words"),
    [
        (SPEECH, "2025", "二（一）第1段", "学习要从读原文开始"),
        (RESEARCH, "2024", "二（二）第1段", "党员带着工作中的问题去查原文"),
        (HISTORY, "", "三第2段", "1984年，示例县撤县设市。"),
        (NOTICE, "2025", "二（三）第1段", "（三）捐建小书屋。"),
    ],
)
def test_a_text_without_articles_is_addressed_by_headings(documents, title, version, label, words):
    assert texts(documents[title, version])[label].startswith(words)


def test_the_page_around_a_crawled_document_is_gone(documents):
    found = "\n".join(texts(documents["示例市党组织集体学习规则", "2024"]).values())
    assert not re.search("首页|联系我们|责任编辑|相关阅读|版权所有|字体", found)


def test_no_sample_contradicts_another_on_monthly_study(documents):
    """The help text asks 每月集中学习几次: every text in force gives one answer."""
    for title, version, label in ((STUDY, "2025", "第四条"), ("示例市机关学习制度", "2024", "第三条")):
        assert re.search(
            "党支部每月(?:组织|安排)两次集中学习，每次不超过九十分钟", texts(documents[title, version])[label]
        )
