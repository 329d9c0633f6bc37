"""Encoders: our reader of static models against sentence-transformers, and any transformer."""

import subprocess
import sys
import warnings

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from embeddings.encoder import load
from faults import Fault

TEXTS = ["党员每年集中学习", "学时", "支部 书记", "", "没有的字龘"]
WORDS = ["[UNK]", "党", "员", "每", "年", "集", "中", "学", "习", "时", "支", "部", "书", "记"]


@pytest.fixture(scope="module")
def static_folder(tmp_path_factory):
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    tokenizer = Tokenizer(models.WordLevel({word: place for place, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    weights = np.random.default_rng(1).standard_normal((len(WORDS), 16)).astype(np.float32)
    folder = tmp_path_factory.mktemp("static")
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)]).save(str(folder))
    return folder


def test_static_vectors_equal_those_of_sentence_transformers(static_folder):
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(static_folder)).encode([t for t in TEXTS if t], normalize_embeddings=True)
    ours = load(str(static_folder)).encode([t for t in TEXTS if t])
    assert np.abs(theirs - ours).max() < 1e-5


def test_vectors_are_unit_long_and_zero_without_words(static_folder):
    lengths = np.linalg.norm(load(str(static_folder)).encode(TEXTS), axis=1)
    assert lengths[[0, 1, 2, 4]] == pytest.approx(1.0)
    assert lengths[3] == 0


def test_any_transformer_by_folder(tmp_path):
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    (tmp_path / "vocab.txt").write_text("\n".join(["[PAD]", "[CLS]", "[SEP]", "[MASK]", *WORDS]))
    size = {"vocab_size": len(WORDS) + 4, "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        BertModel(BertConfig(**size, intermediate_size=16)).save_pretrained(tmp_path / "bert")
        BertTokenizer(str(tmp_path / "vocab.txt")).save_pretrained(tmp_path / "bert")
        body = Transformer(str(tmp_path / "bert"))
        SentenceTransformer(modules=[body, Pooling(16)]).save(str(tmp_path / "model"))
    encoder = load(str(tmp_path / "model"))
    vectors = encoder.encode(["党员学习", "支部"], "query")
    assert vectors.shape == (2, 16)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert encoder.digest == load(str(tmp_path / "model")).digest


def test_the_bundled_model_knows_what_is_near():
    encoder = load("bundled")
    question, near, far = encoder.encode(
        ["每年要学多少学时", "党员每年集中学习培训时间不少于三十二学时", "灭火器应当每年检修"]
    )
    assert question @ near > question @ far


def test_a_damaged_or_missing_model_is_a_fault(tmp_path):
    for name, content in (("model.safetensors", b"\x10\0\0\0\0\0\0\0{}"), ("tokenizer.json", b"{")):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(Fault) as caught:
        load(str(tmp_path))
    assert caught.value.code == "encoder_damaged"
    with pytest.raises(Fault) as caught:
        load(str(tmp_path.parent))
    assert caught.value.code == "encoder_not_found"


def test_serving_never_imports_torch():
    code = "import sys, bot.app, knowledge.answer, embeddings.encoder as e; e.load('bundled').encode(['a']); print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
