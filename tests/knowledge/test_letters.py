"""Counts of letters and pairs, and citations, on texts counted by hand."""

import numpy as np
import pytest

from knowledge import citations, letters
from knowledge.document import Article, Document, Metadata, UnitKind
from knowledge.letters import Letters, asked

NONE = np.zeros(0, dtype=np.int64)


def document(title, *texts):
    articles = tuple(Article(str(n), f"第{n}条", text, UnitKind.ARTICLE, ()) for n, text in enumerate(texts, 1))
    return Document(Metadata(title), articles, "", "")


DOCUMENTS = [
    document("示例市停车规定", "停车收费。", "收费，停放车辆的收费。"),
    document("示例市收费规定", "按照《示例市停车规定》办理。", "无"),
]


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    folder = tmp_path_factory.mktemp("held") / "letters"
    letters.build(folder, DOCUMENTS)
    return Letters(folder)


def test_letters_and_pairs_are_counted(held):
    question = asked("停车收费")
    single, pairs = held.counted(question, np.array([0, 1, 3]), NONE)
    column = {chr(code): place for place, code in enumerate(question.letters)}
    assert single[:, column["收"]].tolist() == [1, 2, 0]
    assert single[:, column["车"]].tolist() == [1, 1, 0]
    assert dict(zip(question.words, pairs.T.tolist(), strict=True)) == {
        "停车": [1, 0, 0], "车收": [1, 0, 0], "收费": [1, 2, 0],
    }  # fmt: skip


def test_titles_are_counted_by_the_place_of_their_version(held):
    question = asked("收费")
    assert held.counted(question, NONE, np.array([1, 0]))[1].tolist() == [[1], [0]]


def test_titles_stand_below_articles(held):
    counts = held.counted(asked("收费"), np.array([1, 3]), np.array([0, 1]))[1]
    assert counts.tolist() == [[2], [0], [0], [1]]


def test_no_pair_reaches_over_a_comma_or_into_what_comes_next(held):
    assert held.counted(asked("费停"), np.array([0, 1, 0]), np.array([1, 0]))[1].tolist() == [[0]] * 5


def test_a_letter_knows_how_many_articles_have_it(held):
    assert held.holders[[ord("收"), ord("按"), ord("飞")]].tolist() == [2, 1, 0]


def test_a_question_without_letters_counts_nothing(held):
    single, pairs = held.counted(asked("？！"), np.array([0]), NONE)
    assert (single.shape, pairs.shape) == ((1, 0), (1, 0))


def test_lengths_are_letters_without_punctuation(held):
    assert held.lengths(np.array([0, 1])).tolist() == [5, 11]  # with the gaps between runs


def test_a_document_is_cited_by_the_articles_of_others():
    def cited(*documents):
        articles = [article.text for one in documents for article in one.articles]
        names = [(row, name) for row, text in enumerate(articles) for name in citations.named(text)]
        return citations.cited([(one.metadata.title, len(one.articles)) for one in documents], names).tolist()

    own = document("示例市停车规定", "依照《示例市停车规定》。")
    assert cited(*DOCUMENTS) == [1, 0]
    assert cited(own) == [0]
    assert cited(document("中华人民共和国甲法", "无"), document("乙法", "《甲法》和《中华人民共和国甲法》。")) == [1, 0]
