"""The bank's states: what is asked, what is put away, and what a new text does to it."""

from datetime import date

import pytest
from quiz_bank import item_on

from faults import Fault
from quiz import bank
from quiz.item import Item, State

FIRST = (
    "为了学习，制定本办法。",
    "党支部每月组织两次集中学习，每次不超过九十分钟。",
    "学习联系人提前三日通知学习内容。",
)
DAY, AFTER = date(2026, 3, 2), date(2026, 6, 1)
WORDS = "每月组织两次集中学习"


@pytest.fixture
def held(records, revise, now):
    """An active item on 第二条."""
    snapshot = revise("2024-01-01", *FIRST)
    item = item_on(snapshot, DAY, "2", WORDS)
    number = records.write(lambda c: bank.add(c, snapshot, item, "import", "anna", now))
    records.write(lambda c: bank.approve(c, snapshot, number, "ben", DAY, now))
    return number


def state_of(records, number):
    with records.read() as reader:
        entry = bank.entry(reader, number)
        return entry.state, entry.reason


def test_only_what_was_approved_is_asked(records, revise, now):
    snapshot = revise("2024-01-01", *FIRST)
    item = item_on(snapshot, DAY, "2", WORDS)
    for state in State:
        records.write(lambda c, state=state: bank.add(c, snapshot, item, "import", "anna", now, state))
    with records.read() as reader:
        (active,) = bank.active(reader)
        assert bank.entry(reader, active.id).state is State.ACTIVE
        assert len(bank.entries(reader)) == len(State)


def test_an_item_comes_back_as_it_went_in(records, held):
    with records.read() as reader:
        (item,) = bank.active(reader)
        assert bank.version(reader, item.version) == item
        assert (item.options, item.key, item.binding.title) == (("一次", "两次", "三次"), (1,), "示例市学习办法")
        assert bank.entry(reader, held).article == FIRST[1]
        with pytest.raises(Fault, match="item_unknown"):
            bank.version(reader, 999)


def test_a_new_wording_leaves_the_old_one_to_its_answers(records, revise, held, now):
    with records.read() as reader:
        (old,) = bank.active(reader)
    fresh = Item("blank", "每月集中学习____次。", (), (("两", "二"),), binding=old.binding)
    version = records.write(lambda c: bank.amend(c, None, held, fresh, "ben", now))
    with records.read() as reader:
        assert bank.version(reader, old.version) == old
        assert bank.version(reader, version).key == (("两", "二"),)
        assert [item.version for item in bank.active(reader)] == [version]


def test_what_nothing_carries_is_not_approved(records, revise, now):
    snapshot = revise("2024-01-01", *FIRST)
    item = Item("judge", "党支部每月集中学习。", (), (0,))
    number = records.write(lambda c: bank.add(c, snapshot, item, "import", "anna", now))
    with pytest.raises(Fault, match="item_unbound"):
        records.write(lambda c: bank.approve(c, snapshot, number, "ben", DAY, now))
    assert state_of(records, number) == (State.WAITING, "")


def test_a_reported_error_takes_the_item_out_at_once_and_names_nobody(records, held, now):
    records.write(lambda c: bank.report_error(c, held, "答案应为一次", now))
    records.write(lambda c: bank.report_error(c, held, "同意楼上", now))
    assert state_of(records, held) == (State.RECHECK, bank.REPORTED)
    with records.read() as reader:
        assert bank.active(reader) == ()
        reports = [event for event in bank.events(reader, held) if event["action"] == "report"]
    assert [(report["reason"], report["actor"]) for report in reports] == [("同意楼上", ""), ("答案应为一次", "")]


def test_a_reported_item_is_not_brought_back_by_a_new_text(records, revise, held, now):
    records.write(lambda c: bank.report_error(c, held, "答案应为一次", now))
    snapshot = revise("2024-01-01", *FIRST, title="示例县办法")
    records.write(lambda c: bank.after_reindex(c, snapshot, DAY, now))
    assert state_of(records, held) == (State.RECHECK, bank.REPORTED)


