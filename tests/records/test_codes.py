import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from people import DAY, person, tree

from faults import Fault
from records import codes, members

WEB, CHAT = "web:p1", "web:private:p1"
CODE = "K7MQ2XRT9P"


@pytest.fixture
def whom(records, now):
    return records.write(lambda c: person(c, now, tree(c)["first"]))


@pytest.fixture
def issued(records, whom, now):
    records.write(lambda c: codes.issue(c, whom.id, CODE, "member:9", now))
    return whom


def owner(records, typed, now):
    with records.read() as reader:
        return codes.owner(reader, typed, now)


def use(records, now, sender=WEB, typed=CODE):
    records.write(lambda c: codes.use(c, typed, sender, f"web:private:{sender}", now))


@pytest.mark.parametrize("typed", [CODE, "k7mq2-xrt9p", " K7MQ2 XRT9P ", "Ｋ７ＭＱ２－ＸＲＴ９Ｐ"])
def test_a_code_is_read_however_it_is_typed(records, issued, now, typed):
    assert owner(records, typed, now) == issued.id


def test_it_works_once(records, issued, now):
    use(records, now)
    assert owner(records, CODE, now) is None
    with pytest.raises(Fault) as caught:
        use(records, now, "web:p2")
    assert caught.value.code == "code_used"
    with records.read() as reader:
        assert members.member_of(reader, "web:p2") is None


def test_of_two_who_use_it_at_once_one_is_bound(records, beside, issued, now):
    def attempt(one, sender):
        try:
            use(one, now, sender)
        except Fault as fault:
            return fault.code
        return "bound"

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(attempt, [records, beside], ["web:p1", "web:p2"]))
    assert sorted(said) == ["bound", "code_used"]


def test_it_expires(records, issued, now):
    last = now + codes.LASTS
    assert owner(records, CODE, last - timedelta(seconds=1)) == issued.id
    assert owner(records, CODE, last) is None
    with pytest.raises(Fault):
        use(records, last)


def test_a_new_one_makes_the_old_one_worthless(records, issued, now):
    records.write(lambda c: codes.issue(c, issued.id, "23456789AB", "member:9", now))
    assert owner(records, CODE, now) is None
    assert owner(records, "23456789AB", now) == issued.id


def test_revoked_it_is_worthless(records, issued, now):
    records.write(lambda c: codes.revoke(c, "k7mq2-xrt9p"))
    assert owner(records, CODE, now) is None


def test_who_left_cannot_be_bound(records, issued, now, later):
    records.write(lambda c: members.leave(c, issued.id, DAY, now))
    assert owner(records, CODE, later) is None


def test_only_a_digest_is_kept(records, issued):
    with records.read() as reader:
        row = dict(reader.execute(sa.select(codes.codes)).mappings().one())
    assert CODE not in str(row)


def test_five_wrong_ones_and_a_sender_waits_an_hour(records, issued, now):
    def waits(sender, moment):
        with records.read() as reader:
            return codes.too_many_wrong(reader, sender, moment)

    for number in range(codes.WRONG):
        assert not waits(WEB, now)
        records.write(lambda c, n=number: codes.wrong(c, WEB, now + timedelta(seconds=n)))
    assert waits(WEB, now + timedelta(minutes=1))
    assert not waits("web:p2", now)
    assert not waits(WEB, now + timedelta(hours=1, seconds=1))


def test_codes_are_drawn_from_all_signs_evenly_enough():
    drawn = [codes.draw(partial(secrets.token_hex, 12)) for _ in range(3200)]
    assert len(set(drawn)) == len(drawn)
    for place in range(codes.LENGTH):
        signs = [code[place] for code in drawn]
        assert {*signs} == {*codes.SIGNS}
        # 100 of each are expected; five deviations are never met.
        assert max(map(signs.count, codes.SIGNS)) < 150
    assert codes.shown(CODE) == "K7MQ2-XRT9P"
