"""The weekly letter: whom it reaches, when, and that it comes once whatever happens to the program."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from people import secretary, tree

from bot import digest
from bot.clock import BEIJING
from bot.config import Config, Weekly, load
from bot.hours import hours
from faults import Fault
from quiz.workdays import Workdays
from records import consents, mailboxes, members, tree_sums
from records.sums import day_sums

MONDAY = datetime(2026, 3, 9, tzinfo=BEIJING)
TIMES = hours(Config())


@pytest.fixture
def plant(records):
    """A county and a branch below it with secretaries who agreed; five days of last week had a round."""

    def job(connection):
        nodes, began = tree(connection), MONDAY - timedelta(days=30)
        leads = {}
        for name, code in (("east", "0900"), ("first", "0901"), ("third", "0902")):
            whom = secretary(connection, began, nodes[name], code)
            members.bind(connection, whom.id, f"web:{name}", f"web:private:{name}", began)
            consents.agree(connection, whom, "1", began)
            leads[name] = whom
        members.give_role(connection, leads["east"].id, "书记", nodes["first"], began.date())
        for back in range(3, 8):
            row = {"branch": nodes["first"].id, "day": (MONDAY - timedelta(days=back)).date(), "held": True}
            row |= {"eligible": 14, "took_part": 12, "frozen": True}
            row |= {"first_members": 12, "first_answers": 60, "first_right": 48}
            connection.execute(day_sums.insert().values(row))
        tree_sums.catch_up(connection)
        return leads

    return records.write(job)


def letters(records):
    out = mailboxes.outbox.c
    with records.read() as reader:
        rows = reader.execute(sa.select(out.address, out.payload).order_by(out.id))
        return {row.address.rpartition(":")[2]: row.payload["parts"] for row in rows}


def at(days=0, hour=9):
    return MONDAY + timedelta(days=days, hours=hour)


def test_each_secretary_gets_the_week_behind_them_in_private_and_once(records, plant):
    digest.send(records, TIMES, at(hour=8))
    assert letters(records) == {}
    for _ in range(2):
        digest.send(records, TIMES, at())
    sent = letters(records)
    # The third leads a branch without a round; the first of two offices is the higher one.
    assert set(sent) == {"east", "first"}
    picture, text = sent["east"]
    assert picture["alt"].startswith("参与率（按日）")
    assert text["text"].startswith("东县县委一周（3月2日至3月8日）参与 60 人次，参与率 85.7%（60/70）。")
    digest.send(records, TIMES, at(7))
    with records.read() as reader:
        assert reader.execute(sa.select(sa.func.count()).select_from(mailboxes.outbox)).scalar() == 2


def test_a_program_that_was_cut_short_goes_on_where_it_was(records, plant, monkeypatch):
    monkeypatch.setattr(digest, "BATCH", 1)
    for _ in range(2):
        digest.send(records, TIMES, at())
        first = letters(records)
    assert len(first) == 2
    for _ in range(3):
        digest.send(records, TIMES, at(1, 11))
    assert letters(records) == first


def test_who_unsubscribed_gets_none(records, plant):
    records.write(lambda c: consents.unsubscribe(c, plant["first"], MONDAY))
    digest.send(records, TIMES, at())
    assert set(letters(records)) == {"east"}


@pytest.mark.parametrize(
    ("rests", "weekly", "due"),
    [
        ((), (0, time(9)), [0, 1, 2, 3, 4]),
        ((0, 1), (0, time(9)), [2, 3, 4]),
        ((0, 1, 2, 3, 4), (0, time(9)), []),
        ((), (3, time(16)), [4]),
        ((), None, []),
    ],
    ids=["every working day from Monday", "after a holiday", "a week off", "Thursday afternoon", "off"],
)
def test_on_which_days_of_a_week_it_is_due_at_nine(rests, weekly, due):
    rested = frozenset((MONDAY + timedelta(days=number)).date() for number in rests)
    times = replace(TIMES, workdays=Workdays(rested), weekly=weekly)
    assert [number for number in range(7) if times.weekly_due(at(number))] == due
    assert all(times.weekly_due(at(number)) == date(2026, 3, 9 + weekly[0]) for number in due)


def test_day_and_hour_are_read_from_the_settings(tmp_path):
    assert hours(Config(weekly=Weekly("friday", "16:30"))).weekly == (4, time(16, 30))
    assert hours(Config(weekly=Weekly("off"))).weekly is None
    for text in ("day = 'sunday'", "hour = '20:00'", "hour = '7:30'"):
        path = tmp_path / "config.toml"
        path.write_text(f"[weekly]\n{text}", encoding="utf-8")
        with pytest.raises(Fault, match="config_bad_value"):
            load(path, None, {})
