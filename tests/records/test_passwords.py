import pytest
import sqlalchemy as sa
from people import DAY, person, tree

from faults import Fault
from records import consents, members, passwords, sessions

WORD = "correct horse"


@pytest.fixture
def whom(records, now):
    nodes = records.write(tree)
    one = records.write(lambda c: person(c, now, nodes["first"]))
    records.write(lambda c: passwords.give(c, one.id, passwords.hashed(WORD), now))
    return one


def opens(records, word, code):
    with records.read() as reader:
        found, kept = passwords.of_code(reader, code)
    return found is not None and passwords.matches(word, kept)


def test_a_member_comes_in_by_their_number_and_the_last_password_they_chose(records, whom, later):
    assert opens(records, WORD, whom.code)
    assert not opens(records, "wrong horse", whom.code)
    assert not opens(records, WORD, "9999")
    records.write(lambda c: passwords.give(c, whom.id, passwords.hashed("battery staple"), later))
    assert not opens(records, WORD, whom.code)
    assert opens(records, "battery staple", whom.code)
    assert records.write(lambda c: passwords.take(c, whom.id))
    assert not opens(records, "battery staple", whom.code)
    assert not records.write(lambda c: passwords.take(c, whom.id))


def test_who_left_does_not_come_in_and_who_waits_to_be_erased_may_take_it_back(records, whom, now):
    records.write(lambda c: consents.ask_erasure(c, whom, now))
    assert opens(records, WORD, whom.code)
    records.write(lambda c: members.leave(c, whom.id, DAY, now))
    assert not opens(records, WORD, whom.code)


def test_a_password_is_long_enough_and_its_words_are_not_kept(records, whom):
    with pytest.raises(Fault, match="password_short"):
        passwords.hashed("short")
    with records.read() as reader:
        (kept,) = reader.execute(sa.select(passwords.passwords.c.password)).scalars()
    assert WORD not in kept
    assert passwords.hashed(WORD) != kept


def test_one_more_browser_is_closed_in_half_a_day_and_others_at_once(records, now):
    first = records.write(lambda c: sessions.begin(c, now, person="p"))
    second = records.write(lambda c: sessions.begin(c, now, person="p"))
    with records.read() as reader:
        assert sessions.find(reader, first, now).person == sessions.find(reader, second, now).person == "p"
        assert sessions.find(reader, first, now + sessions.MEMBER) is None
    records.write(lambda c: sessions.end_others(c, "p", second))
    with records.read() as reader:
        assert [sessions.find(reader, token, now) is None for token in (first, second)] == [True, False]
