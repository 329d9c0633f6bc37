"""The sample organisation: what it holds, and that its weeks are what members would have done one step after the other."""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
import sqlalchemy as sa
from stage import add_member

from bot import daily, demo
from bot.__main__ import main
from bot.clock import BEIJING, day_of
from bot.config import Config
from bot.hours import hours
from bot.sample import questions, weeks
from bot.sample.organisation import UPPERS
from quiz import asking, bank, marking
from quiz.rounds import Candidate
from records import indicators, mailboxes, members, organisation, participation, rounds
from records.answers import answers
from records.engine import open_records
from records.history import write
from records.reviews import reviews
from records.rounds import slots

MONDAY, SATURDAY = datetime(2026, 3, 2, 10, 0, tzinfo=BEIJING), datetime(2026, 3, 7, 21, 30, tzinfo=BEIJING)


def prepared(folder, library, now):
    book = open_records(f"sqlite:///{folder / 'records.db'}")
    times = hours(Config(workspace=folder))
    dice = Random(3)
    trials = demo.people(book, library, times, now, lambda: f"{dice.getrandbits(96):024x}")
    daily.open_day(book, library, times, now, lambda: 5)
    return book, trials


@pytest.fixture(params=[MONDAY, SATURDAY], ids=["a morning", "a weekend's night"])
def now(request):
    return request.param


@pytest.fixture
def sample_book(tmp_path, library, now):
    book, trials = prepared(tmp_path, library, now)
    yield book, trials
    book.close()


def test_the_sample_organisation(sample_book, library, now):
    book, trials = sample_book
    with book.read() as reader:
        root = organisation.root(reader)
        nodes = organisation.below(reader, root)
        assert max(node.path.count("/") for node in nodes) == 4
        assert len([node for node in nodes if node.kind == "党支部"]) == sum(len(below) for _, _, below in UPPERS) == 10
        assert len(members.below(reader, root)) == 120
        assert participation.differing(reader, 30) == ()
        found = {one.code: one for one in indicators.figures(reader, root, day_of(now - demo.BACK), day_of(now))}
        held = rounds.of_day(reader, day_of(now))
        told = reader.execute(sa.select(mailboxes.outbox.c.payload).where(mailboxes.outbox.c.day_key.like("summary%")))
        (summary,) = told.scalars()
        names = {one.name for one in members.below(reader, root)}
    assert found["I6"].value == pytest.approx(0.75, abs=0.1)
    assert found["I3"].denominator > found["I3"].numerator > 1000
    assert (held.day, held.purpose(now)) == (day_of(now), "daily")
    assert "答题小结" in str(summary)
    assert [name for name in names if name in str(summary)] == []
    assert [trial.role for trial in trials] == ["", "书记", "书记", "书记"]
    assert demo.people(book, library, hours(Config()), now, str) == ()


def test_weeks_are_what_a_member_would_have_done_step_by_step(records, library, tmp_path):
    began, times = datetime(2026, 2, 2, tzinfo=BEIJING), hours(Config(workspace=tmp_path))
    now = began + timedelta(days=21)
    records.write(lambda c: questions.fill(c, library, day_of(now), began))
    numbers = [add_member(records, name, began) for name in ("a", "b", "c")]
    held = []
    for day in range(20):
        opened = times.opening(day_of(began + timedelta(days=day)))
        if times.workdays.holds(day_of(opened)):
            one = daily.open_day(records, library, times, opened, lambda d=day: 11 + d)
            records.write(lambda c, h=one: rounds.close(c, h.id, h.closes))
            held.append(replace(one, closed=one.closes))
    with records.read() as reader:
        pool = [Candidate(*row) for row in rounds.pool(reader, held[0].id)]
        items = {one.version: bank.version(reader, one.version) for one in pool}
        people = [members.member(reader, number) for number in numbers]
    seeds = Random(4)
    for whom in people:
        seed = seeds.getrandbits(32)
        pupil = weeks.pupil(whom, Random(seed))
        taken = weeks.steps(pupil, held, now)
        assert {step.purpose for step in taken} <= {"daily", "late"}
        put, kept = weeks.live(pupil, taken, pool, items)
        step_by_step(records, library, whom, taken, put)
        real = rows(records, whom.id)
        for table in (reviews, answers, slots):
            records.write(lambda c, t=table, m=whom.id: c.execute(t.delete().where(t.c.member == m)))
        records.write(lambda c, p=put, k=kept, m=whom.id: write(c, p, [(m, one) for one in k]))
        assert len(real[1]) > 40
        assert rows(records, whom.id) == real


