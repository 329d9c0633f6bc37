"""Known questions beside a new one."""

import numpy as np
import pytest

from knowledge.precedents import AROUND, NAMES, Precedent, Precedents, resolved

# Two questions: one answered by the articles 3 and 5 of the first document, one by 20 of the second.
KNOWN = Precedents(
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


def test_without_precedents_nothing_is_told():
    none = np.zeros(0, dtype=np.int64)
    empty = Precedents(np.zeros((0, 2), dtype=np.float32), np.zeros(1, dtype=np.int64), none, none)
    assert not empty.beside(np.ones(2, dtype=np.float32), np.array([1, 2]), np.array([0, 0])).any()


def test_only_what_the_library_answers_is_kept(library):
    title, (version, *_) = library.layout.titles[0], library.catalog.versions
    first, second, *_ = library.catalog.articles(version)
    known = (
        Precedent("问甲", ((title, first.article.key), ("没有的规定", "1"))),
        Precedent("问乙", (("没有的规定", "1"),)),
        Precedent("问丙", ((title, second.article.key), (title, "999"))),
    )
    found = resolved(library, known)
    assert found.starts.tolist() == [0, 1, 2]
    assert (found.rows.tolist(), found.versions.tolist()) == ([first.row, second.row], [0, 0])
    assert np.array_equal(found.vectors, library.encoder.encode(["问甲", "问丙"], "query"))


def test_a_library_that_answers_none_of_them_has_none(library):
    assert len(resolved(library, (Precedent("问乙", (("没有的规定", "1"),)),)).vectors) == 0
