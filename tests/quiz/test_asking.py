"""Dealing and asking on a library that changes: no stale item is ever put."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

import pytest

from quiz import asking, bank, marking
from quiz.binding import bind
from quiz.item import Item, State
from records import members, organisation, reviews, rounds, study

DAY = date(2026, 3, 2)


@pytest.fixture
def token():
    numbers = count(1)
    return lambda: f"token{next(numbers)}"


@pytest.fixture
def member(records, now):
    def add(connection):
        node = organisation.add(connection, "b1", "示例市第一支部", "党支部", "单位", None, DAY)
        return members.member(connection, members.add(connection, "m1", "小安", node, "正式党员", now))

    return records.write(add)


def texts(revise, *, changed=()):
    """Two documents of nine articles each; `changed` of them are worded anew."""
    for title in ("示例市学习办法", "示例市会议办法"):
        articles = [
            f"第{n}件事由{title[3:5]}小组每月办理{'三' if (title, n) in changed else '两'}次。" for n in range(1, 10)
        ]
        snapshot = revise("2024-01-01" if not changed else "2025-01-01", *articles, title=title)
    return snapshot


def fill(records, snapshot, now):
    """One item on each article of both documents."""
    rows = [row for one in snapshot.catalog.versions.values() for row in snapshot.catalog.articles(one.id)]
    for row in rows:
        if row.article.key.isdigit():
            bound = bind(snapshot, row, row.article.text)
            item = Item("judge", f"{row.article.text}（{row.source}）", (), (0,), topic="学习", binding=bound)
            records.write(lambda c, one=item: bank.add(c, snapshot, one, "test", "test", now, State.ACTIVE))


def open_round(records, snapshot, now):
    def job(connection):
        pool = asking.pool(connection, snapshot, DAY)
        closes = now + timedelta(hours=9)
        rows = [(one.item, one.version, one.source, one.topic) for one in pool]
        plan = {"items": 5, "sources": [pool[0].source]}
        rounds.open_round(connection, DAY, now, closes, closes + timedelta(days=7), 7, plan, rows)
        return rounds.of_day(connection, DAY)

    return records.write(job)


def deal(records, snapshot, held, member, now, token):
    with records.read() as reader:
        slots = asking.begin(reader, snapshot, held, member, now, token)
    assert records.write(lambda c: rounds.give(c, slots))
    with records.read() as reader:
        return rounds.slots_of(reader, held.id, member.id)


def test_what_changed_after_dealing_is_replaced_before_it_is_put(records, revise, member, now, token):
    old = texts(revise)
    fill(records, old, now)
    held = open_round(records, old, now)
    slots = deal(records, old, held, member, now, token)
    with records.read() as reader:
        first = bank.version(reader, slots[0].version)
    title, number = first.binding.title, int(first.binding.source.partition("#")[2])
    new = texts(revise, changed={(title, number)})
    with records.read() as reader:
        assert asking.askable(reader, old, slots[0].version, DAY) is not None
        assert asking.askable(reader, new, slots[0].version, DAY) is None
        found = asking.following(reader, new, slots, member, now, token)
    assert found.question.replaces == slots[0].id
    assert found.question.item.id not in {first.id}
    assert found.question.slot.token != slots[0].token
    assert found.question.slot.place == 0


def test_a_quarantined_item_is_neither_dealt_nor_put(records, revise, member, now, token):
    snapshot = texts(revise)
    fill(records, snapshot, now)
    held = open_round(records, snapshot, now)
    with records.read() as reader:
        reported = [asking.begin(reader, snapshot, held, member, now, token)[n] for n in (0, 1)]
        items = [bank.version(reader, slot.version).id for slot in reported]
    for item in items:
        records.write(lambda c, one=item: bank.report_error(c, one, "答案不对", now))
    slots = deal(records, snapshot, held, member, now, token)
    assert len(slots) == 5
    assert not {slot.version for slot in slots} & {slot.version for slot in reported}


def test_a_quiz_gets_shorter_when_nothing_else_is_left(records, revise, member, now, token):
    snapshot = revise("2024-01-01", *[f"第{n}件事每月办理两次。" for n in range(1, 6)])
    fill(records, snapshot, now)
    held = open_round(records, snapshot, now)
    slots = deal(records, snapshot, held, member, now, token)
    with records.read() as reader:
        item = bank.version(reader, slots[0].version).id
    records.write(lambda c: bank.report_error(c, item, "", now))
    with records.read() as reader:
        found = asking.following(reader, snapshot, slots, member, now, token)
    assert found.dropped == (slots[0].id,)
    assert found.question.slot == slots[1]


def test_what_the_branch_studies_steers_the_first_question(records, revise, member, now, token):
    snapshot = texts(revise)
    fill(records, snapshot, now)
    held = open_round(records, snapshot, now)
    with records.read() as reader:
        node = organisation.node(reader, member.branch)
        wished = next(one.source for one in asking.pool(reader, snapshot, DAY) if one.source.endswith("#7"))
    records.write(lambda c: study.recommend(c, node, "第七条", now, source=wished, starts=DAY, ends=DAY))
    with records.read() as reader:
        (first, *_) = asking.begin(reader, snapshot, held, member, now, token)
        assert bank.version(reader, first.version).binding.source == wished
        tomorrow = replace(held, day=DAY + timedelta(days=1))
        (other, *_) = asking.begin(reader, snapshot, tomorrow, member, now, token)
        assert other.purpose == "study"
        assert bank.version(reader, other.version).binding.source == held.plan["sources"][0]


def test_a_title_on_the_study_list_steers_too(records, revise, member, now, token):
    snapshot = texts(revise)
    fill(records, snapshot, now)
    held = open_round(records, snapshot, now)
    for title in ("示例市会议办法", "示例市学习办法"):
        with records.read() as reader:
            node = organisation.node(reader, member.branch)
        reading = records.write(
            lambda c, t=title: study.recommend(c, node, t, now, source=t, starts=DAY, ends=DAY)  # noqa: B023
        )
        with records.read() as reader:
            (first, *_) = asking.begin(reader, snapshot, held, member, now, token)
            assert bank.version(reader, first.version).binding.title == title
        records.write(lambda c: study.withdraw(c, node, reading, now))  # noqa: B023


def test_a_wrong_answer_comes_back_when_its_day_has_come(records, revise, member, now, token):
    snapshot = texts(revise)
    fill(records, snapshot, now)
    held = open_round(records, snapshot, now)
    slots = deal(records, snapshot, held, member, now, token)
    with records.read() as reader:
        item = bank.version(reader, slots[0].version)

    def mark(given, day):
        moment = now + (day - DAY)
        return records.write(lambda c: marking.mark(c, slots[0], member.branch, item, given, "daily", DAY, moment, day))

    assert mark((1,), DAY)
    assert not mark((0,), DAY)
    with records.read() as reader:
        (kept,) = reviews.of_member(reader, member.id)
        assert (kept.item, kept.box, kept.due) == (item.id, 1, DAY + timedelta(days=1))
        later = DAY + timedelta(days=4)
        moment = datetime.combine(later, now.timetz())
        drawn = asking.begin(
            reader, snapshot, replace(held, day=later, plan={"items": 5, "sources": []}), member, moment, token
        )
    assert ("due", item.version) in {(slot.purpose, slot.version) for slot in drawn}
