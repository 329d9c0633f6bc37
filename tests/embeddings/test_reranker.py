"""Cross-encoders: any by folder, in batches, within their time."""

import warnings

import pytest

from embeddings.reranker import BATCH, CrossEncoderReranker, load
from faults import Fault

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"党员每年集中学习支部书记"]
TEXTS = ["党员学习", "支部书记", "每年"] * BATCH


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    home = tmp_path_factory.mktemp("cross")
    (home / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    size = {"vocab_size": len(WORDS), "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Weights large enough, and the same in every run, that different texts get different scores.
        torch.manual_seed(7)
        config = BertConfig(**size, intermediate_size=16, num_labels=1, initializer_range=1.0)
        BertForSequenceClassification(config).save_pretrained(home / "model")
        BertTokenizer(str(home / "vocab.txt")).save_pretrained(home / "model")
    return str(home / "model")


def test_every_text_has_a_score_and_batches_change_nothing(folder):
    reranker = load(folder, 60.0)
    scores = reranker.scores("党员每年学习", TEXTS)
    assert len(scores) == len(TEXTS)
    assert scores[:3] == pytest.approx(scores[-3:], abs=1e-5)
    assert len(set(scores[:3])) == 3


@pytest.mark.parametrize(("seconds", "read"), [(25.0, 4), (23.0, 1)])
def test_what_cannot_be_read_in_time_is_not_begun(folder, seconds, read):
    """One text takes a second here: 24 take 24."""
    now, lengths = [0.0], []

    class Slow(CrossEncoderReranker):
        def _read(self, question, texts):
            lengths.append(len(texts))
            now[0] += len(texts)
            return [0.0] * len(texts)

    scores = Slow(folder, seconds, lambda: now[0]).scores("党员", TEXTS)
    assert (len(lengths) - 1, scores is not None) == (read, read > 1)


def test_a_model_that_gets_slower_is_left(folder):
    ticks = iter([0.0, 0.0, 0.1, 0.1, 50.0])
    assert CrossEncoderReranker(folder, 10.0, lambda: next(ticks)).scores("党员", TEXTS) is None


def test_a_model_that_is_not_there_is_named(tmp_path):
    with pytest.raises(Fault) as caught:
        load(str(tmp_path / "none"), 1.0)
    assert caught.value.code == "encoder_not_found"
