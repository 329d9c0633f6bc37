from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from faults import Fault
from records import uploads


@pytest.fixture
def number(records, now):
    return records.write(lambda c: uploads.add(c, "a.md", "0" * 64, "示例市门户网站", "anna", now))


def decide(records, number, account, **how):
    return records.write(lambda c: uploads.decide(c, number, account, **{"approved": True, "second": True} | how))


def kept(records, number):
    query = sa.select(uploads.uploads.c["state", "approver", "reason"]).where(uploads.uploads.c.id == number)
    with records.read() as connection:
        return tuple(connection.execute(query).one())


def test_an_upload_waits_is_approved_and_published(records, number):
    with records.read() as connection:
        (waits,) = uploads.waiting(connection)
    assert (waits["file"], waits["source"], waits["uploader"]) == ("a.md", "示例市门户网站", "anna")
    assert not records.write(lambda c: uploads.publish(c, number))
    assert decide(records, number, "ben")["file"] == "a.md"
    assert records.write(lambda c: uploads.publish(c, number))
    assert kept(records, number) == ("published", "ben", None)
    with records.read() as connection:
        assert uploads.waiting(connection) == ()


def test_a_refusal_keeps_its_reason_and_cannot_be_published(records, number):
    decide(records, number, "ben", approved=False, reason="来源不明")
    assert kept(records, number) == ("refused", "ben", "来源不明")
    assert not records.write(lambda c: uploads.publish(c, number))


def test_nobody_approves_their_own_upload_but_anybody_may_take_it_back(records, number):
    with pytest.raises(Fault, match="upload_own"):
        decide(records, number, "anna")
    assert kept(records, number)[0] == "waiting"
    decide(records, number, "anna", approved=False)
    assert kept(records, number)[0] == "refused"


def test_without_the_second_person_rule_one_is_enough(records, number):
    decide(records, number, "anna", second=False)
    assert kept(records, number)[0] == "approved"


def test_what_was_decided_stays_decided(records, number):
    decide(records, number, "ben")
    with pytest.raises(Fault) as caught:
        decide(records, number, "carl", approved=False)
    assert (caught.value.code, caught.value.fields) == ("upload_unknown", {"number": number})
    assert kept(records, number)[:2] == ("approved", "ben")


def test_of_two_decisions_at_once_one_counts(records, beside, now):
    numbers = [records.write(lambda c: uploads.add(c, "a.md", "0" * 64, "x", "anna", now)) for _ in range(20)]

    def settle(one, approved):
        done = 0
        for number in numbers:
            try:
                decide(one, number, "ben", approved=approved)
                done += 1
            except Fault as fault:
                assert fault.code == "upload_unknown"
        return done

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(settle, [records, beside], [True, False])) == len(numbers)
