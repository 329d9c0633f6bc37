"""Structure, on text written for the tests; each failure others are known for has a test of its name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faults import Fault
from knowledge.document import Block, Reading, Style, UnitKind
from knowledge.parse import parse
from knowledge.passages import CHUNK, address, encoded, words_of


def read(text, title="示例市停车规定"):
    blocks = tuple(Block(line.strip()) for line in text.strip().splitlines() if line.strip())
    return parse(Reading(blocks, {"title": title}, "test.txt", "0"))


def articles(text):
    return {article.key: article for article in read(text).articles}


def pieces(article):
    return {address(article, piece.number): words_of(article, piece) for piece in article.pieces}


TWO_LISTS = """
第一条 有下列情形之一的，可以停车：
（一）装卸货物；
（二）等候老人。
停车的司机应当遵守下列规定：
（一）熄灭发动机；
（二）不得鸣笛。
第二条 本规定自2025年1月1日起施行。
"""


def test_two_lists_in_one_article_keep_their_own_lead_in():
    """A splitter that cuts at 项 glues the second list to the first head, and the meaning turns round."""
    found = pieces(articles(TWO_LISTS)["1"])
    assert found["第一条第一款第（二）项"] == "有下列情形之一的，可以停车：\n（二）等候老人。"
    assert found["第一条第二款第（二）项"] == "停车的司机应当遵守下列规定：\n（二）不得鸣笛。"


def test_a_section_somewhere_does_not_swallow_chapters_without_sections():
    """One 节 in the file must not make one chunk of every 章 without 节."""
    found = articles("""
        第一章 总则
        第一条 甲。
        第二条 乙。
        第二章 停放
        第一节 白天
        第三条 丙。
        第三章 附则
        第四条 丁。
    """)
    assert list(found) == ["1", "2", "3", "4"]
    assert [article.path for article in found.values()] == [
        ("第一章 总则",), ("第一章 总则",), ("第二章 停放", "第一节 白天"), ("第三章 附则",),
    ]  # fmt: skip


def test_a_long_preamble_is_cut_at_paragraphs_under_the_cap():
    """An unnumbered 总纲 of forty paragraphs must not become one chunk that no encoder reads to its end."""
    lines = [f"示例车队坚持第{n}个约定，" + "安全第一，礼让为先，" * 6 + "不超速。" for n in range(40)]
    document = read("示例车队章程\n总纲\n" + "\n".join(lines) + "\n第一条 甲。\n第二条 乙。", "示例车队章程")
    preamble = [article for article in document.articles if article.kind is UnitKind.PARAGRAPH]
    assert [article.label for article in preamble] == [f"总纲第{n}段" for n in range(1, 41)]
    assert all(len(text) <= CHUNK + 40 for article in document.articles for text in encoded("示例车队章程", article))


def test_a_wrapped_line_that_begins_with_a_reference_is_no_article():
    """A PDF breaks a line before 第三条的规定; others open a new article there."""
    found = articles("""
        第一条 停车收费，依照
        第三条的规定，由司机交纳。
        第二条 乙。
        第三条 丙。
    """)
    assert list(found) == ["1", "2", "3"]
    assert found["1"].text == "停车收费，依照第三条的规定，由司机交纳。"


def test_a_number_alone_on_its_line_is_an_article_or_the_end_of_a_reference():
    """A narrow page breaks behind the number; the words on the next line tell which it is."""
    found = articles("""
        第一条
        停车的，依照
        第三条
        规定的标准交费。
        第二条
        乙。
        第三条
        丙。
    """)
    assert {key: article.text for key, article in found.items()} == {
        "1": "停车的，依照第三条规定的标准交费。", "2": "乙。", "3": "丙。",
    }  # fmt: skip


def test_signature_and_list_of_annexes_belong_to_no_article():
    document = read("""
        第一条 甲。
        第二条 乙。
        附件：1.价格表
        2.车位图
        示例市人民政府
        2025年3月1日
        附件1
        价格表
        小车每小时二元。
    """)
    found = {article.label: article.text for article in document.articles}
    assert found["第二条"] == "乙。"
    assert "附件1第1段" in found
    assert document.metadata.issuer == "示例市人民政府"


def test_words_behind_a_list_inside_a_paragraph_are_not_its_last_item():
    found = pieces(articles("第一条 包括：（一）小车；（二）大车。无牌的，不准停放。\n第二条 乙。")["1"])
    assert found["第一条第（二）项"] == "包括：\n（二）大车。"


def test_an_inline_mention_cuts_nothing():
    """A number inside a sentence is never the head of an article."""
    found = articles("第一条 依照本规定第二条、第五条停车的，不罚款。\n第二条 乙。\n第五条 戊。")
    assert found["1"].text == "依照本规定第二条、第五条停车的，不罚款。"
    assert found["2"].text == "乙。"


def test_big_full_width_and_spaced_numbers_are_recognised():
    """第一千二百条, 第１３条 and 第 二 十 条 are numbers too; so is 之一."""
    found = articles("第１３条 甲。\n第 二 十 条 乙。\n第二十条之一 丙。\n第一百〇二条 丁。\n第一千二百条 戊。")
    assert list(found) == ["13", "20", "20-1", "102", "1200"]
    assert found["20-1"].label == "第二十条之一"


def test_the_chapter_line_belongs_to_the_next_article():
    """Others append 第二章 to the text of the article before it."""
    found = articles("第一章 总则\n第一条 甲。\n第二章 收费\n第二条 乙。")
    assert found["1"].text == "甲。"
    assert found["2"].path == ("第二章 收费",)


def test_a_table_of_contents_is_not_text():
    found = articles(
        "示例市停车规定\n目录\n第一章 总则\n第二章 收费\n第一章 总则\n第一条 甲。\n第二章 收费\n第二条 乙。"
    )
    assert list(found) == ["1", "2"]


def test_annexes_and_tables_have_addresses():
    rows = (("车型", "价格"), ("小车", "2元"))
    table = Block("车型 | 价格\n小车 | 2元", style=Style.TABLE, rows=rows)
    blocks = (Block("第一条 价格见附件一。"), Block("第二条 乙。"), Block("附件一 价格表"), Block("说明文字。"), table)
    document = parse(Reading(blocks, {"title": "示例市停车规定"}, "t", "0"))
    labels = [article.label for article in document.articles]
    assert labels[:2] == ["第一条", "第二条"]
    assert labels[2].startswith("附件一")
    assert document.articles[-1].kind is UnitKind.TABLE


def test_half_width_brackets_and_points_below_items():
    found = pieces(articles("第一条 司机应当：\n(一)停稳；\n(二)检查：\n1. 车门；\n2. 车窗。\n第二条 乙。")["1"])
    assert found["第一条第（二）项第2目"].endswith("2. 车窗。")


def test_missing_and_repeated_numbers_are_reported():
    document = read("第一条 甲。\n第二条 乙。\n第四条 丁。\n第四条 戊。")
    assert document.warnings == ("duplicate_articles: 4", "missing_articles: 3")
    assert read("第一条 甲。\n第九百条 乙。").warnings == ("missing_articles: 2-899",)


def test_an_article_of_nothing_that_can_be_seen_is_none():
    document = read("第一条 甲。\n第二条 乙\u200b丙。\n第二条 \u200b")
    assert document.warnings == ()
    assert [article.text for article in document.articles] == ["甲。", "乙丙。"]


def test_numbers_that_start_late_are_not_taken_for_a_second_count():
    """A collection in which 第一条 comes after 第五条 keeps the numbers as they are."""
    assert list(articles("第五条 戊。\n第六条 己。\n第一条 甲。\n第二条 乙。")) == ["5", "6", "1", "2"]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("二、抓好三件事\n（一）读原文\n第一段话。\n第二段话。", "二（一）第2段"),
        ("没有标题的一段话，讲了很多道理，一共有四十多个字，所以它不会被当成标题，而是正文的一段。", "第1段"),
    ],
)
def test_speeches_are_addressed_by_heading_and_paragraph(line, label):
    document = read(f"在示例市会议上的讲话\n示例市会议\n{line}", "在示例市会议上的讲话")
    assert label in [article.label for article in document.articles]


def test_a_numbered_line_with_nothing_below_it_is_text():
    document = read("示例市关于修改停车规定的决定\n决定作如下修改：\n一、小车改为三元。\n二、删去第五条。")
    assert [(article.label, article.text) for article in document.articles][1:] == [
        ("一第1段", "一、小车改为三元。"), ("二第1段", "二、删去第五条。"),
    ]  # fmt: skip


def test_preface_and_closing_words_are_headings():
    document = read("示例市停车简介\n前 言\n甲说了一句。\n一、开头\n乙说了一句。\n结束语\n丙说了一句。")
    assert [article.label for article in document.articles] == ["前言第1段", "一第1段", "结束语第1段"]


def test_bylines_and_credits_head_nothing():
    paragraph = "停车难不难，要看大家让不让，这一段话长过任何一个标题，所以它是正文。"
    document = read(f"示例市停车座谈\n一、开头\n{paragraph}\n陈小明\n{paragraph}\n新华社记者 李某 摄\n{paragraph}")
    labels = [article.label for article in document.articles]
    assert labels == ["一第1段", "一第2段", "一第3段", "一第4段"]


LINES = st.sampled_from([
    *TWO_LISTS.split("\n"), "目录", "第一章 总则", "第二节", "附则", "附件1", "附件：1.甲", "第条", "第三条之", "第零条",
    "（）", "1.", "①甲", "一、甲", "（一）甲", "《》", "2025年13月40日", "秘密", "陈小明", "廿", "第卅条 甲。", "甲" * 400,
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(LINES, LINES, st.sampled_from([Style.TEXT, Style.TEXT, Style.HEADING])), max_size=20))
def test_any_heap_of_lines_is_read_or_refused(lines):
    blocks = tuple(Block(f"{line}{tail}", style, 1) for line, tail, style in lines)
    try:
        found = parse(Reading(blocks, {}, "示例.txt", "0")).articles
    except Fault:
        return
    assert len({article.key for article in found}) == len(found)
    for article in found:
        assert all(encoded("甲", article))
        assert all(words_of(article, piece).split("\n")[-1] in article.text for piece in article.pieces)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("讲话", "讲话"),
        ("公报", "会议文件"),
        ("党史简介", "党史"),
        ("的思考", "研究文章"),
        ("党史学习动员会上的讲话", "讲话"),
        ("代表大会制度综述", "研究文章"),
        ("停车要诀", "其他"),
    ],
)
def test_documents_without_articles_have_a_kind(words, kind):
    assert read("一、开头\n一段话，说了一件事。", f"示例市{words}").metadata.kind == kind
