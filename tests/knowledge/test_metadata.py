"""What documents say of themselves, and what is never guessed."""

from datetime import date

import pytest

from knowledge import titles
from knowledge.document import Block, Kind, Level, Reading
from knowledge.parse import parse


def describe(text, **stated):
    blocks = tuple(Block(line.strip()) for line in text.strip().splitlines() if line.strip())
    return parse(Reading(blocks, stated, "示例.txt", "0")).metadata


def test_front_matter_decides_over_the_text():
    found = describe(
        "第一条 甲。\n第二条 自2020年1月1日起施行。", title="示例市规定", effective_from="2021-02-03", version="2021"
    )
    assert (found.effective_from, found.version) == (date(2021, 2, 3), "2021")


def test_the_clause_of_coming_into_force_is_read():
    assert describe("示例市规定\n第一条 甲。\n第二条 本规定自二〇二六年五月十一日起施行。").effective_from == date(
        2026, 5, 11
    )


def test_from_the_day_of_publication_needs_that_day():
    text = "示例市规定\n（2019年3月4日示例市人民政府发布）\n第一条 甲。\n第二条 本规定自发布之日起施行。"
    assert describe(text).effective_from == date(2019, 3, 4)


def test_the_note_below_the_title_tells_revisions_from_publications():
    text = (
        "示例市学习周报（2024年8月1日—7日）\n示例市停车规定\n"
        "（2013年10月29日示例市委批准 2013年11月18日示例市人民政府发布\n2020年5月2日示例市人民政府修订）\n"
        "第一条 甲。\n第二条 本规定自发布之日起施行。"
    )
    found = describe(text)
    assert (found.title, found.version) == ("示例市停车规定", "2020")
    assert (found.adopted, found.published, found.effective_from) == (date(2020, 5, 2), None, date(2020, 5, 2))


def test_a_form_is_no_title():
    text = "分类号：T1 密级：公开\n填写说明：\n示例市停车研究\n停车的难处在哪里，这一段话长过任何标题，讲了很多。"
    assert describe(text).title == "示例市停车研究"


@pytest.mark.parametrize(
    ("line", "speaker"), [("陈 小", "陈小"), ("（习示例）", "习示例"), ("重要论述", None), ("方法", None)]
)
def test_only_a_name_is_a_speaker(line, speaker):
    text = f"在示例市会议上的讲话\n{line}\n同志们：\n去年做了很多工作，今年接着做，明年再接着做，后年还要做。"
    assert describe(text).speaker == speaker


def test_a_newer_stated_version_outweighs_the_clause_of_the_first_one():
    found = describe("第一条 甲。\n第二条 自2010年1月1日起施行。", title="示例市规定", date="2018-10-26")
    assert found.effective_from == date(2018, 10, 26)


def test_what_the_text_leaves_open_is_named_and_not_guessed():
    found = describe("示例市规定\n第一条 甲。\n第二条 乙。")
    assert found.effective_from is None
    assert "effective_from" in found.undetermined


def test_what_it_repeals_is_named():
    found = describe("示例市新规定\n第一条 甲。\n第二条 自2025年1月1日起施行。《示例市旧规定》同时废止。")
    assert found.supersedes == ("示例市旧规定",)


@pytest.mark.parametrize(
    "written",
    ["示市组〔2025〕3号", "示市组[2025]3号", "示市组（2025）3号", "示市组【2025】第3号", "示市组 (2025) 3 号"],
)
def test_document_numbers_have_one_form(written):
    assert titles.doc_no(f"请问{written}讲了什么") == "示市组〔2025〕3号"


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("中国共产党章程", ("章程", "党章")),
        ("中国共产党支部工作条例（试行）", ("支部工作条例", "支部条例")),
        ("示例市机关学习制度", ("学习制度", "机关学习制度")),
    ],
)
def test_short_titles(title, names):
    assert set(names) <= set(titles.short(title))


def test_a_speech_has_speaker_and_occasion():
    found = describe(
        "在示例市机关学习工作会议上的讲话\n（2025年1月15日）\n陈示例\n同志们：\n一、总结\n去年做了很多工作，今年接着做。"
    )
    assert found.speaker == "陈示例"
    assert found.occasion == "示例市机关学习工作会议"


@pytest.mark.parametrize(
    ("title", "kind", "level"),
    [
        ("示例法", Kind.LAW, Level.NATIONAL),
        ("中华人民共和国示例法", Kind.LAW, Level.NATIONAL),
        ("示例法典", Kind.LAW, Level.NATIONAL),
        ("示例关系法律适用法", Kind.LAW, Level.NATIONAL),
        ("中华人民共和国刑法修正案（九）", Kind.LAW, Level.NATIONAL),
        ("最高人民法院关于审理示例案件适用法律若干问题的解释（二）", Kind.INTERPRETATION, Level.NATIONAL),
        ("最高人民检察院关于办理示例案件的规定", Kind.INTERPRETATION, Level.NATIONAL),
        ("示例市支部工作法", Kind.NORMATIVE, Level.CITY),
        ("示例市学习工作办法", Kind.MEASURES, Level.CITY),
        ("示例县会议工作方法", Kind.NORMATIVE, Level.COUNTY),
    ],
)
def test_a_law_and_what_a_court_says_of_it_are_told_from_other_texts(title, kind, level):
    held = describe("第一条 学习应当准时。\n第二条 请假应当说明。", title=title)
    assert (held.kind, held.level) == (kind, level)
