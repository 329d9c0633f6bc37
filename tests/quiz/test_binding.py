"""Whether an item may be asked is computed from the library of the day."""

from dataclasses import replace
from datetime import date

import pytest
from quiz_bank import item_on

from quiz.binding import bind, current_source, digest, holds

FIRST = (
    "为了学习，制定本办法。",
    "党支部每月组织两次集中学习，每次（含讨论）不超过九十分钟。",
    "本办法由示例市机关工委解释。",
)
DAY, AFTER = date(2026, 3, 2), date(2026, 6, 1)
WORDS = "每月组织两次集中学习"


def test_words_and_article_as_reviewed(revise):
    snapshot = revise("2024-01-01", *FIRST)
    item = item_on(snapshot, DAY, "2", WORDS)
    assert current_source(snapshot, item, DAY) == item.binding.source
    assert not holds(snapshot, item, date(2023, 12, 31))
    assert not holds(snapshot, replace(item, binding=None), DAY)
    assert not holds(snapshot, replace(item, binding=replace(item.binding, words="每月组织三次")), DAY)
    assert not holds(snapshot, replace(item, binding=replace(item.binding, words="")), DAY)
    assert not holds(snapshot, replace(item, binding=replace(item.binding, digest=digest("别的话。"))), DAY)


def test_equal_text_under_a_new_number_carries_over_on_its_day(revise):
    item = item_on(revise("2024-01-01", *FIRST), DAY, "2", WORDS)
    snapshot = revise("2026-05-01", FIRST[0], "新增的一条。", FIRST[1], FIRST[2])
    assert current_source(snapshot, item, DAY) == item.binding.source
    moved = current_source(snapshot, item, AFTER)
    assert moved is not None
    assert moved.endswith("#3")
    assert moved.split("#")[0] != item.binding.source.split("#")[0]


def test_brackets_and_spaces_are_no_change(revise):
    item = item_on(revise("2024-01-01", *FIRST), DAY, "2", WORDS)
    typed_anew = FIRST[1].replace("（", "(").replace("）", ")").replace("，", "， ")
    assert holds(revise("2026-05-01", FIRST[0], typed_anew, FIRST[2]), item, AFTER)


def test_a_change_elsewhere_in_the_article_is_a_change(revise):
    item = item_on(revise("2024-01-01", *FIRST), DAY, "2", WORDS)
    snapshot = revise("2026-05-01", FIRST[0], FIRST[1].replace("九十", "六十"), FIRST[2])
    assert holds(snapshot, item, DAY)
    assert not holds(snapshot, item, AFTER)


def test_the_same_words_in_another_document_carry_nothing(revise):
    item = item_on(revise("2024-01-01", *FIRST), DAY, "2", WORDS)
    assert not holds(revise("2024-01-01", *FIRST, title="示例县学习办法", prune=True), item, DAY)


def test_the_old_version_may_be_gone_from_the_library(revise):
    item = item_on(revise("2024-01-01", *FIRST), DAY, "2", WORDS)
    snapshot = revise("2026-02-01", FIRST[0], "新增的一条。", FIRST[1], FIRST[2], prune=True)
    assert item.binding.source.split("#")[0] not in snapshot.catalog.versions
    assert holds(snapshot, item, DAY)


def test_nothing_is_bound_to_words_that_do_not_stand_there(revise):
    snapshot = revise("2024-01-01", *FIRST)
    with pytest.raises(ValueError, match="do not stand"):
        bind(snapshot, snapshot.catalog.row(0), "每月打卡")
