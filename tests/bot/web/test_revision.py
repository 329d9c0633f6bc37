"""Two versions of a regulation side by side."""

import re

import pytest

from bot.web.revision import compared
from knowledge.document import Article

PASSWORD = "a long enough word"


def articles(*texts):
    return [Article(str(number), f"第{number}条", text) for number, text in enumerate(texts, 1)]


def test_a_moved_article_keeps_its_words_and_a_changed_one_shows_its_difference():
    old = articles("党员每年集中学习不少于三十二学时。", "请假须经书记同意。", "本办法由示例市委解释。")
    new = articles("为了学习制定本办法。", "党员每年集中学习不少于四十学时。", "本办法由示例市委解释。")
    rows = {row.change.change: row for row in compared(old, new)}
    assert (rows["changed"].change.old, rows["changed"].change.new) == ("第1条", "第2条")
    assert [words for words, marked in rows["changed"].old if marked] == ["三", "二"]
    assert [words for words, marked in rows["changed"].new if marked] == ["四"]
    assert rows["added"].old == ()
    assert rows["removed"].new == ()
    for row in rows.values():
        assert "".join(words for words, _ in row.old) in {"", *(one.text for one in old)}
        assert "".join(words for words, _ in row.new) in {"", *(one.text for one in new)}


@pytest.fixture
def admin(served):
    with served.client(follow_redirects=True) as client:
        client.post("/admin/sign-in", data={"name": "anna", "password": PASSWORD})
        yield client


def test_an_administrator_reads_what_a_revision_changed(admin):
    held = admin.get("/admin/documents").text
    links = re.findall(r'href="(/admin/versions/\w+)"', held)
    assert len(links) == 1
    page = admin.get(links[0]).text
    assert "示例市党员学习管理办法" in page
    assert re.search(r"第.+条 → 第.+条", page)
    assert "<ins>" in page
    assert admin.get("/admin/versions/000000000000").status_code == 404


def test_who_is_not_signed_in_sees_no_revision(served):
    with served.client() as client:
        assert client.get("/admin/versions/000000000000").status_code == 303
