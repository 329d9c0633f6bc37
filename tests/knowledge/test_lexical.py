"""What words find: the same, whether articles are asked for their day before or after."""

from collections import Counter
from datetime import date

import numpy as np
import pytest
from shelves import index

from knowledge import lexical
from knowledge.lexical import Lexical
from knowledge.search import search
from knowledge.versions import number
from knowledge.words import words

DAYS = (date(2020, 1, 1), date(2023, 5, 1), date(2026, 3, 2))
QUESTIONS = ("每年集中学习多少学时", "党费怎么收", "学习管理办法 学习 学习", "支部书记的职责是什么", "规定")


def held(library, day):
    starts, ends = library.spans.T
    return set(np.flatnonzero((starts <= number(day)) & (number(day) < ends)).tolist())


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("k", [3, 20, 1000])
def test_looked_for_before_or_after_the_day_the_same_is_found(library, day, k):
    filtered = library.lexical
    for question in QUESTIONS:
        query = filtered._filtered(filtered._any(Counter(words(question))), filtered._when(day))
        rows, scores = filtered._found(query, k)
        found, weighed = library.lexical.search(question, k, day)
        assert found.tolist() == rows.tolist()
        assert weighed == pytest.approx(scores, rel=1e-5)
        assert {*found.tolist()} <= held(library, day)


def test_where_nearly_all_that_is_found_first_is_out_of_force_every_article_is_asked(library, monkeypatch):
    monkeypatch.setattr(lexical, "SPARE", (1,))
    day = date(2023, 5, 1)
    first, _ = library.lexical.search("学习", 4)
    assert not {*first.tolist()} <= held(library, day)
    found, _ = library.lexical.search("学习", 4, day)
    assert len(found) == 4 and {*found.tolist()} <= held(library, day)


def test_where_fewer_will_do_only_too_few_are_looked_for_again(library, monkeypatch):
    monkeypatch.setattr(lexical, "SPARE", (1,))
    day = date(2023, 5, 1)
    whole, few = (library.lexical.search("学习", 4, day, least=least)[0].tolist() for least in (None, 1))
    assert 0 < len(few) < len(whole) and few == whole[: len(few)]
    assert library.lexical.search("学习", 4, day, least=len(few) + 1)[0].tolist() == whole


@pytest.mark.parametrize("day", DAYS)
def test_outside_of_a_day_everything_else_is_found(library, day):
    everything = {*library.lexical.search("学习", 1000)[0].tolist()}
    inside = {*library.lexical.search("学习", 1000, day)[0].tolist()}
    outside = {*library.lexical.search("学习", 1000, day, outside=True)[0].tolist()}
    assert outside and not inside & outside and inside | outside == everything
    assert {hit.article for hit in search(library, "学习", 20, day, outside=True)}.isdisjoint(held(library, day))


def test_a_word_that_comes_twice_counts_twice(library):
    (rows, once), (again, twice) = (library.lexical.search(text, 50) for text in ("学时", "学时 学时"))
    assert len(rows) and rows.tolist() == again.tolist() and twice == pytest.approx(2 * once, rel=1e-5)


def test_in_a_large_library_what_stands_everywhere_is_looked_for_only_where_nothing_else_is_asked(library, monkeypatch):
    def found(question):
        return {*library.lexical.search(question, 1000)[0].tolist()}

    common, rare = found("学习"), found("经费")
    assert common and rare and found("学习 经费") == common | rare
    monkeypatch.setattr(lexical, "LARGE", 1)
    assert (found("学习"), found("经费"), found("学习 经费")) == (common, rare, rare)


def test_nothing_is_outside_where_everything_holds(tmp_path, shelf):
    (tmp_path / "a.md").write_text("# 示例市停车规定\n\n第一条 停车熄火。\n\n第二条 不得鸣笛。\n", encoding="utf-8")
    index(shelf, tmp_path / "a.md")
    snapshot = shelf.current()
    assert isinstance(snapshot.lexical, Lexical)
    assert search(snapshot, "停车", 5, date(2026, 3, 2)) and not search(
        snapshot, "停车", 5, date(2026, 3, 2), outside=True
    )
