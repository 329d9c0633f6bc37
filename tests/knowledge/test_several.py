"""Questions that ask several things, on the sample documents."""

from datetime import date

import pytest

from knowledge.answer import answer
from knowledge.evidence import Status
from knowledge.parts import parts
from knowledge.several import several

DAY = date(2026, 3, 2)


def ask(library, question):
    return answer(library, question, DAY)


@pytest.mark.parametrize(
    ("question", "article", "lacking"),
    [
        ("支部委员会一届几年和差旅费报销标准是多少", "第四条", ("差旅费报销标准是多少", "not_held")),
        ("差旅费报销标准是多少？支部委员会一届几年？", "第四条", ("差旅费报销标准是多少", "not_held")),
        ("支部书记出缺怎么办？会议费标准是多少？", "第四条之一", ("会议费标准是多少", "not_held")),
        (
            "《示例市支部工作章程》第四条和《示例市公务用车办法》第三条",
            "第四条",
            ("《示例市公务用车办法》第三条", "document_not_held"),
        ),
        (
            "支部章程第四条以及示例市组〔2024〕99号讲了什么",
            "第四条",
            ("示例市组〔2024〕99号讲了什么", "doc_no_not_held"),
        ),
        ("支部章程第四条和支部章程第九十条", "第四条", ("支部章程第九十条", "article_not_held")),
        ("支部章程第四条、第九十条", "第四条", ("《示例市支部工作章程》第九十条", "article_not_held")),
    ],
)
def test_of_a_question_that_is_held_in_part_the_rest_is_named(library, question, article, lacking):
    found = ask(library, question)
    assert (found.status, found.quotes[0].article, found.lacking) == (Status.ANSWERED, article, (lacking,))


@pytest.mark.parametrize(
    "question",
    [
        "支部委员会一届几年？党员大会多久开一次？",
        "支部委员会和党小组多久开会",
        "请假和补学的要求是什么",
        "支部委员会一届几年？最长多久",
        "差旅费报销标准是多少和公务用车怎么派",
        "谁没有参加这个月的学习和支部委员会一届几年",
    ],
)
def test_what_is_held_whole_or_not_at_all_has_no_part_that_is_lacking(library, question):
    assert ask(library, question).lacking == ()


def test_titles_are_not_divided():
    assert parts("《示例市关于加强和改进学习、培训的意见》怎么规定") == (
        "《示例市关于加强和改进学习、培训的意见》怎么规定",
    )


def test_only_what_a_library_surely_lacks_is_called_lacking(library):
    found = ask(library, "哪些情形可以请假，回来后要做什么，年休假有几天")
    assert found.lacking == (("年休假有几天", "not_held"),)


def test_each_part_is_answered_before_more_is_said_of_any(library):
    found = ask(library, "支部委员会一届几年？党员大会多久开一次？")
    assert [quote.article for quote in found.quotes[:2]] == ["第四条", "第七条"]


def test_parts_that_what_is_quoted_tells_of_are_not_searched(library):
    asks = ("支部委员会由谁选举产生", "党员大会多久召开")
    told = ask(library, "？".join(asks))

    def search(part, _before):
        pytest.fail(f"searched again: {part}")

    assert several(library, asks, told, search) is None


def test_a_part_that_nothing_quoted_tells_of_is_searched_in_the_talk_of_the_one_before(library):
    told, heard = ask(library, "支部委员会一届几年"), []

    def search(part, before):
        heard.append((part, before))
        return ask(library, part)

    several(library, ("支部委员会一届几年", "公务接待标准是什么"), told, search)
    assert heard == [("支部委员会一届几年", None), ("公务接待标准是什么", told.quotes[0].source)]


def test_what_was_found_for_the_whole_stays_first_where_a_part_has_it_too(library):
    told = ask(library, "党员大会多久开一次")
    parts_ = ("支部委员会一届几年", "党员大会多久开一次", "公务接待标准是什么")
    found = several(library, parts_, told, lambda part, _before: ask(library, part))
    assert [quote.article for quote in found.quotes[:2]] == [told.quotes[0].article, "第四条"]
    assert found.lacking == (("公务接待标准是什么", "not_held"),)
