"""The tokens of a question against those that the tokenizers library finds."""

import json
import subprocess
import sys

import numpy as np
import pytest
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from embeddings import unigram
from embeddings.encoder import _FOLDER as FOLDER
from embeddings.encoder import BUNDLED, load
from embeddings.static import TOKENIZER

ODD = [
    "",
    "   ",
    "？！",
    "龘龘党龘",
    "党" * 60,
    "𠀀章😀程",
    "Ⅳ㈠①％ＡＢＣ１２ abc-12",
    "Ωσ İ ǅ ß ﬀ",
    "カタカナ éè 한글",
]


@pytest.fixture(scope="module")
def theirs():
    tokenizer = Tokenizer.from_file(str(FOLDER / TOKENIZER))
    return lambda texts: [found.ids for found in tokenizer.encode_batch(texts, add_special_tokens=False)]


def test_real_questions_have_the_same_tokens(shared, theirs):
    lines = (shared / "questions" / "member.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["question"] for line in lines] + ODD
    ours = unigram.read(FOLDER / TOKENIZER)
    assert [ours.ids(text) for text in texts] == theirs(texts)


def test_real_articles_have_the_same_tokens(shared, theirs):
    texts = [path.read_text(encoding="utf-8")[:3000] for path in sorted((shared / "corpus" / "party").glob("*.md"))]
    ours = unigram.read(FOLDER / TOKENIZER)
    assert texts and [ours.ids(text) for text in texts] == theirs(texts)


@pytest.mark.parametrize("text", ["abcabx", "xxabxx", "ab", "x", "aabbcc", "ab x ab"])
def test_unknown_letters_in_a_row_are_one_token(tmp_path, text):
    made = Tokenizer(models.Unigram([("[UNK]", 0.0), ("a", -2.0), ("b", -2.5), ("ab", -3.0), ("bc", -9.0)], unk_id=0))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    made.pre_tokenizer = pre_tokenizers.Split(Regex("[^a-z]+"), "removed")
    made.save(str(tmp_path / "made.json"))
    found = unigram.read(tmp_path / "made.json")
    assert found is not None and found.ids(text) == made.encode(text, add_special_tokens=False).ids


def test_a_vocabulary_of_another_kind_is_left_to_the_library(tmp_path):
    Tokenizer(models.WordLevel({"a": 0}, unk_token="a")).save(str(tmp_path / "words.json"))
    assert unigram.read(tmp_path / "words.json") is None


def test_one_text_is_encoded_as_many_are_and_waits_for_no_library():
    encoder = load(BUNDLED)
    texts = [f"党员每年集中学习培训时间不少于{count}学时" for count in range(100)]
    assert np.array_equal(encoder.encode(texts)[:1], encoder.encode(texts[:1]))
    code = "import sys, embeddings.encoder as e; e.load('bundled').encode(['a']); print('tokenizers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
