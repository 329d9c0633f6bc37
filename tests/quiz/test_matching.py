"""Imported questions tied to the articles of the sample documents."""

from datetime import date

import pytest

from quiz.item import Item
from quiz.matching import LEAST, SURE, match, matches, named_article, named_version, statement, words_of

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("item", "title", "key", "words"),
    [
        (Item("blank", "党员每年参加集中学习不少于____学时。", (), (("三十二",),)), "示例市党员学习管理办法", "3", "党员每年参加集中学习不少于三十二学时"),
        (Item("single", "根据《示例市支部工作章程》，党员大会多久召开一次？", ("每季度", "每月"), (0,)), "示例市支部工作章程", "7", "党员大会每季度召开一次"),
        (Item("judge", "年老体弱、行动不便的党员，由支部送学上门。", (), (0,)), "示例市党员学习请假规定", "3", "由支部送学上门"),
        (Item("multiple", "学习联系人负责哪些事项？", ("准备学习材料", "收集没有弄懂的问题", "打分"), (0, 1)), "示例市机关学习制度", "4", "收集没有弄懂的问题"),
    ],
    ids=["blank", "single", "judge", "multiple"],
)  # fmt: skip
def test_the_right_article_and_the_right_sentence(library, item, title, key, words):
    bound = match(library, item, DAY)
    assert (bound.title, bound.source.split("#")[1]) == (title, key)
    assert words in bound.words


def test_what_the_library_does_not_hold_is_tied_to_nothing(library):
    item = Item("blank", "非法种植罂粟在收获前自动铲除的，可以____处罚。", (), (("免除",),))
    assert matches(library, item, DAY)[0].held < LEAST
    assert match(library, item, DAY) is None


def test_verbatim_words_are_surer_than_scraps(library):
    verbatim = Item("blank", "支部委员会会议每月召开一次，____以上委员到会方可进行。", (), (("半数",),))
    scraps = Item("blank", "支部委员会开会时应当有____委员在场。", (), (("多数",),))
    assert match(library, verbatim, DAY).confidence >= SURE
    found = match(library, scraps, DAY)
    assert found is None or found.confidence < SURE


def test_a_text_that_is_not_in_force_carries_nothing(library):
    item = Item("blank", "党员每年参加集中学习不少于____学时，其中线下学习不少于十六学时。", (), (("二十四",),))
    version = library.catalog.versions[match(library, item, DAY).source.split("#")[0]]
    assert version.span.holds(DAY)


def test_a_stated_source_is_taken_and_doubted_where_its_words_differ(library):
    version = named_version(library, DAY, "《示例市支部工作章程》")
    row = named_article(library, version, "第四条之一第一款")
    assert row.article.key == "4-1"
    wrong = Item("blank", "党小组会每月召开____次，主要学习、谈心。", (), (("一",),))
    bound = match(library, wrong, DAY, row)
    assert bound.source == row.source
    assert bound.confidence < SURE


def test_names_that_mean_nothing(library):
    assert named_version(library, DAY, "示例县章程") is None
    version = named_version(library, DAY, "示例市支部工作章程")
    assert named_article(library, version, "第九十条") is None
    assert named_article(library, version, "") is None


def test_a_question_becomes_the_statement_that_is_right():
    assert (
        statement(Item("blank", "每月____次，每次____分钟。", (), (("两",), ("九十",)))) == "每月两次，每次九十分钟。"
    )
    assert (
        statement(Item("multiple", "学习联系人负责（ ）。", ("通知", "打分", "材料"), (0, 2)))
        == "学习联系人负责通知、材料。"
    )
    assert statement(Item("single", "由谁主持？", ("书记", "委员"), (0,))) == "由谁主持？书记"


def test_where_no_sentence_stands_out_the_article_stands_for_itself(library):
    row = library.catalog.row(0)
    assert words_of(row, Item("judge", "毫无关系的一句话。", (), (0,))) == row.article.text
