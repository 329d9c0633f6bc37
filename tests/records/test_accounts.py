from concurrent.futures import ThreadPoolExecutor

import pytest

from faults import Fault
from records import accounts, sessions
from records.accounts import FAILURES, LOCKED, Role

WORD = "correct horse"


@pytest.fixture
def admin(records, now):
    records.write(lambda c: accounts.add(c, "admin", WORD, now))
    return records


def check(records, word, moment, name="admin"):
    return records.write(lambda c: accounts.check(c, name, word, moment))


def test_only_the_right_password_of_a_known_account_opens(admin, now):
    assert check(admin, WORD, now)
    assert not check(admin, "wrong horse", now)
    assert not check(admin, WORD, now, name="nobody")


def test_guessing_is_slowed_down_also_for_a_second_process(admin, beside, now):
    assert not any(check(admin, "wrong guess", now) for _ in range(FAILURES))
    with pytest.raises(Fault) as caught:
        check(beside, WORD, now)
    assert (caught.value.code, caught.value.fields) == ("account_locked", {"minutes": 16})
    assert check(beside, WORD, now + LOCKED)


def test_guesses_through_two_programs_are_counted_together(admin, beside, now):
    def guess(one):
        return [check(one, "wrong guess", now) for _ in range(2)]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(guess, [admin, beside]))
    check(admin, "wrong guess", now)
    with pytest.raises(Fault, match="account_locked"):
        check(beside, WORD, now)


def test_the_right_password_forgives_earlier_mistakes(admin, now):
    for _ in range(3):
        assert not any(check(admin, "wrong guess", now) for _ in range(FAILURES - 1))
        assert check(admin, WORD, now)


def test_a_new_password_replaces_the_old_unlocks_and_signs_out(admin, now):
    token = admin.write(lambda c: sessions.begin(c, now, account="admin"))
    for _ in range(FAILURES):
        check(admin, "wrong guess", now)
    admin.write(lambda c: accounts.change(c, "admin", "battery staple"))
    assert check(admin, "battery staple", now)
    assert not check(admin, WORD, now)
    with admin.read() as connection:
        assert sessions.find(connection, token, now) is None


def test_passwords_are_salted_and_not_kept(records, now):
    for name in ("anna", "ben"):
        records.write(lambda c, n=name: accounts.add(c, n, WORD, now))
    with records.read() as connection:
        kept = [row.password for row in connection.execute(accounts.accounts.select())]
    assert len(set(kept)) == 2
    assert not any(WORD in one for one in kept)


def test_an_account_has_a_role(records, now):
    records.write(lambda c: accounts.add(c, "anna", WORD, now))
    records.write(lambda c: accounts.add(c, "ben", WORD, now, Role.APPROVER))
    with records.read() as connection:
        assert [accounts.role_of(connection, name) for name in ("anna", "ben", "carl")] == ["admin", "approver", None]
        assert accounts.names(connection) == ("anna", "ben")


@pytest.mark.parametrize(
    ("job", "code"),
    [
        (lambda c, now: accounts.add(c, "admin", WORD, now), "account_exists"),
        (lambda c, now: accounts.add(c, "anna", "short", now), "password_short"),
        (lambda c, now: accounts.change(c, "admin", "short"), "password_short"),
        (lambda c, now: accounts.change(c, "nobody", WORD), "account_unknown"),
    ],
)
def test_what_cannot_be_done_is_a_fault_and_changes_nothing(admin, now, job, code):
    with pytest.raises(Fault, match=code):
        admin.write(lambda c: job(c, now))
    assert check(admin, WORD, now)
    with admin.read() as connection:
        assert accounts.names(connection) == ("admin",)
