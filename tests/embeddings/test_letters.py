"""What words share while they are trained: themselves, their letters and pairs of letters."""

import numpy as np
import pytest
from tokenizers import Tokenizer, models

from embeddings.training.contrast import TUNING, learn
from embeddings.training.letters import bags, parts, shared
from embeddings.training.material import Material

WORDS = ["[UNK]", "解除", "免除", "道路", "合同", "法"]


@pytest.fixture(scope="module")
def tokenizer():
    return Tokenizer(models.WordLevel({word: place for place, word in enumerate(WORDS)}, unk_token="[UNK]"))


def test_a_word_is_made_of_letters_and_pairs():
    assert parts("解除权") == ["解", "除", "权", "解除", "除权"]


def test_every_word_has_its_own_part_and_shares_the_others(tokenizer):
    made_of = shared(tokenizer).toarray()
    assert np.array_equal(made_of[:, : len(WORDS)], np.eye(len(WORDS)))
    common = (made_of[:, len(WORDS) :] > 0).astype(int)
    assert common[1] @ common[2] == 1
    assert common[1] @ common[3] == 0
    assert np.linalg.norm(made_of[:, len(WORDS) :], axis=1) == pytest.approx([0, 1, 1, 1, 1, 1])


def test_weights_lengthen_what_is_shared_alone(tokenizer):
    made_of = shared(tokenizer, np.arange(len(WORDS), dtype=np.float32)).toarray()
    assert np.array_equal(made_of[:, : len(WORDS)], np.eye(len(WORDS)))
    assert np.linalg.norm(made_of[:, len(WORDS) :], axis=1) == pytest.approx([0, 1, 2, 3, 4, 5])


def test_bags_average_the_words_of_a_text(tokenizer):
    made_of = shared(tokenizer)
    vectors = np.random.default_rng(1).standard_normal((made_of.shape[1], 8)).astype(np.float32)
    texts = [np.array([1, 3, 3], dtype=np.int32), np.zeros(0, dtype=np.int32)]
    means = bags(texts, made_of) @ vectors
    assert means[0] == pytest.approx((made_of @ vectors)[[1, 3, 3]].mean(axis=0), abs=1e-5)
    assert not means[1].any()


def test_a_word_that_is_never_met_learns_from_those_that_share_its_letters(tokenizer):
    made_of = shared(tokenizer)
    seen, answer, other = (np.array([WORDS.index(word)], dtype=np.int32) for word in ("解除", "合同", "法"))
    held = Material([other] * 2, [[answer], [other]], [seen], [answer])
    vectors = np.random.default_rng(1).standard_normal((made_of.shape[1], 8)).astype(np.float32)
    before = made_of @ vectors
    list(learn(vectors, made_of, held, TUNING))
    moved = np.abs(made_of @ vectors - before).max(axis=1)
    assert moved[WORDS.index("免除")] > 0.01
    assert moved[WORDS.index("道路")] == 0
