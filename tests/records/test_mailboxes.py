from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from records import mailboxes
from records.mailboxes import Handle, State

CHAT, ANNA = "web:private:a", "web:anna"


def put(records, now, *numbers, **more):
    return records.write(lambda c: mailboxes.put(c, "web", CHAT, [{"n": n} for n in numbers], now, **more))


def claim(records, now, limit=9):
    return records.write(lambda c: mailboxes.claim(c, "web", now, limit))


def begin(records, now, limit=9):
    return [records.write(lambda c, n=letter.id: mailboxes.begin(c, n, now)) for letter in claim(records, now, limit)]


def numbers(letters):
    return [letter.payload["n"] for letter in letters]


def mark(records, letter, state):
    records.write(lambda c: mailboxes.mark(c, [letter.id], state))


def test_an_event_counts_once_and_its_replies_can_be_read_again(records, now):
    def handle(connection):
        row = mailboxes.receive(connection, "web", "e1", ANNA, CHAT, now)
        if row is not None:
            mailboxes.put(connection, "web", CHAT, [{"n": 1}, {"n": 2}], now, row)
        return row

    row, again = records.write(handle), records.write(handle)
    assert row is not None
    assert again is None
    with records.read() as connection:
        assert mailboxes.stored(connection, "web", "e1") == row
        assert numbers(mailboxes.replies(connection, row)) == [1, 2]
        assert mailboxes.stored(connection, "telegram", "e1") is None


def test_one_event_through_two_programs_counts_once(records, beside, now):
    def handle(one):
        return [
            one.write(lambda c, n=n: mailboxes.receive(c, "web", f"e{n}", ANNA, CHAT, now)) is not None
            for n in range(60)
        ]

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(handle, [records, beside])
    assert all(mine != theirs for mine, theirs in zip(first, second, strict=True))


def test_the_same_events_in_opposite_order_through_two_programs_do_not_block_each_other(records, beside, now):
    def submit(one, names):
        return [one.submit(lambda c, n=n: mailboxes.receive(c, "web", f"e{n}", ANNA, CHAT, now)) for n in names]

    jobs = submit(records, range(200)) + submit(beside, reversed(range(200)))
    assert sum(job.result() is not None for job in jobs) == 200


def test_letters_are_claimed_in_order_and_once(records, now):
    put(records, now, 1, 2, 3)
    assert numbers(claim(records, now, 2)) == [1, 2]
    assert numbers(claim(records, now, 2)) == [3]
    assert claim(records, now) == ()


def test_two_programs_claim_no_letter_twice(records, beside, now):
    put(records, now, *range(120))

    def all_of(one):
        found = []
        while letters := claim(one, now, 5):
            found += numbers(letters)
        return found

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(all_of, [records, beside])
    assert sorted(first + second) == list(range(120))


def test_a_letter_is_not_due_before_its_time(records, now, later):
    put(records, later, 1)
    assert claim(records, now) == ()
    assert numbers(claim(records, later)) == [1]


def test_a_letter_that_is_sent_again_counts_its_attempts(records, now):
    put(records, now, 1)
    (letter,) = begin(records, now)
    assert letter.attempts == 1
    records.write(lambda c: mailboxes.recover(c, "web", resend_safe=True))
    (again,) = begin(records, now)
    assert (again.id, again.attempts) == (letter.id, 2)


@pytest.mark.parametrize(("resend_safe", "comes_again"), [(True, [2]), (False, [])])
def test_after_a_crash_only_a_harmless_letter_is_sent_again(records, now, resend_safe, comes_again):
    put(records, now, 1, 2)
    sent, _ = begin(records, now)
    mark(records, sent, State.SENT)
    assert records.write(lambda c: mailboxes.recover(c, "telegram", resend_safe=resend_safe)) == 0
    assert records.write(lambda c: mailboxes.recover(c, "web", resend_safe=resend_safe)) == 1
    assert numbers(claim(records, now)) == comes_again


def test_after_a_crash_what_was_only_claimed_goes_out(records, now):
    put(records, now, 1, 2)
    first, _ = claim(records, now)
    records.write(lambda c: mailboxes.begin(c, first.id, now))
    assert records.write(lambda c: mailboxes.recover(c, "web", resend_safe=False)) == 1
    assert numbers(claim(records, now)) == [2]


