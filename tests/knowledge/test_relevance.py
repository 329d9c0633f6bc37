"""The rule of refusal: what speaks for an article, by hand; weights that tell questions apart; rankings without any."""

import json
import math

import numpy as np
import pytest

from faults import Fault
from knowledge import ranking
from knowledge.ranking import load
from knowledge.relevance import PLAIN, SIGNS, UNLEARNT, Evidence, Rule, confidence
from knowledge.training.certainty import Weighed, fit, sure


def test_the_confidence_is_the_logistic_sum():
    weights = (-1.0, 2.0, -1.0, -0.5, 0.25, 3.0, 0.5, 2.0, 1.0, 0.1, 2.0, -4.0)
    found = confidence(Evidence(0.5, 0.2, 1.0, 2.0, 0.4, 0.6, 0.5, -0.5, 2.0, 0.3, 0.5), weights)
    assert found == pytest.approx(
        1 / (1 + math.exp(-(-1.0 + 1.0 - 0.2 - 0.5 + 0.5 + 1.2 + 0.3 + 1.0 - 0.5 + 0.2 + 0.6 - 2.0)))
    )


def test_weights_tell_apart_what_is_to_be_told_apart():
    dice = np.random.default_rng(1)

    def drawn(answerable):
        rows = np.concatenate([np.ones((5, 1)), dice.standard_normal((5, 11))], axis=1)
        rows[2, 5] += 4 * answerable
        return Weighed(rows, answerable)

    questions = [drawn(place % 3 == 0) for place in range(600)]
    rule = fit(questions[:300])
    weights = rule.elsewhere
    chances = sure(questions[300:], rule)
    answers = np.array([one.answerable for one in questions[300:]])
    before = sure(questions[300:], UNLEARNT)
    assert weights[5] == max(weights)
    assert all(weight * sign >= 0 for weight, sign in zip(weights[1:], SIGNS, strict=True))
    assert np.mean((chances >= 0.5) == answers) > 0.9 > np.mean((before >= 0.5) == answers)
    # No question was put to a library that the ranking knows: nothing is learnt of these.
    assert rule.here == PLAIN


def test_a_library_that_the_ranking_knows_is_judged_apart():
    rows = np.array([[1.0, *(0.5,) * 11]])
    rule = Rule((5.0, *(0.0,) * 11), (-5.0, *(0.0,) * 11))
    here, elsewhere = sure([Weighed(rows, True, known=True), Weighed(rows, True)], rule)
    assert here > 0.9
    assert elsewhere < 0.1


def test_a_question_that_found_nothing_is_not_answered():
    assert sure([Weighed(np.zeros((0, 12)), False)], UNLEARNT).tolist() == [0.0]


def test_a_ranking_that_knows_no_weights_is_believed_as_the_plain_one(tmp_path):
    held = json.loads(ranking.BUNDLED.read_text(encoding="utf-8"))
    told = {name: tuple(weights) for name, weights in held["certainty"].items()}
    assert load("learned").certainty == Rule(**told) != UNLEARNT
    path = tmp_path / "ranking.json"
    path.write_text(json.dumps({key: value for key, value in held.items() if key != "certainty"}), encoding="utf-8")
    assert load(str(path)).certainty == UNLEARNT
    path.write_text(json.dumps({**held, "certainty": {"here": [1.0], "elsewhere": [1.0]}}), encoding="utf-8")
    with pytest.raises(Fault) as caught:
        load(str(path))
    assert caught.value.code == "ranking_damaged"
