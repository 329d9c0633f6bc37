"""Known questions beside a new one."""

import json
from dataclasses import replace

import numpy as np
import pytest

from knowledge.precedents import AROUND, FEW, NAMES, NONE, Precedents, Resolved, plain, read, resolved

# Two questions: one answered by the articles 3 and 5 of the first document, one by 20 of the second.
KNOWN = Resolved(
    np.eye(2, dtype=np.float32), np.array([0, 2, 3]), np.array([3, 5, 20]), np.array([0, 0, 1]),
)  # fmt: skip


def beside(query, rows, versions):
    table = KNOWN.beside(np.array(query, dtype=np.float32), np.array(rows), np.array(versions))
    return dict(zip(NAMES, table, strict=True))


def test_what_is_asked_like_a_question_tells_its_document_and_its_neighbourhood():
    found = beside([1.0, 0.0], [3, 20, 30], [0, 1, 2])
    assert found["alike_document"] == pytest.approx([1, 0, 0], abs=1e-6)
    assert found["alike_around"] == pytest.approx([1 + np.exp(-2 / AROUND), 0, 0], abs=1e-6)
    assert found["alike_document_best"].tolist() == [1, 0, 0]
    assert found["alike_around_best"].tolist() == [1, 0, 0]


def test_further_away_counts_less_and_another_document_not_at_all():
    found = beside([1.0, 0.0], [6, 7, 6], [0, 0, 1])["alike_around_best"]
    assert found == pytest.approx([np.exp(-1 / AROUND), np.exp(-2 / AROUND), 0])


def test_how_alike_a_question_is_the_few_most_alike_ones_tell():
    shares = np.linspace(1, 0, 2 * FEW, dtype=np.float32)
    table = np.stack([shares, np.sqrt(1 - shares**2)], axis=1)
    many = replace(KNOWN, vectors=table[::-1])
    assert many.alike(np.array([1, 0], dtype=np.float32)) == pytest.approx(shares[:FEW].mean())
    assert KNOWN.alike(np.array([1, 0], dtype=np.float32)) == 0.5


def test_without_precedents_nothing_is_told():
    none = np.zeros(0, dtype=np.int64)
    empty = Resolved(np.zeros((0, 2), dtype=np.float32), np.zeros(1, dtype=np.int64), none, none)
    assert not empty.beside(np.ones(2, dtype=np.float32), np.array([1, 2]), np.array([0, 0])).any()
    assert empty.alike(np.ones(2, dtype=np.float32)) == 0.0


def told(encoder, *asked):
    """Return precedents of (question, its answers), as an encoder makes them."""
    vectors = encoder.encode([question for question, _ in asked], "query")
    return Precedents(encoder.digest, vectors, tuple(answers for _, answers in asked))


def test_only_what_the_library_answers_is_kept(library):
    title, (version, *_) = library.layout.titles[0], library.catalog.versions
    first, second, *_ = library.catalog.articles(version)
    known = told(
        library.encoder,
        ("问甲", ((title, first.article.key), ("没有的规定", "1"))),
        ("问乙", (("没有的规定", "1"),)),
        ("问丙", ((title, second.article.key), (title, "999"))),
    )
    found = resolved(library, known)
    assert found.starts.tolist() == [0, 1, 2]
    assert (found.rows.tolist(), found.versions.tolist()) == ([first.row, second.row], [0, 0])
    assert np.array_equal(found.vectors, library.encoder.encode(["问甲", "问丙"], "query"))


def test_a_library_that_answers_none_of_them_has_none(library):
    assert len(resolved(library, told(library.encoder, ("问乙", (("没有的规定", "1"),)))).vectors) == 0
    assert len(resolved(library, NONE).vectors) == 0


def test_vectors_of_another_encoder_tell_nothing(library):
    (version, *_) = library.catalog.versions
    first, *_ = library.catalog.articles(version)
    known = told(library.encoder, ("问甲", ((library.layout.titles[0], first.article.key),)))
    assert len(resolved(library, known).vectors) == 1
    assert len(resolved(library, replace(known, encoder="another")).vectors) == 0


def test_a_file_keeps_vectors_and_no_words(library):
    known = told(
        library.encoder, ("请假后多久补学", (("学习制度", "5"), ("学习制度", "6"))), ("经费", (("办法", "2"),))
    )
    written = json.dumps(plain(known), ensure_ascii=False)
    again = read(json.loads(written))
    assert (again.encoder, again.answers) == (known.encoder, known.answers)
    assert again.vectors == pytest.approx(known.vectors, abs=0.005)
    assert np.linalg.norm(again.vectors, axis=1) == pytest.approx([1, 1])
    assert "补学" not in written


def test_no_precedents_are_kept_as_none():
    assert len(read(json.loads(json.dumps(plain(NONE)))).vectors) == 0
