from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from faults import Fault
from records import tries
from records.tries import FAMILIAR, FROM, NAMED, WITHIN, Try

ANNA = Try("account:anna", "10.0.0.1")


def begin(records, one, moment):
    return records.write(lambda c: tries.begin(c, one, moment))


def succeed(records, one, moment):
    counted = begin(records, one, moment)
    return records.write(lambda c: tries.succeed(c, one, counted, moment))


def waits(records, one, moment):
    with pytest.raises(Fault, match="too_many_tries") as caught:
        begin(records, one, moment)
    return caught.value.fields["minutes"]


def test_guessing_is_slowed_down_also_for_a_second_process_and_for_a_name_that_is_none(records, beside, now):
    for _ in range(NAMED):
        begin(records, ANNA, now)
    assert waits(beside, ANNA, now) == 16
    elsewhere = Try("account:anna", "10.0.0.2")
    assert waits(records, elsewhere, now) == 16
    begin(records, Try("account:nobody", "10.0.0.2"), now)
    begin(records, ANNA, now + WITHIN)


def test_a_try_that_is_refused_does_not_make_the_wait_longer(records, now):
    for _ in range(NAMED):
        begin(records, ANNA, now)
    for minute in range(1, 15):
        assert waits(records, ANNA, now + timedelta(minutes=minute)) == 16 - minute
    begin(records, ANNA, now + WITHIN)


def test_a_stranger_s_guesses_never_keep_out_the_browser_that_signed_in_before(records, now):
    mark = succeed(records, ANNA, now)
    for number in range(3 * NAMED):
        stranger = Try("account:anna", f"10.0.1.{number}")
        try:
            begin(records, stranger, now)
        except Fault as fault:
            assert fault.code == "too_many_tries"
    own = Try("account:anna", "10.0.0.1", mark)
    assert succeed(records, own, now) == mark
    for _ in range(FAMILIAR):
        begin(records, own, now)
    waits(records, own, now)


def test_a_mark_is_good_for_its_own_name_only(records, now):
    mark = succeed(records, ANNA, now)
    for _ in range(NAMED):
        begin(records, Try("account:ben", "10.0.0.1", mark), now)
    waits(records, Try("account:ben", "10.0.0.1", mark), now)


def test_one_address_that_tries_many_names_is_stopped_and_signing_in_counts_for_nothing(records, now):
    for number in range(FROM + 5):
        succeed(records, Try(f"member:{number}", "10.0.0.9"), now)
    for number in range(FROM):
        begin(records, Try(f"member:{number}", "10.0.0.9"), now)
    waits(records, Try("member:999", "10.0.0.9"), now)
    begin(records, Try("member:999", "10.0.0.8"), now)


def test_the_right_password_forgives_earlier_mistakes(records, now):
    for _ in range(3):
        for _ in range(NAMED - 1):
            begin(records, ANNA, now)
        succeed(records, ANNA, now)


def test_guesses_at_once_through_two_programs_are_counted_together(records, beside, now):
    def guess(one):
        return [begin(one, ANNA, now) for _ in range(NAMED // 2)]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(guess, [records, beside]))
    waits(beside, ANNA, now)


def test_neither_names_nor_addresses_are_kept_and_nothing_for_long(records, now):
    begin(records, ANNA, now)
    begin(records, Try("member:0101", "10.0.0.2"), now + WITHIN)
    with records.read() as reader:
        kept = [str(row) for row in reader.execute(sa.select(tries.tries))]
    assert len(kept) == 2
    assert [row for row in kept if "0101" in row or "10.0.0" in row or "anna" in row] == []