def test_a_letter_is_begun_once(records, now):
    put(records, now, 1)
    (letter,) = begin(records, now)
    assert records.write(lambda c: mailboxes.begin(c, letter.id, now)) is None


def test_who_asked_can_be_answered_before_all_pushes(records, now):
    put(records, now, *range(50))
    row = records.write(lambda c: mailboxes.receive(c, "web", "e1", ANNA, CHAT, now))
    put(records, now, 99, received=row)
    letters = records.write(lambda c: mailboxes.claim(c, "web", now, 9, replies=True))
    assert [(letter.payload["n"], letter.reply) for letter in letters] == [(99, True)]
    assert [letter.reply for letter in claim(records, now, 2)] == [False, False]


@pytest.mark.parametrize("state", [State.SENT, State.UNKNOWN, State.FAILED])
def test_what_is_settled_is_not_claimed_again(records, now, state):
    put(records, now, 1)
    mark(records, claim(records, now)[0], state)
    assert claim(records, now) == ()


def test_the_push_of_a_day_is_put_out_once(records, now):
    assert put(records, now, 1, 2, day_key="quiz:2026-03-02:web:group:g")
    assert not put(records, now, 1, 2, day_key="quiz:2026-03-02:web:group:g")
    assert put(records, now, 3, day_key="quiz:2026-03-03:web:group:g")
    assert numbers(claim(records, now)) == [1, 2, 3]


def test_a_handle_serves_as_often_as_it_may(records, now):
    put(records, now, 1, 2, 3, handle=Handle("h1", now + timedelta(minutes=1), 2))
    assert [letter.handle for letter in begin(records, now)] == ["h1", "h1", None]
    put(records, now, 4, handle=Handle("h1", now + timedelta(minutes=1), 2))
    put(records, now, 5, handle=Handle("h2", now + timedelta(minutes=1), 1))
    assert [letter.handle for letter in begin(records, now)] == [None, "h2"]


def test_an_attempt_uses_the_handle_even_if_it_is_made_again(records, now):
    put(records, now, 1, handle=Handle("h1", now + timedelta(minutes=1), 1))
    begin(records, now)
    records.write(lambda c: mailboxes.recover(c, "web", resend_safe=True))
    assert [again.handle for again in begin(records, now)] == [None]


def test_an_expired_handle_is_not_used(records, now):
    put(records, now, 1, handle=Handle("h1", now, 5))
    assert [letter.handle for letter in begin(records, now)] == [None]


def test_the_number_of_a_letter_is_never_given_twice(records, now):
    put(records, now, 1)
    (first,) = claim(records, now)
    records.write(lambda c: c.execute(mailboxes.outbox.delete()))
    put(records, now, 2)
    (second,) = claim(records, now)
    assert second.id > first.id


def test_events_of_a_sender_are_counted_since_a_moment(records, now):
    for minutes in range(3):
        moment = now + timedelta(minutes=minutes)
        records.write(lambda c, m=moment: mailboxes.receive(c, "web", str(m), ANNA, CHAT, m))
    with records.read() as connection:
        assert mailboxes.received_since(connection, ANNA, now + timedelta(minutes=1)) == 2
        assert mailboxes.received_since(connection, "web:ben", now) == 0


def test_a_push_to_many_is_put_out_once_and_taken_back_when_it_is_too_late(records, beside, now):
    letters = {f"push:2026-03-02:{n}": (f"web:private:{n}", {"n": n}) for n in range(3)}
    records.write(lambda c: mailboxes.push(c, "web", dict(list(letters.items())[:2]), now))
    beside.write(lambda c: mailboxes.push(c, "web", letters, now))
    (first,) = records.write(lambda c: mailboxes.claim(c, "web", now, 1))
    records.write(lambda c: mailboxes.mark(c, [first.id], State.SENT))
    assert records.write(lambda c: mailboxes.withdraw(c, "push:2026-03-02:")) == 2
    with records.read() as connection:
        assert mailboxes.pushed(connection, "push:2026-03-02:") == {"sent": 1, "failed": 2}
        assert mailboxes.pushed(connection, "push:2026-03-03:") == {}
    assert records.write(lambda c: mailboxes.claim(c, "web", now, 9)) == ()
