from datetime import timedelta

import pytest
from quiz_rows import DAY, answer, branch, held, item, member, slot

from records import answers, jobs, rounds


@pytest.fixture
def scene(records, now):
    """A round, its member, the branch and an item."""

    def make(connection):
        node = branch(connection)
        return held(connection, now), member(connection, node, "anna", now), node, item(connection, now)

    return records.write(make)


def test_a_day_has_one_round_whoever_opens_it(records, beside, now, later):
    first = records.write(lambda c: held(c, now))
    again = beside.write(lambda c: held(c, later))
    assert again == first
    assert first.seed == 2**61
    with records.read() as connection:
        assert rounds.of_day(connection, DAY + timedelta(days=1)) is None
        assert list(rounds.pool(connection, first.id)) == [[1, 1, "a#1", ""]]


def test_what_an_answer_counts_as_follows_the_clock(records, now):
    one = records.write(lambda c: held(c, now))
    assert one.purpose(now) == "daily"
    assert one.purpose(one.closes) == "late"
    assert one.purpose(one.makes_up_until) is None


def test_a_round_is_closed_once_and_what_follows_is_late(records, now):
    one = records.write(lambda c: held(c, now))
    with records.read() as connection:
        assert rounds.to_close(connection, now) == ()
        assert rounds.to_close(connection, one.closes) == (one,)
    assert records.write(lambda c: rounds.close(c, one.id, now))
    assert not records.write(lambda c: rounds.close(c, one.id, now))
    with records.read() as connection:
        closed = rounds.of_day(connection, DAY)
        assert closed.purpose(now) == "late"
        assert rounds.to_close(connection, one.closes) == ()
        assert rounds.to_make_up(connection, now) == (closed,)
        assert rounds.to_make_up(connection, one.makes_up_until) == ()


def test_a_closed_round_waits_for_its_job_until_that_is_done(records, now):
    one = records.write(lambda c: held(c, now))
    records.write(lambda c: rounds.close(c, one.id, now))
    with records.read() as connection:
        assert [found.day for found in rounds.unfinished(connection, "sum", DAY)] == [DAY]
        assert rounds.unfinished(connection, "sum", DAY + timedelta(days=1)) == ()
    assert records.write(lambda c: jobs.finish(c, "sum", DAY, now))
    assert not records.write(lambda c: jobs.finish(c, "sum", DAY, now))
    with records.read() as connection:
        assert rounds.unfinished(connection, "sum", DAY) == ()
        assert jobs.done(connection, "sum", DAY)
        assert not jobs.done(connection, "summary", DAY)


def test_questions_are_dealt_once_and_the_slower_of_two_hears_of_it(records, beside, scene):
    one, who, node, (_, version) = scene
    mine = [slot(one, who, node, version, place) for place in range(2)]
    theirs = [slot(one, who, node, version, place, token=f"other{place}") for place in range(2)]
    assert records.write(lambda c: rounds.give(c, mine))
    assert not beside.write(lambda c: rounds.give(c, theirs))
    with records.read() as connection:
        kept = rounds.slots_of(connection, one.id, who)
        assert [found.token for found in kept] == [found.token for found in mine]
        assert kept[0].order == (1, 0)
        assert rounds.by_token(connection, mine[0].token, who) == kept[0]
        assert rounds.by_token(connection, mine[0].token, who + 1) is None


def test_the_question_put_last_waits_until_it_is_answered(records, scene, now):
    one, who, node, (number, version) = scene
    records.write(lambda c: rounds.give(c, [slot(one, who, node, version, place) for place in range(2)]))
    for minute, token in enumerate((f"t{one.id}{who}0", f"t{one.id}{who}1")):
        records.write(lambda c, m=minute, t=token: rounds.ask(c, t, now + timedelta(minutes=m)))
    with records.read() as connection:
        last = rounds.last_asked(connection, who, now)
        assert last.place == 1
        assert rounds.last_asked(connection, who, now + timedelta(hours=1)) is None
    assert records.write(lambda c: answers.record(c, answer(last, number, now)))
    with records.read() as connection:
        assert rounds.last_asked(connection, who, now, answered=False).place == 0
        assert rounds.last_asked(connection, who, now, answered=True).place == 1
        assert rounds.begun(connection, one.id) == (1, 1)
        assert rounds.asked_since(connection, who, now) == {version: now + timedelta(minutes=1)}


def test_one_question_takes_the_place_of_another(records, scene, now):
    one, who, node, (_, version) = scene
    other = records.write(lambda c: item(c, now))[1]
    records.write(lambda c: rounds.give(c, [slot(one, who, node, version)]))
    with records.read() as connection:
        (old,) = rounds.slots_of(connection, one.id, who)
    records.write(lambda c: rounds.replace(c, old.id, slot(one, who, node, other, token="fresh")))
    with records.read() as connection:
        assert rounds.by_token(connection, old.token, who) is None
        assert rounds.by_token(connection, "fresh", who).version == other
    records.write(lambda c: rounds.replace(c, old.id, None))
    with records.read() as connection:
        assert rounds.slots_of(connection, one.id, who) == ()


def test_a_new_practice_gives_up_the_old_one_and_keeps_its_answers(records, scene, now):
    _, who, node, (number, version) = scene
    first = [slot(None, who, node, version, place, token=f"first{place}") for place in range(3)]
    records.write(lambda c: rounds.give(c, first))
    with records.read() as connection:
        begun = rounds.slots_of(connection, None, who)
    records.write(lambda c: answers.record(c, answer(begun[0], number, now, purpose="practice")))
    records.write(lambda c: rounds.give(c, [slot(None, who, node, version, token="second")]))
    with records.read() as connection:
        assert rounds.by_token(connection, "first0", who).answered
        assert rounds.by_token(connection, "first1", who) is None
        assert not rounds.by_token(connection, "second", who).answered
