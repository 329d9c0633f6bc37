"""The measures, on results whose figures are counted by hand."""

import pytest

from knowledge.evaluate import Outcome, by_type, figures, question_of, worse, worths
from knowledge.evidence import Status


def outcome(
    found, relevant=(("甲法", "第三条"), ("乙法", None)), answerable=True, status=Status.ANSWERED, ms=1.0, type=""
):
    row = {"id": "1", "question": "?", "answerable": answerable, "type": type}
    row["relevant"] = [{"document": document, "article": number} for document, number in relevant]
    return Outcome(question_of(row), tuple(found), status, ms)


def test_recall_is_the_share_of_the_relevant_and_mrr_the_first_place():
    found = figures([outcome([("丙法", "1"), ("甲法", "3"), ("乙法", "9"), ("乙法", "8")])])
    assert (found["recall@1"], found["recall@5"], found["mrr"]) == (0.0, 1.0, 0.5)
    assert found["ndcg@10"] == pytest.approx((0.6309 + 0.5) / 1.6309, abs=1e-3)


def test_errors_are_shares_of_the_unanswerable_and_of_the_answerable():
    results = [
        outcome([], answerable=False, relevant=()),
        outcome([], answerable=False, relevant=(), status=Status.REFUSED),
        outcome([], status=Status.REFUSED),
        outcome([]),
    ]
    assert (figures(results)["false_answers"], figures(results)["false_refusals"]) == (0.5, 0.5)


def test_titles_and_numbers_are_compared_in_their_one_form():
    written = {
        "id": "1",
        "question": "?",
        "relevant": [{"document": "《甲法》（2018修正）", "article": "第１７条之一"}],
    }
    assert question_of(written).relevant == (("甲法", "17-1"),)


def test_a_question_is_worth_less_further_down_refused_or_answered_without_need():
    found, unanswerable = [("甲法", "3")], {"answerable": False, "relevant": ()}
    assert outcome(found, relevant=[("甲法", "第三条")]).worth == 1.0
    assert 0 < outcome([("丙法", "1"), *found], relevant=[("甲法", "第三条")]).worth < 1
    assert outcome(found, status=Status.REFUSED).worth == 0.0
    assert outcome([], **unanswerable).worth == 0.0
    assert outcome([], **unanswerable, status=Status.REFUSED).worth == 1.0
    assert worse(worths([outcome([])]), worths([outcome(found)])) == ["1"]
    assert worse(worths([outcome(found)]), worths([outcome(found)])) == []


def test_a_type_tells_only_what_its_questions_can_tell():
    found = by_type([outcome([], type="内容"), outcome([], answerable=False, relevant=(), type="拒答"), outcome([])])
    assert list(found) == ["内容", "拒答"]
    assert "false_answers" not in found["内容"]
    assert found["拒答"] == {"questions": 1, "false_answers": 1.0, "ms_p50": 1.0, "ms_p95": 1.0}
