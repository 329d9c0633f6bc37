"""Marks of questions and articles, counted by hand."""

import numpy as np

from knowledge import marks


def test_an_article_says_terms_sums_and_penalties():
    said = dict(
        zip(marks.SAID, marks.said("应当自收到申请之日起三十日内赔偿二倍，不得处五百元以下罚款。"), strict=True)
    )
    assert {name: count for name, count in said.items() if count} == {
        "says_terms": 1, "says_sums": 2, "says_penalties": 1, "says_liability": 1,
        "says_applications": 1, "says_shall": 1, "says_never": 1,
    }  # fmt: skip


def test_a_question_asks_for_a_term_or_a_sum():
    asked = [dict(zip(marks.ASKED, marks.asked(text), strict=True)) for text in ("多久可以拿到", "罚多少", "你好")]
    assert [[name for name, found in one.items() if found] for one in asked] == [
        ["asks_terms", "asks_whether"], ["asks_sums", "asks_penalties"], [],
    ]  # fmt: skip


def test_what_a_byte_cannot_hold_is_cut():
    assert max(marks.said("应当" * 300)) == marks.MOST


def test_the_rows_of_a_library_are_those_of_its_catalogue(library):
    rows = [row for version in library.catalog.versions for row in library.catalog.articles(version)]
    assert np.array_equal(library.marks, [marks.said(row.article.text) for row in rows])
