"""The main job on real regulations; skipped where they are not at hand."""

import json
from datetime import date

import pytest
from shelves import index, new_shelf

from knowledge import titles
from knowledge.answer import answer
from knowledge.evaluate import Outcome, figures, question_of
from knowledge.evidence import Status

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def party(shared, tmp_path_factory):
    shelf = new_shelf(tmp_path_factory.mktemp("party"))
    index(shelf, shared / "corpus" / "party")
    return shelf.current()


def test_the_hours_of_training(party):
    quote = answer(party, "每年集中学习培训多少学时", TODAY).quotes[0]
    assert (quote.document, quote.article) == ("中国共产党党员教育管理工作条例", "第二十条")
    assert "32学时" in quote.text


@pytest.mark.parametrize(
    ("day", "version", "article"), [("2026-11-24", "2026", "第三十一条"), ("2025-01-01", "2014", "第三十二条")]
)
def test_the_probation_in_both_versions(party, day, version, article):
    quote = answer(party, "发展党员细则里预备期多长", date.fromisoformat(day)).quotes[0]
    assert (quote.version[:4], quote.article) == (version, article)
    assert "预备期为一年" in quote.text


def test_a_document_that_is_not_held_is_refused_by_name(party):
    found = answer(party, "金市组〔2009〕2号规定了什么", TODAY)
    assert (found.status, dict(found.fields)["title"]) == (Status.REFUSED, "金市组〔2009〕2号")


def test_the_incomplete_copy_is_left_out(party):
    assert party.catalog.locate(party.catalog.names["党员教育管理工作条例"][0], "20") is not None


def test_members_questions(party, shared):
    rows = [
        json.loads(line) for line in (shared / "questions" / "member.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    results = []
    for row in rows:
        found = answer(party, row["question"], TODAY)
        named = [(titles.normal(quote.document), party.catalog.row(quote.row).article.key) for quote in found.quotes]
        results.append(Outcome(question_of(row), tuple(named), found.status, found.ms))
    assert figures(results)["false_answers"] == 0
    assert figures(results)["false_refusals"] <= 0.1
