"""The hours: when the round opens and closes, whom it tells, what a restart catches up, and that nothing comes twice."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from shelves import new_shelf
from stage import Stage, add_member, fill_bank

from bot import asked, daily, digest
from bot.channels import web
from bot.clock import BEIJING
from bot.config import Config, Quiz, load
from bot.hours import hours
from faults import Fault
from quiz.workdays import Workdays
from records import jobs, mailboxes, members, organisation, rounds, wishes
from records.wishes import Wish

MONDAY = datetime(2026, 3, 2, tzinfo=BEIJING)
TODAY = MONDAY.date()
TIMES = hours(Config())


@pytest.fixture
def stage(records, library, clock):
    one = Stage(records, new_shelf(library.folder.parent), clock)
    fill_bank(records, library, clock.now)
    for name in ("小安", "小贝"):
        add_member(records, name, clock.now)
    return one


def pushes(records):
    out = mailboxes.outbox.c
    with records.read() as reader:
        query = sa.select(out.address, out.state, out.due).where(out.day_key.startswith("push:")).order_by(out.id)
        return [tuple(row) for row in reader.execute(query)]


def held(records, day=TODAY):
    with records.read() as reader:
        return rounds.of_day(reader, day)


def at(clock, stage, hour, minute=0, day=MONDAY, zone=BEIJING):
    clock.now = (day + timedelta(hours=hour, minutes=minute)).astimezone(zone)
    stage.schedule.tick()


@pytest.mark.parametrize("zone", [BEIJING, UTC])
def test_the_round_opens_at_its_hour_and_tells_each_member_once(stage, records, clock, zone):
    at(clock, stage, 8, 29, zone=zone)
    assert held(records) is None
    at(clock, stage, 8, 30, zone=zone)
    assert held(records).closes == MONDAY + timedelta(hours=20)
    at(clock, stage, 12, zone=zone)
    assert [address for address, _, _ in pushes(records)] == ["web:private:小安", "web:private:小贝"]
    with records.read() as reader:
        assert all(jobs.done(reader, name, TODAY) for name in (asked.ASKED, digest.DIGEST))


def test_a_program_that_starts_late_catches_up_and_a_second_one_repeats_nothing(stage, records, clock, library):
    at(clock, stage, 11, 40)
    first = held(records)
    again = Stage(records, new_shelf(library.folder.parent), clock)
    again.schedule.tick()
    assert held(records) == first
    assert len(pushes(records)) == 2


def test_a_push_that_was_cut_short_is_finished_and_nobody_hears_twice(stage, records, clock, library):
    clock.now = MONDAY + timedelta(hours=9)
    one = daily.open_day(records, library, TIMES, clock.now, lambda: 7)
    records.write(
        lambda c: mailboxes.push(c, "web", {f"push:{one.day}:1": ("web:private:小安", {"parts": []})}, clock.now)
    )
    stage.schedule.tick()
    assert sorted(address for address, _, _ in pushes(records)) == ["web:private:小安", "web:private:小贝"]


def test_who_has_hours_of_their_own_is_told_then_or_not_at_all(stage, records, clock):
    numbers = dict(zip(("小安", "小贝"), ids(records), strict=True))
    for name, own in {"小安": Wish(time(12), time(14)), "小贝": Wish(time(8), time(9))}.items():
        records.write(lambda c, n=numbers[name], h=own: wishes.keep(c, n, h))
    at(clock, stage, 9)
    assert pushes(records) == [("web:private:小安", "pending", MONDAY + timedelta(hours=12))]
    noon, early = Wish(time(12), time(14)), Wish(time(8), time(9))
    assert TIMES.next_word(MONDAY + timedelta(hours=7), noon) == MONDAY + timedelta(hours=12)
    assert TIMES.next_word(MONDAY + timedelta(hours=13), noon) == MONDAY + timedelta(hours=13)
    friday = MONDAY + timedelta(days=4, hours=15)
    assert TIMES.next_word(friday, noon) == MONDAY + timedelta(days=7, hours=12)
    assert TIMES.next_word(friday, early) == MONDAY + timedelta(days=7, hours=8)


def ids(records):
    with records.read() as reader:
        return reader.execute(sa.select(members.members.c.id).order_by(members.members.c.id)).scalars().all()


@pytest.mark.parametrize("day", [5, 6])
def test_nothing_happens_on_a_weekend(stage, records, clock, day):
    at(clock, stage, 9, day=MONDAY + timedelta(days=day))
    assert held(records, clock.now.date()) is None
    assert pushes(records) == []


def test_a_holiday_is_free_and_a_worked_weekend_is_not(records, library, clock, stage):
    table = Workdays(frozenset({MONDAY.date()}), frozenset({(MONDAY + timedelta(days=6)).date()}))
    other = Stage(records, new_shelf(library.folder.parent), clock, replace(TIMES, workdays=table))
    at(clock, other, 9)
    assert held(records) is None
    at(clock, other, 9, day=MONDAY + timedelta(days=6))
    assert held(records, clock.now.date()) is not None


def test_reminders_that_did_not_go_out_by_the_closing_never_do(stage, records, clock, library):
    at(clock, stage, 9)
    (first, *_) = records.write(lambda c: mailboxes.claim(c, "web", clock.now, 1))
    records.write(lambda c: mailboxes.mark(c, [first.id], mailboxes.State.SENT))
    clock.now = MONDAY + timedelta(hours=21)
    Stage(records, new_shelf(library.folder.parent), clock).schedule.close(clock.now)
    assert [state for _, state, _ in pushes(records)] == ["sent", "failed"]
    assert held(records).closed is not None


def test_a_round_opened_by_hand_at_night_runs_till_midnight_and_wakes_nobody(stage, records, clock, library):
    clock.now = MONDAY + timedelta(hours=21)
    one = daily.open_day(records, library, TIMES, clock.now, lambda: 7)
    assert one.closes == MONDAY + timedelta(hours=23, minutes=59)
    stage.schedule.tick()
    assert pushes(records) == []


def test_the_group_hears_of_the_day_at_an_hour_of_work(stage, records, clock):
    stage.direct("群", "")
    friday = MONDAY + timedelta(days=4)
    at(clock, stage, 9, day=friday)
    out = mailboxes.outbox.c
    with records.read() as reader:
        (announced,) = reader.execute(sa.select(out.day_key, out.address).where(out.day_key.startswith("announce:")))
    assert announced.address == str(web.GROUP)
    at(clock, stage, 20, day=friday)
    with records.read() as reader:
        assert reader.execute(sa.select(out.id).where(out.day_key.startswith("summary:"))).all() == []
        assert jobs.done(reader, daily.SUMMARISED, friday.date())
        assert jobs.done(reader, daily.SUMMED, friday.date())
    assert TIMES.next_word(friday + timedelta(hours=20)) == MONDAY + timedelta(days=7, hours=8, minutes=30)
    assert TIMES.next_word(friday + timedelta(hours=15)) == friday + timedelta(hours=15)
    assert TIMES.next_word(MONDAY + timedelta(hours=3)) == MONDAY + timedelta(hours=8, minutes=30)


def test_an_empty_bank_opens_nothing(records, library, clock):
    Stage(records, new_shelf(library.folder.parent), clock).schedule.tick()
    assert held(records) is None


def letters_about(records, words):
    out = mailboxes.outbox.c
    with records.read() as reader:
        sent = reader.execute(sa.select(out.address, out.payload, out.due).order_by(out.id))
        return [(row.address, row.due) for row in sent if words in str(row.payload)]


def hold(records, name, ends, role="书记"):
    with records.read() as reader:
        whom, node = members.by_code(reader, f"m-{name}"), organisation.find(reader, "b1")
    records.write(lambda c: members.give_role(c, whom.id, role, node, TODAY - timedelta(days=900), ends))


def test_who_holds_an_office_hears_once_and_in_private_that_the_term_ends(stage, records, clock):
    stage.direct("群", "")
    hold(records, "小安", TODAY + timedelta(days=61))
    at(clock, stage, 7)
    assert letters_about(records, "届满") == []
    for day in (1, 1, 2, 50):
        at(clock, stage, 7, day=MONDAY + timedelta(days=day))
    assert letters_about(records, "届满") == [("web:private:小安", MONDAY + timedelta(days=1, hours=8, minutes=30))]
    hold(records, "小安", TODAY + timedelta(days=100))
    at(clock, stage, 9, day=MONDAY + timedelta(days=51))
    assert len(letters_about(records, "届满")) == 2


def test_an_office_that_is_held_on_or_without_an_end_reminds_nobody(stage, records, clock):
    hold(records, "小贝", None, "组织委员")
    hold(records, "小安", TODAY + timedelta(days=30))
    with records.read() as reader:
        whom, node = members.by_code(reader, "m-小安"), organisation.find(reader, "b1")
    records.write(lambda c: members.give_role(c, whom.id, "书记", node, TODAY + timedelta(days=31)))
    at(clock, stage, 9)
    assert letters_about(records, "届满") == []


def test_one_job_that_fails_keeps_no_other_from_its_hour(stage, records, clock, monkeypatch, caplog):
    at(clock, stage, 9)
    monkeypatch.setattr(daily, "settle", lambda *_: 1 / 0)
    at(clock, stage, 20)
    assert held(records).closed is not None
    at(clock, stage, 9, day=MONDAY + timedelta(days=1))
    assert held(records, clock.now.date()) is not None
    assert "failed" in caplog.text


def test_the_hours_are_read_from_the_settings(tmp_path):
    (tmp_path / "workdays.txt").write_text("2026-03-02 休", encoding="utf-8")
    found = hours(Config(quiz=Quiz(opens="09:15", closes="18:00", items=3), workspace=tmp_path))
    assert (found.opens, found.closes, found.items) == (time(9, 15), time(18), 3)
    assert not found.workdays.holds(MONDAY.date())
    with pytest.raises(Fault, match="workdays_missing"):
        hours(Config(quiz=Quiz(workdays="none.txt"), workspace=tmp_path))


@pytest.mark.parametrize(
    "text", ["opens = '07:30'", "opens = '20:00'", "opens = '8:30'", "opens = '19:00'\ncloses = '18:00'", "items = 0"]
)
def test_hours_that_would_disturb_or_make_no_sense_are_refused(tmp_path, text):
    path = tmp_path / "config.toml"
    path.write_text(f"[quiz]\n{text}", encoding="utf-8")
    with pytest.raises(Fault, match="config_bad_value"):
        load(path, None, {})
