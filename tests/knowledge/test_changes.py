"""Change reports: articles with their old and new numbers."""

from knowledge.changes import ArticleChange, article_changes
from knowledge.document import Article

OLD = ("停车必须熄火，不得鸣笛。", "小车每小时收费二元。", "夜间停车免费，免费时段由示例市公布。")


def numbered(*texts):
    return [Article(str(n), f"第{n}条", text) for n, text in enumerate(texts, 1)]


def test_equal_text_under_another_number_is_renumbered():
    new = numbered("本规定适用于示例市。", *OLD)
    assert list(article_changes(numbered(*OLD), new)) == [
        ArticleChange("added", "", "第1条"),
        ArticleChange("renumbered", "第1条", "第2条"),
        ArticleChange("renumbered", "第2条", "第3条"),
        ArticleChange("renumbered", "第3条", "第4条"),
    ]


def test_revised_text_is_changed_even_when_it_moved():
    new = numbered(OLD[0], "违反前条的，由示例市城管部门教育。", "小车每小时收费三元。", OLD[2])
    found = list(article_changes(numbered(*OLD), new))
    assert ArticleChange("changed", "第2条", "第3条") in found
    assert ArticleChange("added", "", "第2条") in found


def test_what_is_gone_is_removed_and_what_stayed_is_silent():
    assert list(article_changes(numbered(*OLD), numbered(*OLD[:2]))) == [ArticleChange("removed", "第3条", "")]
    assert list(article_changes(numbered(*OLD), numbered(*OLD))) == []
