"""What is searched for: every reading of a question, and what it sets in quotation marks."""

from datetime import date

import pytest
from shelves import index

from knowledge import ranking
from knowledge.address import Named
from knowledge.asked import asked, find
from knowledge.search import search
from knowledge.snapshot import Snapshot

TODAY = date(2026, 3, 2)
RULES = "# 示例市停车规定\n\n" + "\n\n".join(
    f"第{number}条 {text}" for number, text in zip("一二三四五六", (
        "司机停车应当熄灭发动机。", "司机停车不得鸣笛。", "停车费由司机当场交纳。", "停车超过两小时的，司机应当加交停车费。",
        "夜间停车的，司机应当关闭车灯。", "雪天由街道办事处清扫。",
    ), strict=True)
)  # fmt: skip


@pytest.fixture
def parking(tmp_path, shelf):
    (tmp_path / "停车.md").write_text(RULES, encoding="utf-8")
    index(shelf, tmp_path)
    return shelf.current()


def found(library, question, k=3):
    hits = find(asked(library, question, TODAY, Named(())), k, TODAY)
    return [library.catalog.row(hit.article).article.text for hit in hits]


def test_what_stands_in_quotation_marks_is_found_though_all_other_words_are_elsewhere(parking, monkeypatch):
    question = "司机夜间停车超过两小时，停车费怎么加交，“雪天”呢"
    monkeypatch.setattr("knowledge.asked.SEEN", 2)
    assert "雪天由街道办事处清扫。" not in found(parking, question.replace("“", "").replace("”", ""), 2)
    assert found(parking, question, 2) == ["雪天由街道办事处清扫。"]


def test_what_stands_nowhere_word_for_word_leaves_what_the_whole_found(parking):
    question = "司机停车要交“过夜”费吗"
    whole = [hit.article for hit in search(parking, question, 3, TODAY)]
    assert found(parking, question) == [parking.catalog.row(row).article.text for row in whole]


def test_the_words_of_documents_are_searched_for_too_where_the_ranking_does_not_know_what_it_finds(tmp_path, shelf):
    text = "# 示例市车位规定\n\n第一条 停车场由市政部门建设。\n\n第二条 车位由居民委员会登记。\n\n第三条 车位不得出租。"
    (tmp_path / "车位.md").write_text(text, encoding="utf-8")
    index(shelf, tmp_path)
    strange = shelf.current()
    question = asked(strange, "这事找居委会吗", TODAY, Named(()))
    typed, read = question.readings
    assert read == f"{typed} 居民委员会"
    told = ranking.Ranking("told", dict.fromkeys(strange.layout.titles, 500.0), ranking.bundled().networks)
    home = Snapshot(strange.folder, strange.encoder, told)
    assert find(asked(home, question.question, TODAY, Named(())), 3, TODAY) == search(home, typed, 3, TODAY)
    best = find(question, 3, TODAY)[0]
    assert strange.catalog.row(best.article).article.text == "车位由居民委员会登记。"
    assert best.score == search(strange, read, 1, TODAY)[0].score > search(strange, typed, 1, TODAY)[0].score
