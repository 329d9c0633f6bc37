"""Several documents that answer one question, on texts that differ and on the sample documents."""

from datetime import date

from shelves import index

from knowledge.answer import answer


def test_when_documents_answer_the_same_question_each_is_named_with_level_and_interpreter(tmp_path, shelf):
    rule = "---\ntitle: {}\neffective_from: {}\nlevel: {}\n---\n第一条 停车{}应当熄灭发动机。\n第二条 {}"
    first = ("示例市停车规定", "2025-01-01", "市级", "超过三分钟", "本规定由示例市交通局负责解释。")
    second = ("示例县停车办法", "2024-01-01", "县级", "超过五分钟", "本办法所称停车，含临时停车。")
    for one in (first, second):
        (tmp_path / f"{one[0]}.md").write_text(rule.format(*one))
    index(shelf, tmp_path)
    found = answer(shelf.current(), "停车几分钟应当熄灭发动机", date(2026, 3, 2))
    assert [
        (one.document, one.level, one.effective_from, one.interpreter, one.clause)
        for one in sorted(found.origins, key=lambda one: one.document)
    ] == [
        ("示例县停车办法", "县级", date(2024, 1, 1), "", ""),
        ("示例市停车规定", "市级", date(2025, 1, 1), "示例市交通局", "第二条"),
    ]
    assert answer(shelf.current(), "示例市停车规定第一条", date(2026, 3, 2)).origins == ()


def test_a_view_contradicts_no_rule(library):
    found = answer(library, "走访二十个党支部发现学习难在哪里", date(2026, 3, 2))
    assert found.origins == ()
