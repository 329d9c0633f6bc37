"""The training of the static model on a few made-up articles: pairs that belong together, vectors that come nearer."""

import random
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, eye_array

from embeddings.training.contrast import TUNING, averages, learn
from embeddings.training.material import Answered, Material
from embeddings.training.split import folds

WORDS = 60


def article(number):
    """An article has three clauses of words that no other article has."""
    return [np.arange(number * 6 + part * 2, number * 6 + part * 2 + 2, dtype=np.int32) for part in range(3)]


HELD = Material([np.array([59], dtype=np.int32)] * 9, [article(n) for n in range(9)], [article(0)[0]], [article(0)[1]])
ASKED = [
    Answered(np.array([57 - n], dtype=np.int32), article(n)[0], article(n)[1], [article(n)[2]], []) for n in range(3)
]
# Words that share no letters.
APART = csr_array(eye_array(WORDS), dtype=np.float32)
RECIPE = replace(TUNING, steps=40, batch=16, rate=0.05)


def table():
    return np.random.default_rng(1).standard_normal((WORDS, 8)).astype(np.float32)


def test_a_pair_is_of_one_article_or_one_reading_test():
    dice = random.Random(1)
    for _ in range(200):
        left, right = HELD.pair(dice)
        own = {int(word) // 6 for word in (*left, *right) if word != 59}
        assert len(own) == 1
        assert len(left) and len(right)


def test_a_question_is_asked_in_three_ways():
    dice = random.Random(1)
    ways = {tuple(ASKED[0].asked(dice).tolist()) for _ in range(100)}
    assert ways == {(57,), (0, 1), (2, 3)}


def test_a_question_that_lacks_keywords_is_asked_itself():
    bare = replace(ASKED[0], keywords=np.zeros(0, np.int32), answer=np.zeros(0, np.int32))
    dice = random.Random(1)
    assert {tuple(bare.asked(dice).tolist()) for _ in range(50)} == {(57,)}


def test_learning_brings_questions_to_their_articles_and_is_the_same_again():
    first, second = table(), table()
    losses = list(learn(first, APART, HELD, RECIPE, ASKED))
    list(learn(second, APART, HELD, RECIPE, ASKED))
    assert np.array_equal(first, second)
    assert losses[-1] < losses[0]
    near = averages(first, [one.question for one in ASKED]) @ averages(first, [one.passages[0] for one in ASKED]).T
    assert near.argmax(axis=1).tolist() == [0, 1, 2]


def test_folds_are_even_and_keep_questions_that_share_an_article_together():
    rows = [{"id": str(n), "relevant": [{"document": "示例法", "article": str(n // 2)}]} for n in range(40)]
    own = folds(rows, 4)
    assert all(own[n] == own[n + 1] for n in range(0, 40, 2))
    assert {own.count(fold) for fold in range(4)} == {10}
