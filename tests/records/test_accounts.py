import pytest

from faults import Fault
from records import accounts, passwords, sessions
from records.accounts import Role

WORD = "correct horse"


@pytest.fixture
def admin(records, now):
    records.write(lambda c: accounts.add(c, "admin", WORD, now))
    return records


def opens(records, word, name="admin"):
    with records.read() as reader:
        return passwords.matches(word, accounts.kept(reader, name))


def test_only_the_right_password_of_a_known_account_opens(admin):
    assert opens(admin, WORD)
    assert not opens(admin, "wrong horse")
    assert not opens(admin, WORD, name="nobody")


def test_a_new_password_replaces_the_old_and_signs_out(admin, now):
    token = admin.write(lambda c: sessions.begin(c, now, account="admin"))
    admin.write(lambda c: accounts.change(c, "admin", "battery staple"))
    assert opens(admin, "battery staple")
    assert not opens(admin, WORD)
    with admin.read() as connection:
        assert sessions.find(connection, token, now) is None


def test_an_account_that_is_switched_off_may_nothing_until_it_is_on_again(admin, now):
    admin.write(lambda c: accounts.add(c, "ben", WORD, now))
    token = admin.write(lambda c: sessions.begin(c, now, account="ben"))
    admin.write(lambda c: accounts.disable(c, "ben", now))
    with admin.read() as reader:
        assert accounts.role_of(reader, "ben") is None
        assert accounts.names(reader) == ("admin",)
        assert sessions.find(reader, token, now) is None
    assert not opens(admin, WORD, name="ben")
    admin.write(lambda c: accounts.enable(c, "ben"))
    assert opens(admin, WORD, name="ben")


def test_the_last_administrator_stays(admin, now):
    admin.write(lambda c: accounts.add(c, "carl", WORD, now, Role.APPROVER))
    with pytest.raises(Fault, match="account_last"):
        admin.write(lambda c: accounts.disable(c, "admin", now))
    admin.write(lambda c: accounts.disable(c, "carl", now))
    assert opens(admin, WORD)


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
        (lambda c, now: accounts.add(c, "an\nna", WORD, now), "account_nameless"),
        (lambda c, now: accounts.disable(c, "nobody", now), "account_unknown"),
        (lambda c, now: accounts.enable(c, "admin"), "account_unknown"),
    ],
)
def test_what_cannot_be_done_is_a_fault_and_changes_nothing(admin, now, job, code):
    with pytest.raises(Fault, match=code):
        admin.write(lambda c: job(c, now))
    assert opens(admin, WORD)
    with admin.read() as connection:
        assert accounts.names(connection) == ("admin",)