@pytest.mark.parametrize(
    ("articles", "ended"),
    [
        (FIRST, (State.ACTIVE, "")),
        (("新的第一条。", *FIRST), (State.ACTIVE, "")),
        ((FIRST[0], FIRST[1].replace("九十", "六十"), FIRST[2]), (State.RECHECK, "article_changed")),
        ((FIRST[0], FIRST[1].replace("两次", "一次"), FIRST[2]), (State.SUSPENDED, "words_changed")),
        ((FIRST[0], FIRST[2]), (State.SUSPENDED, "article_removed")),
    ],
    ids=["same", "renumbered", "changed", "touched", "deleted"],
)
def test_the_table_of_a_revision(records, revise, held, now, articles, ended):
    """Domain rule 5.5; before its day the new text changes nothing, and a way back restores."""
    snapshot = revise("2026-05-01", *articles)
    records.write(lambda c: bank.after_reindex(c, snapshot, DAY, now))
    assert state_of(records, held) == (State.ACTIVE, "")
    first = records.write(lambda c: bank.after_reindex(c, snapshot, AFTER, now))
    assert state_of(records, held) == ended
    again = records.write(lambda c: bank.after_reindex(c, snapshot, AFTER, now))
    assert (again.recheck, again.suspended) == ((), ())
    assert held in (*first.moved, *first.recheck, *first.suspended)
    records.write(lambda c: bank.after_reindex(c, snapshot, DAY, now))
    assert state_of(records, held) == (State.ACTIVE, "")


def test_a_draft_on_the_new_words_follows_what_was_revised(records, revise, held, now):
    """Domain rule 5.5: what was asked is suspended, and a draft with the new text waits, made once."""
    snapshot = revise("2026-05-01", FIRST[0], FIRST[1].replace("两次", "三次"), FIRST[2])
    for _ in range(2):
        records.write(lambda c: bank.after_reindex(c, snapshot, AFTER, now))
    with records.read() as reader:
        (draft,) = bank.entries(reader, [State.WAITING])
    assert (draft.origin, draft.reason) == (bank.FOLLOWS, bank.FOLLOWS)
    assert "三次" in draft.item.binding.words
    records.write(lambda c: bank.approve(c, snapshot, draft.item.id, "ben", AFTER, now))
    with records.read() as reader:
        assert [item.id for item in bank.active(reader)] == [draft.item.id]


def test_a_document_that_is_gone(records, revise, held, now):
    snapshot = revise("2024-01-01", "另一份文件的话。", title="示例县办法", prune=True)
    outcome = records.write(lambda c: bank.after_reindex(c, snapshot, DAY, now))
    assert outcome.suspended == (held,)
    assert state_of(records, held) == (State.SUSPENDED, "document_ended")


def test_words_that_still_stand_are_approved_on_the_new_article(records, revise, held, now):
    snapshot = revise("2026-05-01", FIRST[0], FIRST[1].replace("九十", "六十"), FIRST[2])
    records.write(lambda c: bank.after_reindex(c, snapshot, AFTER, now))
    records.write(lambda c: bank.approve(c, snapshot, held, "ben", AFTER, now))
    assert state_of(records, held) == (State.ACTIVE, "")
    assert records.write(lambda c: bank.after_reindex(c, snapshot, AFTER, now)).kept == 1
    with records.read() as reader:
        assert "六十" in bank.entry(reader, held).article


def test_words_that_are_gone_are_not(records, revise, held, now):
    snapshot = revise("2026-05-01", FIRST[0], FIRST[1].replace("两次", "一次"), FIRST[2])
    records.write(lambda c: bank.after_reindex(c, snapshot, AFTER, now))
    with pytest.raises(Fault, match="item_stale"):
        records.write(lambda c: bank.approve(c, snapshot, held, "ben", AFTER, now))


def test_a_move_is_noted_once(records, revise, held, now):
    snapshot = revise("2026-05-01", "新的第一条。", *FIRST)
    for _ in range(2):
        records.write(lambda c: bank.after_reindex(c, snapshot, AFTER, now))
    with records.read() as reader:
        (note,) = (event["reason"] for event in bank.events(reader, held) if event["action"] == "move")
    assert note.endswith("#3")
