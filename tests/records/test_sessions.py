import sqlalchemy as sa

from records import accounts, sessions


def find(records, token, moment):
    with records.read() as connection:
        return sessions.find(connection, token, moment)


def test_a_guest_is_known_by_the_cookie_until_it_ends(records, now):
    token = records.write(lambda c: sessions.begin(c, now, name="小安"))
    guest = find(records, token, now)
    assert (guest.name, guest.account) == ("小安", None)
    assert find(records, "another", now) is None
    records.write(lambda c: sessions.rename(c, token, "安"))
    assert (find(records, token, now).name, find(records, token, now).person) == ("安", guest.person)
    records.write(lambda c: sessions.end(c, token))
    assert find(records, token, now) is None


def test_an_administrator_is_signed_out_sooner_than_a_guest(records, now):
    records.write(lambda c: accounts.add(c, "admin", "correct horse", now))
    guest = records.write(lambda c: sessions.begin(c, now))
    admin = records.write(lambda c: sessions.begin(c, now, account="admin"))
    evening = now + sessions.ADMINISTRATOR
    assert find(records, admin, now).account == "admin"
    assert find(records, admin, evening) is None
    assert find(records, guest, evening) is not None
    assert find(records, guest, now + sessions.GUEST) is None


def test_the_token_itself_is_not_kept(records, now):
    token = records.write(lambda c: sessions.begin(c, now))
    with records.read() as connection:
        assert token not in str(connection.execute(sa.select(sessions.sessions)).all())


def test_everybody_has_a_key_and_a_form_secret_of_their_own(records, now):
    first, second = (find(records, records.write(lambda c: sessions.begin(c, now)), now) for _ in "12")
    assert first.person != second.person
    assert first.csrf != second.csrf


def test_all_sessions_of_one_account_end_and_no_other(records, now):
    for name in ("anna", "ben"):
        records.write(lambda c, n=name: accounts.add(c, n, "correct horse", now))
    tokens = [records.write(lambda c, n=n: sessions.begin(c, now, account=n)) for n in ("anna", "anna", "ben")]
    records.write(lambda c: sessions.end_all(c, "anna"))
    assert [find(records, token, now) is None for token in tokens] == [True, True, False]