def step_by_step(records, library, whom, taken, put):
    """Take the steps with the functions that serve members; what is answered and when is as the dice had it."""
    drawn = iter(put)
    for step in taken:
        tokens = iter(range(100))
        with records.read() as reader:
            dealt = asking.begin(
                reader,
                library,
                step.held,
                whom,
                step.moment,
                lambda t=tokens, s=step: f"{s.held.id}-{whom.id}-{next(t)}",
            )
        records.write(lambda c, d=dealt: rounds.give(c, d))
        with records.read() as reader:
            stored = rounds.slots_of(reader, step.held.id, whom.id)
        for slot in stored:
            one = next(drawn)
            if one.slot.asked:
                records.write(lambda c, s=slot, m=one.slot.asked: rounds.ask(c, s.token, m))
            if one.answer:
                with records.read() as reader:
                    item = bank.version(reader, slot.version)
                records.write(
                    lambda c, s=slot, i=item, a=one.answer, p=step: marking.mark(
                        c, s, whom.branch, i, a.given, p.purpose, p.held.day, a.moment, day_of(a.moment)
                    )
                )


def rows(records, number):
    """All that is kept of a member's quizzes, without the ids and tokens."""
    with records.read() as reader:
        kept = sa.select(slots).where(slots.c.member == number).order_by(slots.c.round, slots.c.place)
        asked = {row.id: (row.round, row.place) for row in reader.execute(kept)}
        dealt = [(row.round, row.place, row.purpose, row.version, row.order, row.asked) for row in reader.execute(kept)]
        query = sa.select(answers).where(answers.c.member == number)
        given = sorted(
            (asked[row.slot], row.day, row.item, row.version, row.purpose, str(row.given), row.num, row.den, row.right,
             row.first, row.moment, row.branch)
            for row in reader.execute(query)
        )  # fmt: skip
        book = sorted(map(tuple, reader.execute(sa.select(reviews).where(reviews.c.member == number))))
    return dealt, given, book


def test_the_command_prints_accounts_once_and_the_figures_by_code(tmp_path, library, capsys):
    arguments = ["--workspace", str(tmp_path / "w")]
    assert main(["demo", "--prepare-only", *arguments]) == 0
    first = capsys.readouterr().out
    assert len(re.findall(r"http://127\.0\.0\.1:8080/#code=[0-9A-Z]{10}", first)) == 4
    assert "管理员账号 admin，密码" in first
    assert main(["demo", "--prepare-only", *arguments]) == 0
    assert capsys.readouterr().out == ""
    assert main(["stats", "--json", *arguments]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [key for key in found if key.startswith("I")] == [f"I{number}" for number in range(1, 13)]
    assert found["purpose"] == "本数据仅用于改进学习服务，不作为考核、排名、通报依据。"
    assert found["I3"]["value"] == found["I3"]["numerator"] / found["I3"]["denominator"]
    assert main(["stats", "--node", "示例市发展和改革局老干部党支部", *arguments]) == 0
    small = capsys.readouterr().out
    assert "I6 首答正确率：不足 5 人，不计算比率" in small
    assert "不作为考核、排名、通报依据" in small
    with open_records(f"sqlite:///{tmp_path / 'w' / 'records.db'}").read() as reader:
        names = {one.name for one in members.below(reader, organisation.root(reader))}
    assert not [name for name in names if name in small]
    assert main(["stats", "--node", "无此支部", *arguments]) == 1
    assert main(["stats", "--from", "2026-03-02", "--to", "2026-03-01", *arguments]) == 1
